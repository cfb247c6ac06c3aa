import { asList, asNumber, asObject, asString, type Json, type JsonObject } from '../base/json.js';

/** What an EnvoyFilter does, one phrase a patch: `meta_protocol_proxy in place of tcp_proxy in the listener 10.0.0.1_9090`. Not sanitized. */
export function patchesInWords(envoyFilter: JsonObject): string[] {
  const spec = asObject(envoyFilter['spec']) ?? {};
  return asList(spec['configPatches']).map((patch) => patchInWords(asObject(patch) ?? {}));
}

/** What a VirtualService of plain TCP does: `port 9090 of the gateways istio-system/gw to orders:9090`. Not sanitized. */
export function tcpRoutesInWords(virtualService: JsonObject): string[] {
  const spec = asObject(virtualService['spec']) ?? {};
  const gateways = asList(spec['gateways']).flatMap((gateway) => asString(gateway) ?? []);
  const where = gateways.length === 0 ? '' : ` of ${gateways.join(', ')}`;
  return asList(spec['tcp']).map((route) => {
    const ports = asList(at(route, 'match')).flatMap((match) => asNumber(at(match, 'port')) ?? []);
    const targets = asList(at(route, 'route')).map((target) => {
      const port = asNumber(at(target, 'destination', 'port', 'number'));
      return `${asString(at(target, 'destination', 'host')) ?? ''}${port === undefined ? '' : `:${port}`}`;
    });
    return `${ports.length === 0 ? 'any port' : `port ${ports.join(', ')}`}${where} to ${targets.join(', ')}`;
  });
}

/** The pods that an EnvoyFilter is for: `app=server`; '' for all. */
export function selectorInWords(envoyFilter: JsonObject): string {
  const labels = asObject(at(envoyFilter, 'spec', 'workloadSelector', 'labels')) ?? {};
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(',');
}

function patchInWords(patch: JsonObject): string {
  const applyTo = asString(patch['applyTo']) ?? '';
  const operation = asString(at(patch, 'patch', 'operation')) ?? '';
  const subject = shortName(asString(at(patch, 'patch', 'value', 'name')) ?? '');
  if (applyTo === 'CLUSTER') {
    const cluster = asString(at(patch, 'match', 'cluster', 'name')) ?? asString(at(patch, 'match', 'cluster', 'service'));
    return [verb(operation), 'cluster', subject || cluster].filter((word) => word !== undefined && word !== '').join(' ');
  }
  const listener = asObject(at(patch, 'match', 'listener')) ?? {};
  const target = shortName(asString(at(listener, 'filterChain', 'filter', 'name')) ?? '');
  const what = filterChange(operation, subject, target, applyTo);
  return `${what}${listenerInWords(listener)}`;
}

function filterChange(operation: string, subject: string, target: string, applyTo: string): string {
  if (operation === 'REPLACE' && subject !== '' && target !== '') return `${subject} in place of ${target}`;
  if (operation === 'INSERT_BEFORE' && subject !== '' && target !== '') return `${subject} before ${target}`;
  if (operation === 'INSERT_AFTER' && subject !== '' && target !== '') return `${subject} after ${target}`;
  const thing = applyTo.toLowerCase().replaceAll('_', ' ');
  return [verb(operation), thing, operation === 'REMOVE' ? target : subject || target].filter((word) => word !== '').join(' ');
}

function listenerInWords(listener: JsonObject): string {
  const name = asString(listener['name']);
  const port = asNumber(at(listener, 'filterChain', 'destinationPort')) ?? asNumber(listener['portNumber']);
  if (name === 'virtualInbound') return port === undefined ? ' for incoming requests' : ` for incoming requests on port ${port}`;
  if (name !== undefined) return ` in the listener ${name}`;
  return port === undefined ? '' : ` in the listener of port ${port}`;
}

function verb(operation: string): string {
  const verbs: Record<string, string> = { ADD: 'adds', REMOVE: 'removes', MERGE: 'changes', REPLACE: 'replaces' };
  return (Object.hasOwn(verbs, operation) ? verbs[operation] : undefined) ?? (operation.toLowerCase() || 'changes');
}

/** `tcp_proxy` for `envoy.filters.network.tcp_proxy`; other names stay, as those of clusters have dots too. */
function shortName(name: string): string {
  return name.startsWith('envoy.') ? name.slice(name.lastIndexOf('.') + 1) : name;
}

function at(value: Json | undefined, ...path: string[]): Json | undefined {
  let here = value;
  for (const step of path) {
    const object = asObject(here);
    here = object !== undefined && Object.hasOwn(object, step) ? object[step] : undefined;
  }
  return here;
}
