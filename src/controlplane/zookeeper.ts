import { statisticsGenerator } from './kafka.js';

/** The EnvoyFilters of a ZooKeeper service. */
export const generateZookeeper = statisticsGenerator({
  name: 'envoy.filters.network.zookeeper_proxy',
  typeUrl: 'envoy.extensions.filters.network.zookeeper_proxy.v3.ZooKeeperProxy',
  operation: 'INSERT_BEFORE',
});
