import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { heldRoutes } from './dumps.js';
import { readRouteConfiguration } from './forms.js';

const dump = 'type.googleapis.com/aeraki.meta_protocol_proxy.admin.v1alpha.RoutesConfigDump';
const routes = (name: string) => ({
  '@type': 'type.googleapis.com/aeraki.meta_protocol_proxy.config.route.v1alpha.RouteConfiguration',
  name,
  routes: [{ name: 'all', route: { cluster: name } }],
});
const section = {
  '@type': dump,
  dynamic_route_configs: [{ version_info: '1', route_config: routes('orders.shop.svc.cluster.local_9090') }],
  static_route_configs: [{ route_config: routes('inbound|9090||') }],
};
const namesIn = (value: Parameters<typeof heldRoutes>[0]) => heldRoutes(value)?.map(({ name }) => name);

describe('route configurations in a larger value', () => {
  it('are found in a section of a config dump, and are what a reader of routes takes', () => {
    assert.deepEqual(namesIn(section), ['inbound|9090||', 'orders.shop.svc.cluster.local_9090']);
    const [, held] = heldRoutes(section) ?? [];
    assert.deepEqual(held?.path, ['dynamic_route_configs', 0]);
    const read = readRouteConfiguration(held?.value ?? null);
    assert.ok('value' in read);
    assert.equal(read.value.routes[0]?.action.cluster, 'orders.shop.svc.cluster.local_9090');
  });

  it('are taken of a whole dump from the section of the MetaProtocol proxy only: the other one holds HTTP routes', () => {
    const http = {
      '@type': 'type.googleapis.com/envoy.admin.v3.RoutesConfigDump',
      static_route_configs: [{ route_config: { name: '80' } }],
    };
    assert.deepEqual(namesIn({ configs: [http, section] }), ['inbound|9090||', 'orders.shop.svc.cluster.local_9090']);
    assert.deepEqual(namesIn({ configs: [http] }), []);
  });

  it('are found in a list, in a discovery answer and in the result of translate', () => {
    const wire = { name: 'a_1', virtualHosts: [] };
    assert.deepEqual(namesIn([wire, routes('b_2')]), ['a_1', 'b_2']);
    assert.deepEqual(namesIn({ typeUrl: 'x', resources: [{ ...wire }] }), ['a_1']);
    assert.deepEqual(namesIn({ envoyFilters: [], routeConfigurations: [wire] }), ['a_1']);
  });

  it('leave a value alone that may be a route configuration itself, and find none in what is none', () => {
    assert.equal(heldRoutes(routes('a_1')), undefined);
    assert.equal(heldRoutes(null), undefined);
    assert.deepEqual(heldRoutes([{ attributes: { method: 'x' } }, 7]), []);
  });
});
