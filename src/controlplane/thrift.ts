import type { JsonObject } from '../base/json.js';
import { note } from '../mesh/notes.js';
import { type Generator, type GeneratorContext, type NetworkFilter, portDrafts, withoutZeros } from './draft.js';
import { inboundCluster, outboundCluster } from './names.js';
import { checkRules, ruleAction, ruleCauses } from './virtualservice.js';

const thriftFilter: NetworkFilter = {
  name: 'envoy.filters.network.thrift_proxy',
  typeUrl: 'envoy.extensions.filters.network.thrift_proxy.v3.ThriftProxy',
  operation: 'REPLACE',
};

function listener(name: string, actions: JsonObject[]): JsonObject {
  const routes = actions.map((route) => ({ match: { methodName: '' }, route }));
  return {
    statPrefix: name,
    routeConfig: withoutZeros({ name, routes }),
    thriftFilters: [{ name: 'envoy.filters.thrift.router' }],
  };
}

function checkMatches({ virtualService, host, notes }: GeneratorContext): void {
  if (virtualService === undefined) return;
  const { value, source } = virtualService;
  value.http.forEach((rule, index) => {
    const path = ['spec', 'http', index];
    if (rule.matches.length > 0) {
      const message = `Matches do not count for the native Thrift service ${host}: the rule takes every request.`;
      notes.push(note('AER0602', source, [...path, 'match'], message));
    }
    if (index > 0)
      notes.push(note('AER0603', source, path, 'This rule is never reached, as the first rule takes every request.'));
  });
}

/** The EnvoyFilters of a native Thrift service (`internal/plugin/thrift`): each rule matches every method. */
export const generateThrift: Generator = (context) => {
  const { host, service, virtualService } = context;
  const port = service.ports[0];
  if (port === undefined || !checkRules(context)) return undefined;
  checkMatches(context);
  const outbound = outboundCluster(host, port.number);
  const actions = virtualService
    ? virtualService.value.http.flatMap((rule): JsonObject[] => {
        const action = ruleAction(host, port.number, rule, false);
        return action ? [action] : [];
      })
    : [{ cluster: outbound }];
  const inbound = inboundCluster(port.number);
  return portDrafts(
    context,
    port,
    thriftFilter,
    { outbound: listener(outbound, actions), inbound: listener(inbound, [{ cluster: inbound }]) },
    { outbound: ruleCauses(context), inbound: [] },
  );
};
