import type { Code } from '../base/codes.js';
import { codes } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import type { Path } from '../base/path.js';
import { isPatternError, type Patterns } from '../base/pattern.js';
import { suggest } from '../base/suggest.js';
import { applicationProtocolAttribute, routableAttributes, routableName } from './attributes.js';
import type { CodecFacts } from './codecs.js';
import { conditionHolds } from './matcher.js';
import type { Decision, FormProblem, GlobalRateLimit, MetadataMatcher, Route, RouteConfiguration } from './types.js';
import { totalWeight } from './weighted.js';

/** What the warnings of one table are worked out from, made once. */
export interface WarningSource {
  codec: CodecFacts | undefined;
  patterns: Patterns;
  routes: Route[];
  ignored: FormProblem[];
  /** Attributes that rules name, by routable name, with the first route that does. */
  named: Map<string, { attribute: string; route: number }>;
  /** Names that limits and hash policies look at, beside those of the routes. */
  alsoNamed: ReadonlySet<string>;
  /** What is said of a request's attribute that nothing looks at, by its name: worked out once for each, of at most 1000. */
  unknown: Map<string, string | undefined>;
  /** Routes with an inverted condition that fails for requests without its attribute. At most 100: more add nothing for a reader. */
  inverted: number[];
  /** What can be said of the table whatever the request. */
  ofTable: Finding[];
  /** What can be said of a route whatever the request, worked out when it is first taken. */
  ofRoute: Map<number, Finding[]>;
}

/** Looks through a table once. */
export function warningSource(
  configuration: RouteConfiguration,
  codec: CodecFacts | undefined,
  patterns: Patterns,
  ignored: FormProblem[],
  alsoNamed: Iterable<string> = [],
): WarningSource {
  const named: WarningSource['named'] = new Map();
  const others = new Set(alsoNamed);
  const inverted: number[] = [];
  for (const [index, route] of configuration.routes.entries()) {
    for (const { name } of route.match) {
      const key = routableName(name);
      if (!named.has(key)) named.set(key, { attribute: name, route: index });
    }
    for (const name of route.action.hashPolicy) others.add(name);
    if (inverted.length < 100 && route.match.some(needsAttributeAlthoughInverted)) inverted.push(index);
  }
  return {
    codec,
    patterns,
    routes: configuration.routes,
    ignored,
    named,
    alsoNamed: others,
    unknown: new Map(),
    inverted,
    ofTable: olderProxies(configuration.routes, patterns),
    ofRoute: new Map(),
  };
}

/** Patterns that proxies before Envoy 1.29 refuse: one finding for each distinct one. */
function olderProxies(routes: Route[], patterns: Patterns): Finding[] {
  const findings = new Map<string, Finding>();
  for (const [index, route] of routes.entries()) {
    for (const [at, { matcher }] of route.match.entries()) {
      if (matcher.kind !== 'regex' || findings.has(matcher.pattern)) continue;
      const pattern = patterns.compile(matcher.pattern);
      if (isPatternError(pattern) || pattern.proxyRefusal?.proxies !== 'older') continue;
      const message = `${label(routes, index)} has the pattern ${q(matcher.pattern)}, which proxies before Envoy 1.29 refuse, and with it all routes: ${pattern.proxyRefusal.reason}.`;
      findings.set(matcher.pattern, warning('AER0722', ['routes', index, 'match', 'metadata', at], message));
    }
  }
  return [...findings.values()];
}

function needsAttributeAlthoughInverted({ invert, treatMissingAsEmpty, matcher }: MetadataMatcher): boolean {
  return invert && !treatMissingAsEmpty && matcher.kind !== 'present';
}

/** What is worth knowing about a request and the route it takes: facts of the proxy that a reader of the rules would not expect. */
export function decisionWarnings(source: WarningSource, attributes: Record<string, string>, decision: Decision): Finding[] {
  return [
    ...source.ofTable,
    ...requestWarnings(source, attributes),
    ...conditionWarnings(source, attributes, decision),
    ...(decision.route === undefined
      ? []
      : [
          ...routeWarnings(source, decision.route, decision.index),
          ...hashWarnings(source, attributes, decision.route, decision.index),
        ]),
  ];
}

function requestWarnings(source: WarningSource, attributes: Record<string, string>): Finding[] {
  const { codec, named } = source;
  const findings: Finding[] = [];
  const names = Object.keys(attributes);
  const spellings = new Map<string, string>();
  for (const name of names) {
    const key = routableName(name);
    const earlier = spellings.get(key);
    if (earlier !== undefined) {
      findings.push(
        warning(
          'AER0717',
          [],
          `The request has ${q(earlier)} and ${q(name)}, which are one attribute to the routes: the last one, ${q(name)}, counts.`,
        ),
      );
    }
    spellings.set(key, name);
    if (key === applicationProtocolAttribute) {
      findings.push(
        warning(
          'AER0718',
          [],
          `The proxy itself sets ${q(name)} to the name of the application protocol; the value of the request is lost.`,
        ),
      );
    } else if (codec !== undefined && named.has(key) && !canSet(codec, key)) {
      findings.push(
        codec.attributes.length === 0
          ? warning('AER0703', [], `The ${codec.name} codec sets no attributes: no real request has ${q(name)}.`)
          : warning(
              'AER0704',
              [],
              `The ${codec.name} codec never sets ${q(name)}: no real request has it. It sets ${codec.attributes.map(q).join(', ')}.`,
              didYouMean(codec, name),
            ),
      );
    } else if (!named.has(key)) {
      const meant = meantAttribute(source, name);
      if (meant === undefined || spelledIn(names, meant)) continue;
      const message = `Nothing looks at the attribute ${q(name)} of the request, and it has no ${q(meant)}.`;
      findings.push(warning('AER0727', [], message, `Did you mean ${q(meant)}?`));
    }
  }
  return findings;
}

