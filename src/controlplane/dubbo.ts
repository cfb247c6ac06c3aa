import type { JsonObject } from '../base/json.js';
import { nameOf, note } from '../mesh/notes.js';
import type { HttpRule, RuleStringMatch } from '../resource/istio.js';
import { type Generator, type GeneratorContext, type NetworkFilter, portDrafts, withoutZeros } from './draft.js';
import { authorizationFilters } from './dubbo-authorization.js';
import { safeRegex } from './match.js';
import { inboundCluster, outboundCluster } from './names.js';
import type { Cause } from './types.js';
import { checkRules, ruleAction, ruleCauses } from './virtualservice.js';

const dubboFilter: NetworkFilter = {
  name: 'envoy.filters.network.dubbo_proxy',
  typeUrl: 'envoy.extensions.filters.network.dubbo_proxy.v3.DubboProxy',
  operation: 'REPLACE',
};

const router = { name: 'envoy.filters.dubbo.router' };
const anyMethod = (): JsonObject => ({ method: { name: { safeRegex: safeRegex('.*') } } });

function methodMatch(match: RuleStringMatch | undefined): JsonObject {
  if (match === undefined) return anyMethod();
  const name = match.kind === 'regex' ? { safeRegex: safeRegex(match.value) } : { [match.kind]: match.value };
  return { method: { name } };
}

function headerMatch(name: string, match: RuleStringMatch): JsonObject {
  if (match.kind === 'exact') return { name, exactMatch: match.value };
  if (match.kind === 'prefix') return { name, prefixMatch: match.value };
  return { name, safeRegexMatch: safeRegex(match.value) };
}

/** Only the first match of a rule counts, and of it the method and the headers. */
function ruleMatch({ matches }: HttpRule): JsonObject {
  const [first] = matches;
  const headers = [...(first?.headers ?? [])].flatMap(([name, match]) => (match ? [headerMatch(name, match)] : []));
  return { ...methodMatch(first?.method), ...(headers.length > 0 ? { headers } : {}) };
}

function outboundRoutes({ virtualService, host }: GeneratorContext, port: number): JsonObject[] {
  if (virtualService === undefined) return [{ match: anyMethod(), route: { cluster: outboundCluster(host, port) } }];
  return virtualService.value.http.flatMap((rule) => {
    const route = ruleAction(host, port, rule, true);
    return route ? [{ match: ruleMatch(rule), route }] : [];
  });
}

function listener(name: string, service: string, routes: JsonObject[], filters: JsonObject[]): JsonObject {
  return {
    statPrefix: name,
    routeConfig: [withoutZeros({ name, interface: service, routes })],
    dubboFilters: [...filters, { ...router }],
  };
}

function checkMatches({ virtualService, notes }: GeneratorContext): void {
  if (virtualService === undefined) return;
  const { value, source } = virtualService;
  value.http.forEach((rule, index) => {
    const path = ['spec', 'http', index, 'match'];
    if (rule.matches.length > 1) {
      const message = 'Only the first match of a rule counts for native Dubbo: requests of the others do not come here.';
      notes.push(note('AER0602', source, [...path, 1], message, { fix: 'Write a rule for each match.' }));
    }
    const [first] = rule.matches;
    for (const key of first?.ignored ?? []) {
      notes.push(
        note(
          'AER0602',
          source,
          [...path, 0, key],
          `Aeraki does not look at ${key} for native Dubbo: the rule takes more requests than written.`,
        ),
      );
    }
    for (const [name, match] of first?.headers ?? []) {
      if (match !== undefined) continue;
      const message = `The condition on ${name} is neither exact, prefix nor regex, and is dropped: the rule takes more requests than written.`;
      notes.push(note('AER0602', source, [...path, 0, 'headers', name], message));
    }
  });
}

/** The EnvoyFilters of a native Dubbo service (`internal/plugin/dubbo`). */
export const generateDubbo: Generator = (context) => {
  const { mesh, host, service, notes } = context;
  const port = service.ports[0];
  if (port === undefined) return undefined;
  const called = Object.hasOwn(service.annotations, 'interface') ? service.annotations['interface'] : undefined;
  const outboundName = outboundCluster(host, port.number);
  let outbound: JsonObject = {};
  if (called === undefined) {
    const message = `${nameOf(service.source)} has no annotation interface, so that the outbound EnvoyFilter is empty and Envoy refuses the listener.`;
    const path = service.kind === 'ServiceEntry' ? ['metadata', 'annotations'] : ['spec', 'ports', port.index, 'name'];
    notes.push(note('AER0601', service.source, path, message));
  } else {
    if (!checkRules(context)) return undefined;
    checkMatches(context);
    outbound = listener(outboundName, called, outboundRoutes(context, port.number), []);
  }
  const inboundName = inboundCluster(port.number);
  const policies = mesh.authorizations.get(service.namespace) ?? [];
  const inboundRoutes = [{ match: anyMethod(), route: { cluster: inboundName } }];
  const authorized = policies.map(({ source }): Cause => ({ ...source, path: ['spec'], role: 'authorization' }));
  return portDrafts(
    context,
    port,
    dubboFilter,
    { outbound, inbound: listener(inboundName, '*', inboundRoutes, authorizationFilters(policies)) },
    { outbound: ruleCauses(context), inbound: authorized },
  );
};
