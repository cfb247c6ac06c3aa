import type { Code } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import { goFixed } from '../base/gotext.js';
import type { Path } from '../base/path.js';
import { isPatternError, type Patterns } from '../base/pattern.js';
import type {
  Destination,
  MetaGlobalRateLimit,
  MetaLocalRateLimit,
  MetaRoute,
  MetaRouteMatch,
  MetaTokenBucket,
  Mutation,
} from './aeraki.js';
import type { MetaRouterSpec } from './decode.js';
import { fqdnError, isLabel } from './fqdn.js';

/** What the rules need, and where they write. */
interface Check {
  findings: Finding[];
  patterns: Patterns | undefined;
}

/** A finding's message opens with the webhook's own words, and goes on with what they mean. */
function report(check: Check, code: Code, path: Path, words: string, meaning: string, fix: string): Finding {
  const finding: Finding = { code, severity: 'error', message: `${words}. ${meaning}`, path, fix };
  check.findings.push(finding);
  return finding;
}

function checkHost(check: Check, host: string, path: Path): void {
  const words = fqdnError(host);
  if (words === undefined) return;
  const meaning =
    host === ''
      ? 'The host of a service is missing here.'
      : 'A host is the full name of one service: labels of letters, digits and inner dashes, joined by dots; no wildcards, no underscores, no port.';
  report(check, 'AER0203', path, words, meaning, 'Write the full name, such as `thrift-server.meta-thrift.svc.cluster.local`.');
}

function checkHosts(check: Check, hosts: readonly string[]): void {
  const [host] = hosts;
  if (host === undefined) {
    const meaning = 'The rules of a MetaRouter are for exactly one service, and none is named.';
    report(check, 'AER0201', ['spec', 'hosts'], 'meta router must have one host', meaning, 'Name the service in `spec.hosts`.');
  } else if (hosts.length > 1) {
    const meaning = `The rules of a MetaRouter are for exactly one service, and ${hosts.length} are named.`;
    const fix = 'Write one MetaRouter for each host.';
    report(check, 'AER0202', ['spec', 'hosts'], 'meta router can only have one host', meaning, fix);
  } else checkHost(check, host, ['spec', 'hosts', 0]);
}

const regexHelp = 'Aeraki uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)';

function checkRegex(check: Check, value: string, path: Path): void {
  if (value === '') {
    const words = '"attributes": regex string match should not be empty';
    const meaning = 'An empty pattern would match only an empty value.';
    report(check, 'AER0206', path, words, meaning, 'Give a pattern, or `exact: ""` if the empty value is meant.');
    return;
  }
  if (check.patterns === undefined) throw new Error('a regex was met, but no pattern engine was given');
  const pattern = check.patterns.compile(value);
  if (!isPatternError(pattern)) return;
  const words = `"attributes": error parsing regexp: ${pattern.error}; ${regexHelp}`;
  const meaning = 'RE2 has no look-around, no back-references and no possessive repetition.';
  report(
    check,
    'AER0206',
    path,
    words,
    meaning,
    'Correct the pattern; the whole value must match it, so `.*` is needed for a part of it.',
  );
}

function checkMatch(check: Check, match: MetaRouteMatch | undefined, path: Path): void {
  if (match === undefined) return;
  for (const [name, matcher] of match.attributes) {
    if (name === '') {
      const words = 'attribute name cannot be empty';
      const meaning = 'A condition compares the value of an attribute that has a name.';
      const fix = "Write the attribute's name as the key, such as `method`.";
      report(check, 'AER0220', [...path, 'attributes', name], words, meaning, fix).target = 'key';
    }
    if (matcher.kind === 'regex') checkRegex(check, matcher.value, [...path, 'attributes', name, 'regex']);
  }
}

function checkMutations(check: Check, mutations: readonly Mutation[], path: Path): void {
  for (let index = 0; index < mutations.length; index++) {
    const mutation = mutations[index];
    for (const part of ['key', 'value'] as const) {
      if (mutation?.[part] !== '') continue;
      const meaning = 'A mutation sets a named attribute to a value; it cannot remove one.';
      report(check, 'AER0207', [...path, index, part], `mutation ${part} cannot be empty`, meaning, `Give the \`${part}\`.`);
    }
  }
}

