import type { CodeInfo } from './info.js';

/** Codes 0650–0659: what versions of Istio and Envoy make of what Aeraki generates. */
export const versionCodes = {
  AER0650: {
    name: 'istio-tells-nothing',
    severity: 'error',
    summary: 'This version of Istio tells Aeraki of no service at all.',
    why: 'Aeraki asks istiod for `networking.istio.io/v1alpha3`; from 1.24 on, istiod knows these kinds as `v1` and answers with an empty list, without an error. Aeraki then generates **nothing**: MetaRouters are accepted and do nothing. Seen with a build of 1.32; the version is read from the source.',
    fix: 'Stay with Istio 1.23 or older; 1.18 is the one that Aeraki 1.4 is published for.',
  },
  AER0651: {
    name: 'istio-refuses-aeraki',
    severity: 'error',
    summary: 'Builds of this version of Istio refuse to talk to Aeraki.',
    why: 'A fix of August 2026 asks the client of this interface for the identity of a control plane. Aeraki has none and gets `Unauthenticated: the api generator requires an authenticated control-plane identity`. Seen with a build of 1.32; older versions may get the fix as well. With `ENABLE_XDS_API_GENERATOR_AUTH=false`, istiod answers with the empty list of AER0650 instead.',
    fix: 'Stay with Istio 1.23 or older.',
  },
  AER0652: {
    name: 'istio-not-published',
    severity: 'info',
    summary: 'Aeraki 1.4 is published for another version of Istio.',
    why: 'The published table pairs Aeraki 1.4 with Istio 1.18 only (1.3 with 1.16, 1.2 with 1.14, 1.1 with 1.12, 1.0 with 1.10). From 1.17 to 1.23 istiod serves what Aeraki asks for, and a mesh with 1.20 was seen to work.',
    fix: 'Try it before you rely on it.',
  },
  AER0653: {
    name: 'extension-by-name',
    severity: 'error',
    summary: 'Envoy refuses a part of a generated object that has a name but no type.',
    why: "Aeraki names the router filter of native Thrift, and the transport socket of a RedisDestination's cluster, without a `typed_config`. Since 1.22 Envoy looks extensions up by type only, unless the runtime flag `envoy.reloadable_features.no_extension_lookup_by_name` is false; Istio's sidecars had it so before 1.19, and 1.39 removed it. A refused listener leaves the port without service; a refused **cluster** holds back the whole update: the sidecar keeps its old clusters, and a new one never gets listeners.",
    fix: 'For Thrift use MetaProtocol (`tcp-metaprotocol-thrift`); for Redis go without the RedisDestination, or stay with Istio 1.18.',
  },
  AER0654: {
    name: 'filter-not-built-in',
    severity: 'warning',
    summary: 'A plain Envoy does not have a filter that is generated.',
    why: "The MetaProtocol filter is only in Aeraki's own proxy; the Dubbo authorization filter is in no plain Envoy; the Kafka filter is left out of plain builds. A proxy without the filter refuses the listener: clients lose the port. It counts for every pod that the EnvoyFilter applies to, which in the root namespace is the whole mesh.",
    fix: "Give the pods Aeraki's proxy with its two annotations, or narrow down the EnvoyFilters with `exportTo`.",
  },
} as const satisfies Record<string, CodeInfo>;
