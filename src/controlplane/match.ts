import type { JsonObject } from '../base/json.js';
import type { MetadataMatcher, ValueMatcher } from '../dataplane/types.js';
import type { MetaRouteMatch, StringMatch } from '../resource/aeraki.js';

function valueMatcher(match: StringMatch): ValueMatcher | undefined {
  if (match.kind === 'exact') return { kind: 'exactHeader', value: match.value };
  if (match.kind === 'prefix') return { kind: 'prefix', value: match.value, ignoreCase: false };
  if (match.kind === 'regex')
    return match.value === '*' ? { kind: 'present', present: true } : { kind: 'regex', pattern: match.value };
  return undefined;
}

/** The conditions that Aeraki makes of a match (`XDS/utils.go`), in the order of the manifest. An attribute without matcher is dropped. */
export function matchersOf(match: MetaRouteMatch | undefined): MetadataMatcher[] {
  const matchers: MetadataMatcher[] = [];
  for (const [name, value] of match?.attributes ?? []) {
    const matcher = valueMatcher(value);
    if (matcher) matchers.push({ name, matcher, invert: false, treatMissingAsEmpty: false });
  }
  return matchers;
}

/** The names of the attributes that are dropped for want of a matcher. */
export function droppedAttributes(match: MetaRouteMatch | undefined): string[] {
  return [...(match?.attributes ?? [])].filter(([, value]) => value.kind === 'none').map(([name]) => name);
}

/** A regular expression as Aeraki writes it. */
export function safeRegex(regex: string): JsonObject {
  return regex === '' ? { googleRe2: {} } : { googleRe2: {}, regex };
}

function matcherJson({ name, matcher }: MetadataMatcher): JsonObject {
  const named: JsonObject = name === '' ? {} : { name };
  if (matcher.kind === 'exactHeader') return { ...named, exactMatch: matcher.value };
  if (matcher.kind === 'prefix') return { ...named, prefixMatch: matcher.value };
  if (matcher.kind === 'regex') return { ...named, safeRegexMatch: safeRegex(matcher.pattern) };
  return { ...named, presentMatch: true };
}

/** A match in the form of the proxy's rate limit filters: `{}` where nothing is asked. */
export function metadataMatch(match: MetaRouteMatch | undefined): JsonObject {
  const matchers = matchersOf(match);
  return matchers.length > 0 ? { metadata: matchers.map(matcherJson) } : {};
}