function checkMirrorPercentage(check: Check, route: MetaRoute, path: Path): void {
  const percentage = route.mirrorPercentage;
  if (percentage === undefined) return;
  if (route.mirror === undefined) {
    const meaning = 'A share of the requests is to be copied, but no service is named that gets the copies.';
    const words = 'mirrorPercentage and mirror must be set together';
    report(check, 'AER0208', [...path, 'mirrorPercentage'], words, meaning, 'Add `mirror`, or remove `mirrorPercentage`.');
  }
  const isTooMuch = percentage > 100;
  if (!isTooMuch && percentage > 0) return;
  const bound = isTooMuch ? 'greater than 100' : 'less than or equal to 0';
  const words = `mirrorPercentage must not be ${bound} (it has ${goFixed(percentage)})`;
  const meaning = 'It is the share of requests in percent that is copied; without it all are.';
  report(check, 'AER0209', [...path, 'mirrorPercentage', 'value'], words, meaning, 'Give a value above 0 and up to 100.');
}

function checkDestination(check: Check, destination: Destination, path: Path): void {
  checkHost(check, destination.host, [...path, 'host']);
  if (destination.subset !== '' && !isLabel(destination.subset)) {
    const meaning = 'A subset is named by a label: letters, digits and inner dashes, at most 63.';
    const fix = 'Use the name of a subset of the DestinationRule of this host.';
    report(check, 'AER0221', [...path, 'subset'], `subset name is invalid: ${destination.subset}`, meaning, fix);
  }
  const { port } = destination;
  if (port === undefined || (port >= 1 && port <= 65535)) return;
  const words = `port number ${port} must be in the range 1..65535`;
  const meaning = 'It is the port of the service; without `port` the port that the request came for is kept.';
  report(
    check,
    'AER0222',
    [...path, 'port', 'number'],
    words,
    meaning,
    'Give the number of a port of the service, or leave out `port`.',
  );
}

function checkDestinations(check: Check, route: MetaRoute, path: Path): void {
  if (route.route.length === 0) {
    const meaning = 'A request that matches has nowhere to go.';
    const fix = 'Add a destination under `route`.';
    report(check, 'AER0211', [...path, 'route'], 'a route must has at least one destination', meaning, fix);
  }
  let sum = 0;
  for (let index = 0; index < route.route.length; index++) {
    const share = route.route[index];
    if (share === undefined) continue;
    const at = [...path, 'route', index];
    if (share.destination === undefined) {
      const meaning = 'This share of the requests has nowhere to go.';
      report(check, 'AER0212', at, 'destination is required', meaning, 'Add `destination` with the `host` of a service.');
    } else checkDestination(check, share.destination, [...at, 'destination']);
    sum += share.weight;
    if (share.weight <= 100) continue;
    const words = `percentage ${share.weight} is not in range 0..100`;
    const meaning = 'A weight is the share of the requests in percent.';
    report(
      check,
      'AER0223',
      [...at, 'weight'],
      words,
      meaning,
      'Give each destination its percent of the requests, 100 together.',
    );
  }
  if (route.route.length <= 1 || sum === 100) return;
  const meaning = 'Weights are percent, so those of several destinations must make 100 together; a missing one counts as 0.';
  const fix = `Add or take ${Math.abs(100 - sum)} so that they make 100.`;
  report(check, 'AER0213', [...path, 'route'], `total destination weight ${sum} != 100`, meaning, fix);
}

function checkRoute(check: Check, route: MetaRoute, index: number): void {
  const path: Path = ['spec', 'routes', index];
  checkMatch(check, route.match, [...path, 'match']);
  checkMutations(check, route.requestMutation, [...path, 'requestMutation']);
  checkMutations(check, route.responseMutation, [...path, 'responseMutation']);
  checkMirrorPercentage(check, route, path);
  if (route.mirror !== undefined) checkDestination(check, route.mirror, [...path, 'mirror']);
  checkDestinations(check, route, path);
}

