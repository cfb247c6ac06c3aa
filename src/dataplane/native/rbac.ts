import { asObject, asString, type Json, type JsonObject, own } from '../../base/json.js';
import type { Patterns } from '../../base/pattern.js';
import { routableAttributes } from '../attributes.js';
import { patternProblems } from '../forms.js';
import { valueTest } from '../matcher.js';
import { readStringMatcher } from '../matcherforms.js';
import {
  bool,
  enumeration,
  field,
  list,
  message,
  messages,
  type Place,
  type Reading,
  refuse,
  startReading,
  text,
} from '../protojson.js';
import type { Authorization, AuthorizationCheck, ConditionTrace, FormProblem } from '../types.js';
import { type NativeCondition, type Seen, valueCondition } from './routes.js';

/** A rule's side, principals or permissions: every condition that is in it, and whether it holds. */
type Test = (seen: Seen) => { holds: boolean; conditions: ConditionTrace[] };

/** One of the authorization filters of a listener. */
interface RbacFilter {
  action: 'ALLOW' | 'DENY';
  /** By name, in which order Envoy's engine looks at them. */
  policies: { name: string; test: Test }[];
}

/** The authorization of a listener, ready to be asked. */
export interface AuthorizationFilters {
  filters: RbacFilter[];
  problems: FormProblem[];
}

/** The attribute that conditions on who calls are about. Its value is the whole identity, `spiffe://…`. */
const principalAttribute = 'principal';

/**
 * Reads the authorization filters of a `DubboProxy`: those named `envoy.filters.dubbo.rbac`, in their order. The filter is not in stock Envoy; its
 * behaviour is that of Aeraki's build [read in its `dubbo_rbac_filter.cc`, on Envoy's RBAC engine].
 */
export function readAuthorization(dubboProxy: Json, patterns: Patterns): AuthorizationFilters {
  const reading = startReading();
  const proxy = message(reading, { value: dubboProxy, path: [] });
  const filters: RbacFilter[] = [];
  for (const filter of proxy === undefined ? [] : messages(reading, field(proxy, 'dubbo_filters'))) {
    if (text(reading, field(filter, 'name')) !== 'envoy.filters.dubbo.rbac') continue;
    const config = message(reading, field(filter, 'config') ?? field(filter, 'typed_config'));
    const rules = config === undefined ? undefined : message(reading, field(config, 'rules'));
    // Without rules there is no engine, and everything passes.
    if (rules !== undefined) filters.push(readRules(reading, rules, patterns));
  }
  return { filters, problems: [...reading.problems, ...patternProblems(reading, patterns)] };
}

function readRules(reading: Reading, rules: Place<JsonObject>, patterns: Patterns): RbacFilter {
  const action = enumeration(reading, field(rules, 'action'), ['ALLOW', 'DENY', 'LOG']) === 1 ? 'DENY' : 'ALLOW';
  const policies = message(reading, field(rules, 'policies'));
  const entries = Object.entries(policies?.value ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    action,
    policies: entries.map(([name, value]) => {
      const policy = message(reading, { value, path: [...(policies?.path ?? []), name] });
      const sides = (['principals', 'permissions'] as const).map((side): Test => {
        const tests =
          policy === undefined ? [] : messages(reading, field(policy, side)).map((item) => readTest(reading, item, patterns));
        return anyOf(tests);
      });
      return { name, test: allOf(sides) };
    }),
  };
}

function anyOf(tests: Test[]): Test {
  return (seen) => {
    const results = tests.map((test) => test(seen));
    return { holds: results.some(({ holds }) => holds), conditions: results.flatMap(({ conditions }) => conditions) };
  };
}

function allOf(tests: Test[]): Test {
  return (seen) => {
    const results = tests.map((test) => test(seen));
    return { holds: results.every(({ holds }) => holds), conditions: results.flatMap(({ conditions }) => conditions) };
  };
}

function not(test: Test): Test {
  return (seen) => {
    const { holds, conditions } = test(seen);
    const turned = conditions.map(({ inverted, ...condition }): ConditionTrace => {
      const matched = !condition.matched;
      return inverted === true ? { ...condition, matched } : { ...condition, matched, inverted: true };
    });
    return { holds: !holds, conditions: turned };
  };
}

function oneCondition(condition: NativeCondition): Test {
  return (seen) => {
    const asked = condition(seen);
    return { holds: asked.matched, conditions: [asked] };
  };
}

/** How long the path of a condition may be: protobuf takes 100 levels. */
const deepest = 250;

const never: Test = () => ({ holds: false, conditions: [] });

