import type { Code } from '../../base/codes.js';
import type { Finding } from '../../base/finding.js';
import { formatPath, type Path } from '../../base/path.js';
import { isPatternError, isPlainPattern, type Pattern, type Patterns } from '../../base/pattern.js';
import type { MetaRouteMatch } from '../aeraki.js';

/** What the rules need, and where they write. */
export interface Check {
  findings: Finding[];
  patterns: Patterns | undefined;
}

/** Adds an error, whose message opens with the webhook's own words and goes on with what they mean. */
export function report(check: Check, code: Code, path: Path, words: string, meaning: string, fix: string): Finding {
  const finding: Finding = { code, severity: 'error', message: `${words}. ${meaning}`, path, fix };
  check.findings.push(finding);
  return finding;
}

/** Adds the error on a host, of which `fqdnError` said the words. */
export function refuseHost(check: Check, host: string, words: string, path: Path): void {
  const meaning =
    host === ''
      ? 'The host of a service is missing here.'
      : 'A host is the full name of one service: labels of letters, digits and inner dashes, joined by dots; no wildcards, no underscores, no port.';
  report(check, 'AER0203', path, words, meaning, 'Write the full name, such as `thrift-server.meta-thrift.svc.cluster.local`.');
}

const regexHelp = 'Aeraki uses RE2 style regex-based match (https://github.com/google/re2/wiki/Syntax)';

function checkRegex(check: Check, value: string, path: Path): void {
  if (value === '') {
    const words = '"attributes": regex string match should not be empty';
    const meaning = 'An empty pattern would match only an empty value.';
    report(check, 'AER0206', path, words, meaning, 'Give a pattern, or `exact: ""` if the empty value is meant.');
    return;
  }
  if (isPlainPattern(value)) return;
  if (check.patterns === undefined) throw new Error('a regex was met, but no pattern engine was given');
  const pattern = check.patterns.compile(value);
  if (!isPatternError(pattern)) warnOfProxies(check, pattern, path);
  else if (pattern.beyondLimits) {
    check.findings.push({
      code: 'AER0232',
      severity: 'warning',
      message: `${formatPath(path)} is too large to be judged here: ${pattern.error}.`,
      path,
      fix: 'Shorten the pattern, or split it over several routes.',
    });
  } else {
    const words = `"attributes": error parsing regexp: ${pattern.error}; ${regexHelp}`;
    const meaning = 'RE2 has no look-around, no back-references and no possessive repetition.';
    const fix = 'Correct the pattern; the whole value must match it, so `.*` is needed for a part of it.';
    report(check, 'AER0206', path, words, meaning, fix);
  }
}

/** Go's RE2, which the webhook uses, takes some patterns that the C++ RE2 of proxies does not. */
function warnOfProxies(check: Check, { proxyRefusal }: Pattern, path: Path): void {
  if (proxyRefusal === undefined) return;
  const proxies = proxyRefusal.proxies === 'every' ? 'the proxy refuses' : 'proxies before Envoy 1.29 refuse';
  check.findings.push({
    code: 'AER0133',
    severity: 'warning',
    message: `${formatPath(path)}: the webhook accepts the pattern, but ${proxies} the whole route configuration: ${proxyRefusal.reason}.`,
    path,
    fix: 'Write the pattern without it.',
  });
}

/** Rule 6: the `match` of the message at the path. */
export function checkMatch(check: Check, match: MetaRouteMatch | undefined, path: Path): void {
  if (match === undefined) return;
  for (const [name, matcher] of match.attributes) {
    if (name === '') {
      const words = 'attribute name cannot be empty';
      const meaning = 'A condition compares the value of an attribute that has a name.';
      const fix = "Write the attribute's name as the key, such as `method`.";
      report(check, 'AER0220', [...path, 'match', 'attributes', name], words, meaning, fix).target = 'key';
    }
    if (matcher.kind === 'regex') checkRegex(check, matcher.value, [...path, 'match', 'attributes', name, 'regex']);
  }
}