function checkExportTo(check: Check, exportTo: readonly string[], namespace: string): void {
  const seen = new Set<string>();
  for (let index = 0; index < exportTo.length; index++) {
    const entry = exportTo[index] ?? '';
    const path: Path = ['spec', 'exportTo', index];
    const key = entry === '.' ? namespace : entry;
    if (seen.has(key)) {
      const words =
        key === entry
          ? `duplicate entries in exportTo for entry ${entry}`
          : `duplicate entries in exportTo: . and current namespace ${namespace}`;
      const meaning = 'Each namespace that gets the filters is named once; `.` is the namespace of the MetaRouter.';
      report(check, 'AER0214', path, words, meaning, 'Remove one of the two.');
      continue;
    }
    if (entry === '~') {
      const words = 'exportTo ~ (none) is not allowed for Istio configuration objects';
      report(check, 'AER0224', path, words, 'The filters must go somewhere.', 'Name namespaces, `.` or `*`.');
      continue;
    }
    if (entry !== '.' && entry !== '*' && !isLabel(entry)) {
      const words = 'only .,*, or a valid DNS 1123 label is allowed as exportTo entry';
      report(check, 'AER0224', path, words, 'An entry is the name of a namespace.', 'Name a namespace, `.` or `*`.');
      continue;
    }
    seen.add(key);
  }
  if (!seen.has('*') || exportTo.length < 2) return;
  const words = 'cannot have both public (*) and non-public exportTo values for a resource';
  const meaning = '`*` is every namespace, so the others say nothing.';
  report(check, 'AER0215', ['spec', 'exportTo'], words, meaning, 'Keep `*` alone, or remove it.');
}

function warnOfUnusedRoutes(check: Check, routes: readonly MetaRoute[]): void {
  let first: number | undefined;
  for (let index = 0; index < routes.length; index++) {
    if (routes[index]?.match !== undefined) continue;
    if (first === undefined) {
      first = index;
      continue;
    }
    check.findings.push({
      code: 'AER0230',
      severity: 'warning',
      message: `MetaRouter rule #${index} not used (only the last rule can have no match). Rules count from 0; rule #${first} has no match either, so it takes every request that comes as far.`,
      path: ['spec', 'routes', index],
      fix: `Give rule #${first} a \`match\`, or remove one of the two.`,
      related: [{ message: 'this route takes every request', path: ['spec', 'routes', first] }],
    });
  }
}

function checkGlobalRateLimit(check: Check, limit: MetaGlobalRateLimit): void {
  const path: Path = ['spec', 'globalRateLimit'];
  const need = (member: string, words: string, meaning: string) =>
    report(check, 'AER0216', [...path, ...member.split('.')], `globalRateLimit ${words}`, meaning, `Give \`${member}\`.`);
  if (limit.domain === '') need('domain', 'domain cannot be empty', 'The rate limit service finds its limits by the domain.');
  if (limit.rateLimitService === '') {
    need(
      'rateLimitService',
      'cluster cannot be empty',
      '`rateLimitService` is the Envoy cluster that is asked, such as `outbound|8081||host`.',
    );
  }
  checkMatch(check, limit.match, [...path, 'match']);
  if (limit.descriptors.length === 0) {
    need('descriptors', 'must have descriptors', 'The rate limit service counts by what the descriptors say of a request.');
  }
  limit.descriptors.forEach((descriptor, index) => {
    for (const [part, name] of [['descriptorKey', 'key'] as const, ['property', 'property'] as const]) {
      if (descriptor[part] !== '') continue;
      const meaning = 'A descriptor is a key for the rate limit service and the attribute of the request that fills it.';
      const words = `globalRateLimit descriptor ${name} cannot be empty`;
      report(check, 'AER0216', [...path, 'descriptors', index, part], words, meaning, `Give \`${part}\`.`);
    }
  });
}

