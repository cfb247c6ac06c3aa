import { type Generator, type NetworkFilter, portDrafts } from './draft.js';
import { inboundCluster, outboundCluster } from './names.js';

/** A filter put before `tcp_proxy` on the first port, which only counts what passes. */
export function statisticsGenerator(filter: NetworkFilter): Generator {
  return (context) => {
    const port = context.service.ports[0];
    if (port === undefined) return undefined;
    const values = {
      outbound: { statPrefix: outboundCluster(context.host, port.number) },
      inbound: { statPrefix: inboundCluster(port.number) },
    };
    return portDrafts(context, port, filter, values, { outbound: [], inbound: [] });
  };
}

/** The EnvoyFilters of a Kafka service. */
export const generateKafka = statisticsGenerator({
  name: 'envoy.filters.network.kafka_broker',
  typeUrl: 'envoy.extensions.filters.network.kafka_broker.v3.KafkaBroker',
  operation: 'INSERT_BEFORE',
});