function spelledIn(names: readonly string[], wanted: string): boolean {
  return names.some((name) => routableName(name) === routableName(wanted));
}

/** Past this many known names a mistyped one is not looked for. */
const comparable = 500;

/** The name that an attribute nothing looks at is near to: one of a rule, or one that the codec sets. */
function meantAttribute({ codec, named, alsoNamed, unknown }: WarningSource, name: string): string | undefined {
  if (unknown.has(name)) return unknown.get(name);
  const known = new Set([...(codec?.attributes ?? []), ...alsoNamed]);
  if (known.size + named.size > comparable) return undefined;
  const isKnown = spelledIn([...known], name);
  const meant = isKnown ? undefined : suggest(name, [...known, ...[...named.values()].map(({ attribute }) => attribute)]);
  if (unknown.size < 1000) unknown.set(name, meant);
  return meant;
}

/** About conditions of the routes that were tried. */
function conditionWarnings(source: WarningSource, attributes: Record<string, string>, decision: Decision): Finding[] {
  const { codec, named, inverted, routes, patterns } = source;
  const last = decision.index < 0 ? Number.POSITIVE_INFINITY : decision.index;
  const findings: Finding[] = [];
  const seen = routableAttributes(attributes);
  for (const [key, { attribute, route }] of named) {
    if (route > last || seen.has(key)) continue;
    const path = ['routes', route, 'match'];
    if (key === 'x-request-id') {
      findings.push(
        warning(
          'AER0721',
          path,
          `${label(routes, route)} looks at ${q(attribute)}, which the proxy adds only after the route is chosen.`,
        ),
      );
    } else if (codec !== undefined && key !== applicationProtocolAttribute) {
      if (codec.typedKeys.includes(attribute)) {
        findings.push(
          warning(
            'AER0704',
            path,
            `${label(routes, route)} looks at ${q(attribute)}, which the ${codec.name} codec keeps as a number or an object that no rule can see.`,
          ),
        );
      } else if (!canSet(codec, key)) {
        findings.push(
          codec.attributes.length === 0
            ? warning(
                'AER0703',
                path,
                `${label(routes, route)} looks at ${q(attribute)}, but the ${codec.name} codec sets no attributes.`,
              )
            : warning(
                'AER0704',
                path,
                `${label(routes, route)} looks at ${q(attribute)}, which the ${codec.name} codec never sets. It sets ${codec.attributes.map(q).join(', ')}.`,
                didYouMean(codec, attribute),
              ),
        );
      }
    }
  }
  for (const index of inverted) {
    if (index > last) break;
    const match = routes[index]?.match ?? [];
    const missing = match.filter(
      (condition) => needsAttributeAlthoughInverted(condition) && !seen.has(routableName(condition.name)),
    );
    const others = match.filter((condition) => !missing.includes(condition));
    if (
      missing.length === 0 ||
      !others.every((condition) => conditionHolds(condition, seen.get(routableName(condition.name)), patterns))
    )
      continue;
    const names = [...new Set(missing.map(({ name }) => q(name)))].join(', ');
    findings.push(
      warning(
        'AER0707',
        ['routes', index, 'match'],
        `${label(routes, index)} was passed over: it asks that ${names} is not something, and the request does not have it at all.`,
      ),
    );
  }
  return findings;
}