function checkTokenBucket(check: Check, bucket: MetaTokenBucket, path: Path): void {
  const refuse = (member: string, words: string, meaning: string, fix: string) =>
    report(check, 'AER0218', [...path, member], `localRateLimit tokenBucket ${words}`, meaning, fix);
  if (bucket.fillInterval === undefined) {
    refuse(
      'fillInterval',
      'fillInterval cannot be null',
      'How often the bucket is filled is missing.',
      'Give `fillInterval`, such as `60s`.',
    );
  }
  if (bucket.tokensPerFill === undefined) {
    const meaning = 'How many tokens each fill adds is missing; there is no default, whatever the documentation says.';
    refuse('tokensPerFill', 'tokensPerfFill cannot be null', meaning, 'Give `tokensPerFill`.');
  } else if (bucket.tokensPerFill < 1) {
    refuse(
      'tokensPerFill',
      'tokensPerfFill must be greater than 0',
      'A bucket that is never filled lets nothing pass.',
      'Give 1 or more.',
    );
  }
  if (bucket.maxTokens < 1) {
    refuse(
      'maxTokens',
      'maxTokens must be greater than 0',
      'A bucket that holds no token lets nothing pass.',
      'Give `maxTokens`, 1 or more.',
    );
  }
}

function checkLocalRateLimit(check: Check, limit: MetaLocalRateLimit): void {
  const path: Path = ['spec', 'localRateLimit'];
  if (limit.tokenBucket === undefined && limit.conditions.length === 0) {
    const words = 'localRateLimit must have at least one of tokenBucket or conditions';
    report(
      check,
      'AER0217',
      path,
      words,
      'As it stands it limits nothing.',
      'Add a `tokenBucket`, or `conditions`, or remove it.',
    );
  }
  if (limit.tokenBucket !== undefined) checkTokenBucket(check, limit.tokenBucket, [...path, 'tokenBucket']);
  limit.conditions.forEach((condition, index) => {
    const at = [...path, 'conditions', index];
    if (condition.match === undefined) {
      const words = 'localRateLimit condition match cannot be null';
      report(
        check,
        'AER0219',
        [...at, 'match'],
        words,
        'Which requests are counted is missing.',
        'Add `match`; `match: {}` is all requests.',
      );
    }
    checkMatch(check, condition.match, [...at, 'match']);
    if (condition.tokenBucket === undefined) {
      const words = 'localRateLimit condition tokenBucket cannot be null';
      report(check, 'AER0219', [...at, 'tokenBucket'], words, 'How many requests may pass is missing.', 'Add `tokenBucket`.');
    } else checkTokenBucket(check, condition.tokenBucket, [...at, 'tokenBucket']);
  });
}

/**
 * The rules of Aeraki's admission webhook on a decoded MetaRouter, all of them, in its order and with its words at the start of
 * each message. Errors refuse the object, warnings do not. `namespace` is the object's. `patterns` may be left out only where no
 * matcher is a `regex`: otherwise it throws.
 */
export function webhookFindings(router: MetaRouterSpec, namespace: string, patterns: Patterns | undefined): Finding[] {
  const check: Check = { findings: [], patterns };
  checkHosts(check, router.hosts);
  if (router.routes.length === 0 && router.globalRateLimit === undefined && router.localRateLimit === undefined) {
    const words = 'meta router must at least have one of routes, globalRateLimit, or LocalRateLimit';
    report(
      check,
      'AER0204',
      ['spec'],
      words,
      'As it stands it does nothing.',
      'Add `routes`, `globalRateLimit` or `localRateLimit`.',
    );
  }
  for (let index = 0; index < router.routes.length; index++) {
    const route = router.routes[index];
    if (route !== undefined) checkRoute(check, route, index);
  }
  if (router.exportTo.length > 0) checkExportTo(check, router.exportTo, namespace);
  warnOfUnusedRoutes(check, router.routes);
  if (router.globalRateLimit !== undefined) checkGlobalRateLimit(check, router.globalRateLimit);
  if (router.localRateLimit !== undefined) checkLocalRateLimit(check, router.localRateLimit);
  return check.findings;
}
