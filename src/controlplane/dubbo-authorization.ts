import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import { nameOf, note } from '../mesh/notes.js';
import type { Mesh } from '../mesh/types.js';
import type {
  AuthorizationOperation,
  AuthorizationRule,
  AuthorizationSource,
  DubboAuthorizationPolicy,
} from '../resource/dubbo.js';
import type { Sourced } from '../resource/source.js';
import { safeRegex } from './match.js';
import { protocolOf } from './names.js';

const scheme = 'spiffe://';

/** A value with `*` before, behind or alone, as Istio's authorization translates them. */
function stringMatch(value: string, prefix: string): JsonObject {
  if (value === '*') return { safeRegex: safeRegex('.+') };
  if (value.startsWith('*')) {
    const rest = value.slice(1);
    return prefix === '' ? { suffix: rest } : { safeRegex: safeRegex(`${prefix}.*${rest}`) };
  }
  if (value.endsWith('*')) return { prefix: prefix + value.slice(0, -1) };
  return { exact: prefix + value };
}

function principalId(value: string): JsonObject {
  return { authenticated: { principalName: stringMatch(value, scheme) } };
}

function namespaceId(value: string): JsonObject {
  return { authenticated: { principalName: { safeRegex: safeRegex(`.*/ns/${value.replaceAll('*', '.*')}/.*`) } } };
}

function metadataRule(key: 'service' | 'method'): (value: string) => JsonObject {
  return (value) => ({
    metadata: { filter: 'envoy.filters.dubbo.rbac', path: [{ key }], value: { stringMatch: stringMatch(value, '') } },
  });
}

/** One list and its negation: any of the first, none of the second. */
function lists(
  or: (items: JsonObject[]) => JsonObject,
  not: (item: JsonObject) => JsonObject,
  one: (value: string) => JsonObject,
) {
  return (values: string[], denied: string[]): JsonObject[] => [
    ...(values.length > 0 ? [or(values.map(one))] : []),
    ...(denied.length > 0 ? [not(or(denied.map(one)))] : []),
  ];
}

const orIds = (ids: JsonObject[]): JsonObject => ({ orIds: { ids } });
const orRules = (rules: JsonObject[]): JsonObject => ({ orRules: { rules } });
const notId = (id: JsonObject): JsonObject => ({ notId: id });
const notRule = (rule: JsonObject): JsonObject => ({ notRule: rule });
const principals = lists(orIds, notId, principalId);
const namespaces = lists(orIds, notId, namespaceId);
const methods = lists(orRules, notRule, metadataRule('method'));
const interfaces = lists(orRules, notRule, metadataRule('service'));
const anything = (items: JsonObject[]): JsonObject[] => (items.length > 0 ? items : [{ any: true }]);

function principal(from: AuthorizationSource | undefined): JsonObject {
  const ids = from
    ? [...principals(from.principals, from.notPrincipals), ...namespaces(from.namespaces, from.notNamespaces)]
    : [];
  return { andIds: { ids: anything(ids) } };
}

function permission(to: AuthorizationOperation | undefined): JsonObject {
  const rules = to ? [...methods(to.methods, to.notMethods), ...interfaces(to.interfaces, to.notInterfaces)] : [];
  return { andRules: { rules: anything(rules) } };
}

function policyJson({ from, to }: AuthorizationRule): JsonObject {
  return {
    permissions: to.length > 0 ? to.map(permission) : [permission(undefined)],
    principals: from.length > 0 ? from.map(principal) : [principal(undefined)],
  };
}

/** The RBAC filters of a namespace's policies (`internal/plugin/dubbo/authz`): the denying one, then the allowing one. */
export function authorizationFilters(policies: readonly Sourced<DubboAuthorizationPolicy>[]): JsonObject[] {
  return (['DENY', 'ALLOW'] as const).flatMap((action) => {
    const ofAction = policies.filter(({ value }) => value.action === action);
    if (ofAction.length === 0) return [];
    const entries = ofAction.flatMap(({ value: { metadata, rules } }) =>
      rules.map((rule, index): [string, JsonObject] => [
        `ns[${metadata.namespace}]-policy[${metadata.name}]-rule[${index}]`,
        policyJson(rule),
      ]),
    );
    const rules: JsonObject = action === 'DENY' ? { action } : {};
    if (entries.length > 0) rules['policies'] = Object.fromEntries(entries);
    const type = 'type.googleapis.com/envoy.extensions.filters.network.rbac.v3.RBAC';
    return [{ name: 'envoy.filters.dubbo.rbac', config: { '@type': type, rules, statPrefix: 'dubbo.' } }];
  });
}

/** Notes the policies without effect, and principals and namespaces that mean something else than they look like. */
export function checkAuthorizations(mesh: Mesh, notes: Finding[]): void {
  const guarded = new Set(
    mesh.services
      .filter(({ ports }) => ports.map(({ name }) => protocolOf(name)).find((known) => known !== undefined) === 'dubbo')
      .map(({ namespace }) => namespace),
  );
  for (const [namespace, policies] of mesh.authorizations) {
    for (const { value, source } of policies) {
      if (!guarded.has(namespace)) {
        const meshWide = namespace === mesh.rootNamespace ? ' A policy in the root namespace is not mesh-wide.' : '';
        const message = `${nameOf(source)} has no effect: namespace ${namespace} has no native Dubbo service (tcp-dubbo).${meshWide}`;
        notes.push(note('AER0641', source, ['metadata', 'namespace'], message));
      }
      if (value.rules.length === 0) {
        const follows =
          value.action === 'ALLOW' ? 'every request is denied that no other policy of the namespace allows' : 'it denies nothing';
        notes.push(note('AER0642', source, ['spec'], `${nameOf(source)} has no rules: ${follows}.`));
      }
      value.rules.forEach((rule, index) => {
        rule.from.forEach((from, at) => {
          checkSource(source, ['spec', 'rules', index, 'from', at, 'source'], from, notes);
        });
      });
    }
  }
}

function checkSource(
  source: Sourced<unknown>['source'],
  path: (string | number)[],
  from: AuthorizationSource,
  notes: Finding[],
): void {
  for (const key of ['principals', 'notPrincipals'] as const) {
    from[key].forEach((value, index) => {
      if (value.startsWith(scheme)) {
        const message = `Aeraki puts ${scheme} in front of ${value}, so that it matches no client.`;
        notes.push(note('AER0643', source, [...path, key, index], message, { fix: `Write ${value.slice(scheme.length)}.` }));
        return;
      }
      const domain = value.split('/')[0] ?? '';
      if (value.includes('/') && !domain.includes('*') && domain !== 'cluster.local') {
        const message = `The trust domain ${domain} is not cluster.local, the only one that Aeraki knows; the principal is taken as it is.`;
        notes.push(note('AER0643', source, [...path, key, index], message));
      }
    });
  }
  for (const key of ['namespaces', 'notNamespaces'] as const) {
    from[key].forEach((value, index) => {
      if (!/[^a-z0-9*-]/i.test(value)) return;
      const message = `Only * is translated in the namespace ${value}; the rest is taken for a regular expression as it is.`;
      notes.push(note('AER0644', source, [...path, key, index], message));
    });
  }
}
