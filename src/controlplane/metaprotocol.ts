import type { JsonObject } from '../base/json.js';
import { suggest } from '../base/suggest.js';
import { nameOf, note } from '../mesh/notes.js';
import type { Mesh, RegisteredCodec } from '../mesh/types.js';
import { observability } from './accesslog.js';
import { type Draft, type Generator, type NetworkFilter, portDrafts, withoutZeros } from './draft.js';
import { applicationProtocolOf, inboundCluster, outboundCluster, protocolOf, routeName } from './names.js';
import { checkRateLimits, rateLimitFilters } from './ratelimit.js';
import type { Cause } from './types.js';

/** The filter that speaks MetaProtocol. */
export const metaProtocolFilter: NetworkFilter = {
  name: 'envoy.filters.network.meta_protocol_proxy',
  typeUrl: 'aeraki.meta_protocol_proxy.v1alpha.MetaProtocolProxy',
  operation: 'REPLACE',
};

/** What a listener speaks. */
export interface Speech {
  applicationProtocol: string;
  codec: string;
}

function commonFilters(host: string): JsonObject[] {
  return [
    { name: 'aeraki.meta_protocol.filters.metadata_exchange' },
    {
      name: 'aeraki.meta_protocol.filters.istio_stats',
      config: {
        '@type': 'type.googleapis.com/aeraki.meta_protocol_proxy.filters.istio_stats.v1alpha.IstioStats',
        destinationService: host,
      },
    },
    { name: 'aeraki.meta_protocol.filters.router' },
  ];
}

function speechJson({ applicationProtocol, codec }: Speech): JsonObject {
  return { ...withoutZeros({ applicationProtocol }), codec: withoutZeros({ name: codec }) };
}

/** A listener that asks MetaRDS for its routes: outbound at sidecars, and at gateways. */
export function outboundListener(mesh: Mesh, host: string, port: number, speech: Speech): JsonObject {
  return {
    statPrefix: outboundCluster(host, port),
    rds: {
      routeConfigName: routeName(host, port),
      configSource: {
        apiConfigSource: {
          apiType: 'GRPC',
          grpcServices: [{ envoyGrpc: { clusterName: 'aeraki-xds' } }],
          transportApiVersion: 'V3',
        },
        resourceApiVersion: 'V3',
      },
    },
    ...speechJson(speech),
    metaProtocolFilters: commonFilters(host),
    ...observability(mesh.meshConfig.value),
  };
}

/** What follows from a protocol without codec, with the nearest known name. */
export function unknownCodec(mesh: Mesh, protocol: string): { message: string; fix: string } {
  const near = suggest(protocol, mesh.codecs.keys());
  const shown = protocol === '' ? 'the empty protocol' : `protocol ${protocol}`;
  return {
    message: `No codec is registered for ${shown}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
    fix: `Add an ApplicationProtocol with spec.protocol ${protocol === '' ? 'and name it in the port' : protocol}, or correct the name of the port.`,
  };
}

/** The causes that every MetaProtocol listener has beside its service. */
export function speechCauses(mesh: Mesh, codec: RegisteredCodec): Cause[] {
  const causes: Cause[] = [];
  if (codec.source) causes.push({ ...codec.source, path: ['spec', 'codec'], role: 'protocol' });
  const { source, path } = mesh.meshConfig;
  if (source?.origin) causes.push({ origin: source.origin, resource: source.resource ?? {}, path, role: 'meshConfig' });
  return causes;
}

/** The EnvoyFilters of all MetaProtocol ports of a service (`MP/generator.go`). One port that fails leaves none. */
export const generateMetaProtocol: Generator = (context) => {
  const { mesh, service, host, router, notes } = context;
  let usable = true;
  const ports = service.ports.flatMap((port) => {
    if (protocolOf(port.name) !== 'metaprotocol') return [];
    const path = ['spec', 'ports', port.index, 'name'];
    const applicationProtocol = applicationProtocolOf(port.name);
    if (applicationProtocol === undefined) {
      usable = false;
      const message = `Aeraki dies of the port name ${port.name}, which names no application protocol, and with it the control plane of the whole mesh.`;
      notes.push(
        note('AER0401', service.source, path, message, {
          fix: `Name the port ${port.name}-PROTOCOL, such as ${port.name}-thrift.`,
        }),
      );
      return [];
    }
    const codec = mesh.codecs.get(applicationProtocol);
    if (codec === undefined) {
      usable = false;
      const { message, fix } = unknownCodec(mesh, applicationProtocol);
      notes.push(
        note('AER0422', service.source, path, `${message} No port of ${nameOf(service.source)} gets an EnvoyFilter.`, { fix }),
      );
      return [];
    }
    return [{ port, applicationProtocol, codec }];
  });
  if (!checkRateLimits(context) || !usable) return undefined;
  const limits = (['localRateLimit', 'globalRateLimit'] as const).flatMap((field): Cause[] =>
    router?.value[field] === undefined ? [] : [{ ...router.source, path: ['spec', field], role: 'router' }],
  );
  return ports.flatMap(({ port, applicationProtocol, codec }): Draft[] => {
    const speech = { applicationProtocol, codec: codec.codec };
    const inbound: JsonObject = {
      statPrefix: inboundCluster(port.number),
      routeConfig: { name: inboundCluster(port.number), routes: [{ route: { cluster: inboundCluster(port.number) } }] },
      ...speechJson(speech),
      metaProtocolFilters: [...rateLimitFilters(router), ...commonFilters(host)],
      ...observability(mesh.meshConfig.value),
    };
    const causes = speechCauses(mesh, codec);
    return portDrafts(
      context,
      port,
      metaProtocolFilter,
      { outbound: outboundListener(mesh, host, port.number, speech), inbound },
      { outbound: causes, inbound: [...causes, ...limits] },
    );
  });
};
