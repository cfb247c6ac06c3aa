import type { ConditionTrace, RouteTrace, SimulatedDecision } from '../dataplane/types.js';
import { barChart } from './chart.js';
import { renderFinding } from './diagnostics/text.js';
import { authorizationNode, nativeRows, redisRows } from './native.js';
import type { TextOptions } from './options.js';
import { type Paint, paint } from './paint.js';
import { sanitize } from './sanitize.js';
import { type TreeNode, tree } from './tree.js';
import { clusterInWords, percentText } from './words.js';
import { wrapHanging } from './wrap.js';

/**
 * One decision for a person: where the request goes, then why, what is done beside it, and the warnings. `source` says what made the
 * route that matched (`MetaRouter default/a spec.routes[0], a.yaml:12`).
 */
export function renderDecision(decision: SimulatedDecision, options: TextOptions, source?: string): string {
  const colors = paint(options.color);
  const labelled = (label: string, text: string): string[] => labelledLines(label, text, options.width, colors);
  const lines = [...verdict(decision, options, colors), ...(source === undefined ? [] : labelled('from', source))];
  lines.push('', ...labelled('request', requestInWords(decision)));
  if (decision.gateway !== undefined) lines.push(...labelled('gateway', decision.gateway));
  if (decision.routeConfiguration !== '') lines.push(...labelled('routes', decision.routeConfiguration));
  lines.push(...details(decision).flatMap(([label, text]) => labelled(label, text)));
  const counted = (decision.split ?? []).filter((part) => part.count !== undefined);
  if (counted.length > 0) {
    const shares = counted.map((part) => ({
      label: clusterOf(decision, part.cluster),
      count: part.count ?? 0,
      expected: part.percent / 100,
    }));
    lines.push('', ...indented(barChart(shares, { ...options, width: options.width - 2 }), '  '));
  }
  for (const { title, routes } of traces(decision)) {
    const nodes = routes.map((route) => routeNode(route, colors));
    lines.push('', colors.strong(title), ...indented(tree(nodes, { ...options, width: options.width - 2 }), '  '));
  }
  const checks = decision.authorization?.checks ?? [];
  if (checks.length > 0) {
    const nodes = checks.map((check, index) => authorizationNode(check, index, colors, conditionText));
    lines.push(
      '',
      colors.strong('Rules on who may call, in order'),
      ...indented(tree(nodes, { ...options, width: options.width - 2 }), '  '),
    );
  }
  const text = lines.map((line) => `${line}\n`).join('');
  return [text, ...decision.warnings.map((finding) => renderFinding(finding, options))].join('\n');
}

/** The routes that were tried, under a title; for Redis, whose longest prefix wins, of each key. */
function traces({ trace = [], redis }: SimulatedDecision): { title: string; routes: RouteTrace[] }[] {
  if (redis === undefined) return trace.length === 0 ? [] : [{ title: 'Routes tried, in order', routes: trace }];
  const several = redis.requests.length > 1;
  return redis.requests.flatMap(({ key, trace: routes = [] }) =>
    routes.length === 0
      ? []
      : [{ title: `Prefixes, of which the longest counts${several ? `: key ${sanitize(JSON.stringify(key))}` : ''}`, routes }],
  );
}

/** One decision as one line, for many requests: `method=sayHello -> outbound|9090|v1|host (route v1)`. */
export function renderDecisionLine(decision: SimulatedDecision, options: TextOptions): string {
  const colors = paint(options.color);
  const attributes = sentInWords(decision);
  const host = decision.host === null ? '' : `${decision.host}${decision.port === null ? '' : `:${decision.port}`} `;
  const outcome =
    decision.error === null
      ? `${colors.good(sanitize(decision.redis?.reply == null ? destinationInWords(decision) : `answered by the proxy: ${decision.redis.reply}`))}${sanitize(decision.route === null ? '' : ` (route ${routeLabel(decision.route)})`)}`
      : colors.error(sanitize(`${decision.error.type}: ${inOwnWords(decision.error.message)}`));
  return `${sanitize(host + attributes)} -> ${outcome}\n`;
}

function destinationInWords({ cluster, passthrough }: SimulatedDecision): string {
  if (cluster === null) return 'nowhere';
  return passthrough === true ? `plain TCP to ${cluster}` : cluster;
}