function routeWarnings(source: WarningSource, route: Route, index: number): Finding[] {
  const known = source.ofRoute.get(index);
  if (known !== undefined) return known;
  const { codec, routes, ignored } = source;
  const findings: Finding[] = [];
  const path = ['routes', index];
  const name = label(routes, index);
  for (const [at, { matcher, name: attribute, invert }] of route.match.entries()) {
    if (matcher.kind === 'exactHeader' && matcher.value === '' && !invert) {
      findings.push(
        warning(
          'AER0706',
          [...path, 'match', 'metadata', at],
          `${name} asks for ${q(attribute)} to be exactly "", which every value of it fulfils.`,
        ),
      );
    }
  }
  if (route.requestMutation.length > 0 && codec !== undefined && !codec.writesMutation) {
    findings.push(
      warning(
        'AER0702',
        [...path, 'request_mutation'],
        `${name} changes the request, but the ${codec.name} codec does not write changes: the service does not see them.`,
      ),
    );
  }
  if (route.responseMutation.length > 0) {
    findings.push(
      warning('AER0701', [...path, 'response_mutation'], `${name} changes the response, which no version of the proxy does.`),
    );
  }
  const { cluster, weightedClusters, mirrors } = route.action;
  if (weightedClusters !== undefined && weightedClusters.length > 0 && totalWeight(route.action) === 0) {
    findings.push(
      warning(
        'AER0714',
        [...path, 'route', 'weighted_clusters'],
        `All weights of ${name} are 0: the first request that takes it ends the sidecar.`,
      ),
    );
  } else if (cluster === undefined && (weightedClusters ?? []).length === 0) {
    findings.push(
      warning(
        'AER0715',
        [...path, 'route'],
        `${name} names no cluster: the proxy answers with ClusterNotFound, and does not try later routes.`,
      ),
    );
  }
  if (mirrors.some(({ numerator }) => numerator > 0)) {
    findings.push(
      warning(
        'AER0720',
        [...path, 'route', 'request_mirror_policies'],
        `${name} mirrors requests: an answer of the mirror that cannot be decoded ends the sidecar.`,
      ),
    );
  }
  for (const note of ignored) {
    const at = note.path.indexOf('routes');
    if (at >= 0 && note.path[at + 1] === index) findings.push(warning('AER0716', note.path, `${name}: ${note.message}`));
  }
  source.ofRoute.set(index, findings);
  return findings;
}

function hashWarnings(source: WarningSource, attributes: Record<string, string>, route: Route, index: number): Finding[] {
  return route.action.hashPolicy.flatMap((key, at) =>
    keyWarnings(
      source.codec,
      attributes,
      key,
      ['routes', index, 'route', 'hash_policy', at],
      `The hash policy of ${label(source.routes, index)}`,
      true,
    ),
  );
}

/** About the global rate limit: what it asks for, and how it reads it. */
export function globalLimitWarnings(
  settings: GlobalRateLimit,
  codec: CodecFacts | undefined,
  attributes: Record<string, string>,
  serviceKnown: boolean,
): Finding[] {
  if (!serviceKnown) {
    return [
      warning(
        'AER0713',
        [],
        `The sidecar has no cluster ${q(settings.cluster)}: every request is answered with ClusterNotFound.`,
      ),
    ];
  }
  if (settings.match.length === 0) {
    return [warning('AER0711', ['match'], 'The global rate limit has no match, so that it never limits anything.')];
  }
  const findings = settings.descriptors.flatMap(({ property }, at) =>
    keyWarnings(codec, attributes, property, ['descriptors', at, 'property'], 'The global rate limit', false),
  );
  if (settings.descriptors.length > 1) {
    findings.push(
      warning(
        'AER0712',
        ['descriptors'],
        `The ${settings.descriptors.length} descriptors of the global rate limit are limited one by one, not together.`,
      ),
    );
  }
  return findings;
}

function keyWarnings(
  codec: CodecFacts | undefined,
  attributes: Record<string, string>,
  key: string,
  path: Path,
  who: string,
  hashed: boolean,
): Finding[] {
  if (Object.hasOwn(attributes, key)) return [];
  if (codec?.typedKeys.includes(key)) {
    return [
      warning(
        'AER0710',
        path,
        `${who} reads ${q(key)}, which the ${codec.name} codec keeps as a number or an object: the sidecar ends on the first such request.`,
      ),
    ];
  }
  const other = Object.keys(attributes).find((name) => routableName(name) === routableName(key));
  if (other !== undefined) {
    return [
      warning(
        'AER0708',
        path,
        `${who} reads ${q(key)}, the request has ${q(other)}: letter case counts here, so that the empty text is read.`,
        `Write ${q(other)}.`,
      ),
    ];
  }
  return hashed
    ? [
        warning(
          'AER0709',
          path,
          `${who} reads ${q(key)}, which the request does not have: all such requests go to the same host.`,
        ),
      ]
    : [];
}

/** About an error that the client does not get to see. */
export function errorReplyWarning(codec: CodecFacts): Finding {
  return warning('AER0705', [], codec.errorReplyNote);
}

/** About a configuration that Envoy refuses, one finding a reason. */
export function refusedWarnings(problems: FormProblem[]): Finding[] {
  return problems.map(({ path, message }) => warning('AER0700', path, message));
}

/** About a local rate limit that the proxy refuses. */
export function localLimitWarning(problem: string): Finding {
  return warning('AER0719', [], `The proxy refuses the local rate limit, and the listener with it: ${problem}.`);
}

function canSet(codec: CodecFacts, routable: string): boolean {
  return codec.furtherAttributes !== undefined || codec.attributes.some((name) => routableName(name) === routable);
}

function didYouMean(codec: CodecFacts, name: string): string | undefined {
  const meant = suggest(name, codec.attributes);
  return meant === undefined ? undefined : `Did you mean ${q(meant)}?`;
}

function label(routes: Route[], index: number): string {
  const name = routes[index]?.name ?? '';
  return name === '' ? `Route ${index}` : `Route ${q(name)}`;
}

function q(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 77)}...` : text);
}

function warning(code: Code, path: Path, message: string, fix?: string): Finding {
  const { severity } = codes[code];
  return { code, severity, message, path, ...(fix === undefined ? {} : { fix }) };
}