/** A permission or principal of Envoy's RBAC, as far as Aeraki writes them. Anything else is refused, as its answer is not known. */
function readTest(reading: Reading, place: Place<JsonObject>, patterns: Patterns): Test {
  if (place.path.length > deepest) {
    refuse(reading, place.path, 'The conditions are nested too deeply.');
    return never;
  }
  for (const [name, inner, join] of [
    ['and_ids', 'ids', allOf],
    ['or_ids', 'ids', anyOf],
    ['and_rules', 'rules', allOf],
    ['or_rules', 'rules', anyOf],
  ] as const) {
    const set = message(reading, field(place, name));
    if (set !== undefined) return join(messages(reading, field(set, inner)).map((item) => readTest(reading, item, patterns)));
  }
  for (const name of ['not_id', 'not_rule']) {
    const inner = message(reading, field(place, name));
    if (inner !== undefined) return not(readTest(reading, inner, patterns));
  }
  if (bool(reading, field(place, 'any')) === true) return () => ({ holds: true, conditions: [] });
  const authenticated = message(reading, field(place, 'authenticated'));
  if (authenticated !== undefined) return readPrincipal(reading, authenticated, patterns);
  const metadata = message(reading, field(place, 'metadata'));
  if (metadata !== undefined) return readMetadata(reading, metadata, patterns);
  refuse(reading, place.path, 'A condition of a kind that is not simulated.');
  return never;
}

/** A connection without a certificate has no principal, and no condition on one holds. */
function readPrincipal(reading: Reading, place: Place<JsonObject>, patterns: Patterns): Test {
  const named = message(reading, field(place, 'principal_name'));
  if (named === undefined) {
    return oneCondition(valueCondition(principalAttribute, { kind: 'present', present: true }, (value) => value !== undefined));
  }
  const matcher = readStringMatcher(reading, named);
  if (matcher === undefined) return never;
  const test = valueTest(matcher, patterns);
  return oneCondition(valueCondition(principalAttribute, matcher, (value) => value !== undefined && test(value)));
}

/** The filter puts the interface (as `service`) and the method of each call into the metadata. */
function readMetadata(reading: Reading, place: Place<JsonObject>, patterns: Patterns): Test {
  const [segment] = list(reading, field(place, 'path'));
  const key = asString(own(asObject(segment?.value) ?? {}, 'key')) ?? '';
  const value = message(reading, field(place, 'value'));
  const matched = value === undefined ? undefined : message(reading, field(value, 'string_match'));
  const matcher = matched === undefined ? undefined : readStringMatcher(reading, matched);
  const attribute = key === 'service' ? 'interface' : key;
  if (matcher === undefined || (attribute !== 'interface' && attribute !== 'method')) {
    refuse(reading, place.path, 'A condition on metadata of a kind that is not simulated.');
    return never;
  }
  const test = valueTest(matcher, patterns);
  return oneCondition(valueCondition(attribute, matcher, (actual) => test(actual ?? '')));
}

/**
 * Decides who may call: each filter in its order (Aeraki puts the denying one first), in each the first policy by name that takes the
 * request. DENY lets pass what no policy takes, ALLOW only what one takes. `from` is the principal, or undefined for a client without a
 * certificate. Undefined: there are no filters.
 */
export function decideAuthorization(
  { filters }: AuthorizationFilters,
  attributes: Record<string, string>,
  from: string | undefined,
  withChecks: boolean,
): Authorization | undefined {
  if (filters.length === 0) return undefined;
  const principal = from === undefined ? undefined : from.replace(/^spiffe:\/\//, '');
  const seen = routableAttributes(attributes);
  if (principal === undefined) seen.delete(principalAttribute);
  else seen.set(principalAttribute, `spiffe://${principal}`);
  const checks: AuthorizationCheck[] = [];
  const decided = (allowed: boolean, policy: string | null, rule: number | null, reason: string): Authorization => ({
    allowed,
    policy,
    rule,
    reason,
    principal: principal ?? null,
    ...(withChecks ? { checks } : {}),
  });
  let last = decided(true, null, null, 'no DENY rule takes the request, and there is no ALLOW policy');
  for (const { action, policies } of filters) {
    let taken: AuthorizationCheck | undefined;
    for (const { name, test } of policies) {
      const { holds, conditions } = test(seen);
      const check = { action, ...policyName(name), matched: holds, conditions };
      checks.push(check);
      if (!holds) continue;
      taken = check;
      break;
    }
    const which = taken === undefined ? '' : `rule ${taken.rule ?? ''} of the ${action} policy ${taken.policy}`;
    if (action === 'DENY' && taken !== undefined) return decided(false, taken.policy, taken.rule, `${which} takes the request`);
    if (action === 'ALLOW' && taken === undefined) {
      const reason =
        policies.length === 0 ? 'there is an ALLOW policy without rules' : 'no rule of an ALLOW policy takes the request';
      return decided(false, null, null, reason);
    }
    if (taken !== undefined) last = decided(true, taken.policy, taken.rule, `${which} takes the request`);
  }
  return last;
}

/** The policy and the rule in the name that Aeraki makes: `ns[billing]-policy[a]-rule[0]`. */
function policyName(name: string): { policy: string; rule: number | null } {
  const parts = /^ns\[([^\]]*)\]-policy\[([^\]]*)\]-rule\[(\d{1,9})\]$/.exec(name);
  return parts === null ? { policy: name, rule: null } : { policy: `${parts[1]}/${parts[2]}`, rule: Number(parts[3]) };
}
