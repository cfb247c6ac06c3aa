import type { CodeInfo } from './info.js';

/** What `get`, `describe` and `envoyfilter` find between what is there and what should be. */
export const liveCodes = {
  AER1201: {
    name: 'generated-object-missing',
    severity: 'error',
    summary: 'An EnvoyFilter or VirtualService that Aeraki should have generated is not there.',
    why: 'Without the outbound EnvoyFilter, sidecars pass the requests of the service on as plain TCP: no route, no subset, no statistics. Without the inbound one there are no limits at the server. Aeraki generates nothing while it does not run, has no connection to istiod, is not the leader, or sees no services: Istio 1.24 and newer answer it with nothing, without an error.',
    fix: 'Run `aerakictl check`, and look at `aerakictl aeraki-log`.',
  },
  AER1202: {
    name: 'generated-object-left-over',
    severity: 'warning',
    summary: 'An object carries the label of Aeraki, and nothing that is there leads to it.',
    why: 'It stays in force: sidecars go on using its filter and its routes. Aeraki deletes such objects whenever it generates, but not while it does not run, and uninstalling it leaves them all behind.',
    fix: 'Where Aeraki runs, look into its log for why it does not generate. Where it does not, delete the object with `kubectl delete envoyfilter`.',
  },
  AER1203: {
    name: 'generated-object-differs',
    severity: 'warning',
    summary: 'An object that Aeraki generated is not what the inputs that are there now lead to.',
    why: 'Somebody changed it by hand, or Aeraki has not followed a change: it does not run, it lost istiod, or an input such as a Secret has gone that it does not watch. The sidecars have what the object says.',
    fix: '`aerakictl envoyfilter diff NAME` tells which fields differ and which input they come from. Aeraki writes its objects anew when any of its inputs changes, and when it starts.',
  },
  AER1204: {
    name: 'endpoints-missing',
    severity: 'error',
    summary: 'A destination of a route has no endpoint that is ready.',
    why: 'Requests that take the route fail: the proxy has the cluster, and nobody in it. A subset holds those endpoints of the service whose pods have all its labels.',
    fix: "Start pods with the subset's labels, wait until they are ready, or correct the labels in the DestinationRule. `kubectl get pods -L version` shows what they have.",
  },
  AER1205: {
    name: 'endpoints-not-listed',
    severity: 'error',
    summary: 'Pods match the selector of a Service, but no EndpointSlice lists them.',
    why: 'Istio takes the endpoints of a Service from its EndpointSlices, never from the selector itself. Without them the cluster is empty, and requests fail.',
    fix: 'See whether the endpoint slice controller works (`kubectl get endpointslices`), and whether the ports of the Service are those of its pods.',
  },
  AER1206: {
    name: 'port-not-managed',
    severity: 'info',
    summary: 'Aeraki leaves a port alone, because its name does not ask for it.',
    why: 'Aeraki knows what it manages by the second part of a port name: `tcp-metaprotocol-PROTOCOL`, `tcp-dubbo`, `tcp-thrift`, `tcp-redis`, `tcp-kafka`, `tcp-zookeeper`. Any other port stays what Istio makes of it, plain TCP or HTTP.',
    fix: 'Where Aeraki shall manage it, name the port so, beginning with `tcp-`.',
  },
  AER1207: {
    name: 'pod-outside-the-mesh',
    severity: 'warning',
    summary: 'A pod has no istio-proxy.',
    why: "What Aeraki generates takes effect in sidecars. Requests of this pod go to the address of the service unrouted; what comes in to it knows no limits. A client's routes depend on its own sidecar alone.",
    fix: 'Label the namespace `istio-injection=enabled` (or the pod `sidecar.istio.io/inject: "true"`) and start the pod anew.',
  },
  AER1208: {
    name: 'filter-out-of-reach',
    severity: 'warning',
    summary: 'The EnvoyFilter of a service is in namespaces that do not reach a pod.',
    why: "An EnvoyFilter counts for the pods of its own namespace; for all, where it is in the root namespace. `exportTo` of the service's MetaRouter chooses the namespaces: clients elsewhere talk plain TCP.",
    fix: "Add the pod's namespace to `exportTo`, or `*`.",
  },
} as const satisfies Record<string, CodeInfo>;