function verdict(decision: SimulatedDecision, options: TextOptions, colors: Paint): string[] {
  const { error, route, cluster } = decision;
  const named = decision.protocol === undefined || route?.name !== '';
  const label = route === null || !named ? '' : ` ${routeLabel(route)},`;
  const route1 = route === null ? undefined : `route${label} number ${route.index + 1}`;
  const { redis, protocol } = decision;
  if (redis?.reply != null)
    return [`=> ${colors.good(sanitize(redis.reply))}`, '   answered by the proxy itself; no server is asked'];
  if (error !== null) {
    const lines = wrapHanging('=> ', sanitize(errorInWords(error)), options.width);
    return [...lines.map((line) => colors.error(line)), ...(route1 === undefined ? [] : [`   by ${sanitize(route1)}`])];
  }
  if (cluster === null) return [colors.error('=> nowhere')];
  if (decision.passthrough === true) {
    const text = 'the sidecars have no filter on this port: no route, limit or mutation applies, whatever the request is';
    if (cluster === null)
      return [`=> ${colors.error('nowhere')}`, '   the sidecar refused the listener, and nothing else takes the connection'];
    return [`=> ${colors.good(sanitize(`plain TCP to ${cluster}`))}`, ...wrapHanging('   ', text, options.width)];
  }
  if (protocol === 'kafka' || protocol === 'zookeeper') {
    const name = protocol === 'kafka' ? 'Kafka' : 'ZooKeeper';
    const text = `whatever the request is: Envoy's ${name} filter only counts what passes, and there are no routes`;
    return [`=> ${colors.good(sanitize(cluster))}`, ...wrapHanging('   ', text, options.width)];
  }
  const clusters = new Set((redis?.requests ?? []).map((request) => request.cluster));
  if (clusters.size > 1) return [`=> ${colors.good('several')}: Envoy splits the command by its keys`];
  const part = (decision.split ?? []).find((candidate) => candidate.cluster === cluster);
  const share = part === undefined ? '' : `, which takes ${percentText(part.percent)} of its requests`;
  return [
    `=> ${colors.good(sanitize(cluster))}`,
    ...wrapHanging('   ', sanitize(`by ${route1 ?? 'no route'}${share}`), options.width),
  ];
}

/** An error by its name, but for those that are no answer of a proxy. */
function errorInWords({ type, message }: NonNullable<SimulatedDecision['error']>): string {
  if (type === 'AccessDenied') return `denied: ${message}`;
  if (type === 'ListenerRefused') return `nowhere: ${message}`;
  return type === 'RedisError'
    ? `the client gets the error ${JSON.stringify(message)}`
    : `the client gets an error, ${type}: ${inOwnWords(message)}`;
}

/** The proxy puts the id of the request where the contract has a placeholder. */
function inOwnWords(message: string): string {
  return message.replace("'<id>'", '<request id>');
}

/** What else the decision holds, as labels and texts. */
function details(decision: SimulatedDecision): [string, string][] {
  const rows: [string, string][] = [];
  const { split = [], mirrors, requestMutation, hashPolicy, rateLimit } = decision;
  if (split.some((part) => part.count === undefined)) {
    rows.push(['split', split.map((part) => `${percentText(part.percent)} ${clusterOf(decision, part.cluster)}`).join(', ')]);
  }
  for (const mirror of decision.redis === undefined ? mirrors : []) {
    rows.push([
      'mirror',
      `${clusterOf(decision, mirror.cluster)} gets a copy of ${percentText(mirror.percent)}${mirror.count === undefined ? '' : `, ${mirror.count} sent`}`,
    ]);
  }
  for (const { key, value, written } of requestMutation) {
    const effect =
      written === null ? 'if its codec can' : written ? 'into the message' : 'not into the message: its codec cannot';
    rows.push([written === false ? 'not set' : 'sets', `${key}=${value}, ${effect}`]);
  }
  if (hashPolicy.length > 0) rows.push(['hash', `the pod is picked by ${hashPolicy.join(', ')}`]);
  if (rateLimit?.local !== undefined) {
    const { limited, bucket, tokensLeft } = rateLimit.local;
    const whose =
      bucket === 'none'
        ? 'no bucket is for it'
        : bucket === 'global'
          ? 'the common bucket'
          : `the bucket of condition ${bucket + 1}`;
    rows.push([
      'limit',
      `${limited ? 'refused' : 'allowed'} in the pod: ${whose}${tokensLeft === null ? '' : `, ${tokensLeft} left`}`,
    ]);
    const { limitedCount } = rateLimit;
    if (limitedCount !== undefined && limitedCount > 0)
      rows.push(['', `${limitedCount} of the requests, all at one time, were refused`]);
  }
  if (rateLimit?.global !== undefined) rows.push(['limit', globalLimitInWords(rateLimit.global)]);
  return [...rows, ...nativeRows(decision), ...redisRows(decision)];
}

