import type { CodeInfo } from './info.js';

/** Codes 1001–1049: what a proxy's own dump shows to be missing or not ready. What it refused has codes 1050 and following. */
export const envoyCodes = {
  AER1001: {
    name: 'cluster-not-held',
    severity: 'error',
    summary: 'A route or filter names a cluster that the proxy does not have.',
    why: 'Requests that get there are answered with `ClusterNotFound`, and copies of a mirror are dropped without a word. A subset needs a DestinationRule that names it, a port must be one of the service; a cluster that the proxy refused is in no dump either, only in its log.',
    fix: "Give the DestinationRule the subset, or correct the destination. 'aerakictl sidecar-log POD' tells whether the cluster was refused.",
  },
  AER1002: {
    name: 'cluster-warming',
    severity: 'warning',
    summary: 'A cluster is not ready yet, and takes no requests.',
    why: 'A cluster warms until its endpoints and the secrets of its TLS have come. Until then an older version is used, or the cluster is not there at all. A proxy that has just started asks for listeners only once every cluster is ready.',
    fix: 'Look at what it waits for: the secrets that the message names, or endpoints that istiod did not send.',
  },
  AER1003: {
    name: 'secret-not-received',
    severity: 'error',
    summary: 'A certificate that the proxy asked for has not come.',
    why: 'Clusters and listeners that need it stay unready. Certificates come from the agent beside the proxy (`sds-grpc`), which gets them from istiod: an unreachable istiod, an expired token or a missing agent leave the proxy waiting.',
    fix: "See what the agent says: 'aerakictl sidecar-log POD' with `sds` or `StreamSecrets`.",
  },
  AER1004: {
    name: 'no-listener',
    severity: 'error',
    summary: 'The proxy has no listener at all.',
    why: 'It handles no traffic: with redirection in place, connections to and from the pod are refused. A proxy gets its listeners after its clusters, and only when each of those is ready: one refused cluster, or one secret that does not come, is enough.',
    fix: "Find what the clusters wait for in the other findings; what was refused is only in the proxy's log: 'aerakictl sidecar-log POD'.",
  },
  AER1005: {
    name: 'cluster-without-endpoints',
    severity: 'warning',
    summary: 'A cluster that requests are sent to has no endpoint.',
    why: 'Each request to it is answered with `NoHealthyUpstream`. The service has no ready pod, or no pod has the labels of the subset.',
    fix: "Compare the subset's labels with those of the pods, and look at the EndpointSlices of the service.",
  },
  AER1006: {
    name: 'no-healthy-endpoint',
    severity: 'error',
    summary: 'All endpoints of a cluster are unhealthy.',
    why: 'Outlier detection or health checks have taken every endpoint out. Requests are answered with `NoHealthyUpstream`, unless a panic threshold lets them through.',
    fix: "See why they fail in the servers' logs; 'aerakictl sidecar-stats POD' counts the errors.",
  },
  AER1007: {
    name: 'certificate-not-valid',
    severity: 'error',
    summary: 'A certificate of the proxy has expired, or is not valid yet.',
    why: 'Its peers refuse every connection with mutual TLS. The agent renews certificates by itself, so that it could not reach istiod for long, or a clock is wrong.',
    fix: "Look at the agent's lines in 'aerakictl sidecar-log POD', and restart the pod once istiod can be reached.",
  },
  AER1008: {
    name: 'hash-without-ring',
    severity: 'warning',
    summary: 'Routes have a hash policy, but the cluster does not balance by hash.',
    why: 'The policy has no effect: the proxy picks endpoints by the policy of the cluster, which a DestinationRule sets.',
    fix: 'Set `trafficPolicy.loadBalancer.consistentHash` in the DestinationRule of the service.',
    example: {
      bad: 'trafficPolicy:\n  loadBalancer:\n    simple: ROUND_ROBIN\n',
      good: 'trafficPolicy:\n  loadBalancer:\n    consistentHash:\n      httpHeaderName: x-user-id\n',
    },
  },
  AER1009: {
    name: 'held-routes-refused',
    severity: 'error',
    summary: 'The proxy refused an update of routes.',
    why: 'Those from before stay in force; without any, requests find no route. For MetaProtocol a dump never shows this, only the log of the proxy does.',
    fix: 'Correct what the reason names.',
  },
} as const satisfies Record<string, CodeInfo>;