/** The subset where the cluster is of the host that was asked for, else the cluster's name. */
function clusterOf({ host, port }: SimulatedDecision, cluster: string): string {
  return host === null || port === null ? cluster : clusterInWords(cluster, host, port);
}

function globalLimitInWords(limit: NonNullable<NonNullable<SimulatedDecision['rateLimit']>['global']>): string {
  const reasons = {
    asked: '',
    'empty-match': 'it has no conditions, which the proxy takes for none',
    'no-match': 'its conditions do not hold',
    'service-missing': 'it names no service',
  };
  if (!limit.asked) return `the service ${limit.service} is not asked: ${reasons[limit.reason]}`;
  const descriptors = limit.descriptors.map(({ key, value }) => `${key}=${value}`).join(', ') || 'no descriptor';
  return `the service ${limit.service} is asked for ${limit.domain} with ${descriptors}; without an answer the request is ${limit.onFailure === 'allow' ? 'allowed' : 'refused'}`;
}

/** Each route that was tried, and below it its conditions. */
function routeNode(route: RouteTrace, colors: Paint): TreeNode {
  const name = sanitize(routeLabel({ name: route.route, index: route.index }));
  const lost =
    route.outrankedBy === undefined ? 'does not match' : `gives way to number ${route.outrankedBy + 1}, which is longer`;
  const outcome = route.matched ? colors.good('matches') : route.route === 'catch-all' ? 'is not needed' : lost;
  const conditions = route.matched && route.conditions.length === 0 ? ': it has no conditions' : '';
  return {
    text: `${route.index + 1}. route ${name} ${outcome}${conditions}`,
    children: route.conditions.map((condition) => ({ text: conditionText(condition, colors) })),
  };
}

/** `no: method exact "sayHello" - it is "ping"`. */
function conditionText(condition: ConditionTrace, colors: Paint): string {
  const plain = condition.matcher === 'range' || condition.matcher === 'regex';
  const expected = plain ? condition.expected : JSON.stringify(condition.expected);
  const rule = [
    condition.attribute,
    condition.inverted === true ? 'not' : '',
    condition.matcher === 'present' ? condition.expected : `${condition.matcher} ${expected}`,
    condition.ignoreCase === true ? 'ignoring case' : '',
    condition.treatMissingAsEmpty === true ? '(missing counts as empty)' : '',
  ].filter((word) => word !== '');
  const actual = condition.actual === null ? 'it is missing' : `it is ${JSON.stringify(condition.actual)}`;
  const mark = condition.matched ? colors.good('ok') : colors.error('no');
  return `${mark} ${sanitize(`${rule.join(' ')} - ${actual}`)}`;
}

function requestInWords(decision: SimulatedDecision): string {
  const { host, port } = decision;
  const to = host === null ? '' : ` to ${host}${port === null ? '' : `:${port}`}`;
  return `${sentInWords(decision)}${to}`;
}

/** A Redis command as redis-cli would take it, or the attributes. A password is not shown. */
function sentInWords({ redis, attributes }: SimulatedDecision): string {
  if (redis === undefined) return attributesInWords(attributes);
  const words = redis.command[0]?.toLowerCase() === 'auth' ? [redis.command[0], '(not shown)'] : redis.command;
  return words.map((word) => (/^[^\s"'\\]+$/.test(word) || word === '(not shown)' ? word : JSON.stringify(word))).join(' ');
}

function attributesInWords(attributes: Record<string, string>): string {
  const pairs = Object.entries(attributes).map(
    ([name, value]) => `${name}=${/[\s,"]/.test(value) || value === '' ? JSON.stringify(value) : value}`,
  );
  return pairs.length === 0 ? 'no attributes' : pairs.join(' ');
}

function routeLabel(route: { name: string; index: number }): string {
  return route.name === '' ? 'without a name' : JSON.stringify(route.name);
}

function labelledLines(label: string, text: string, width: number, colors: Paint): string[] {
  const first = `   ${label.padEnd(8)}`;
  return wrapHanging(first, sanitize(text), width).map((line, index) =>
    index === 0 ? colors.faint(first) + line.slice(first.length) : line,
  );
}

function indented(text: string, indent: string): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => indent + line);
}
