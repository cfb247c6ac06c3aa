import type { ConditionTrace, RouteTrace, SimulatedDecision } from '../dataplane/types.js';
import { barChart } from './chart.js';
import { renderFinding } from './diagnostics/text.js';
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
  lines.push('', ...labelled('request', requestInWords(decision)), ...labelled('routes', decision.routeConfiguration));
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
  if (decision.trace !== undefined && decision.trace.length > 0) {
    const nodes = decision.trace.map((route) => routeNode(route, colors));
    lines.push(
      '',
      colors.strong('Routes tried, in order'),
      ...indented(tree(nodes, { ...options, width: options.width - 2 }), '  '),
    );
  }
  const text = lines.map((line) => `${line}\n`).join('');
  return [text, ...decision.warnings.map((finding) => renderFinding(finding, options))].join('\n');
}

/** One decision as one line, for many requests: `method=sayHello -> outbound|9090|v1|host (route v1)`. */
export function renderDecisionLine(decision: SimulatedDecision, options: TextOptions): string {
  const colors = paint(options.color);
  const attributes = attributesInWords(decision.attributes);
  const host = decision.host === null ? '' : `${decision.host}${decision.port === null ? '' : `:${decision.port}`} `;
  const outcome =
    decision.error === null
      ? `${colors.good(sanitize(decision.cluster ?? 'nowhere'))}${sanitize(decision.route === null ? '' : ` (route ${routeLabel(decision.route)})`)}`
      : colors.error(sanitize(`${decision.error.type}: ${decision.error.message}`));
  return `${sanitize(host + attributes)} -> ${outcome}\n`;
}

function verdict(decision: SimulatedDecision, options: TextOptions, colors: Paint): string[] {
  const { error, route, cluster } = decision;
  const route1 = route === null ? undefined : `route ${routeLabel(route)}, number ${route.index + 1}`;
  if (error !== null) {
    const lines = wrapHanging('=> ', sanitize(`the client gets an error, ${error.type}: ${error.message}`), options.width);
    return [...lines.map((line) => colors.error(line)), ...(route1 === undefined ? [] : [`   by ${sanitize(route1)}`])];
  }
  if (cluster === null) return [colors.error('=> nowhere')];
  const part = (decision.split ?? []).find((candidate) => candidate.cluster === cluster);
  const share = part === undefined ? '' : `, which takes ${percentText(part.percent)} of its requests`;
  return [
    `=> ${colors.good(sanitize(cluster))}`,
    ...wrapHanging('   ', sanitize(`by ${route1 ?? 'no route'}${share}`), options.width),
  ];
}

/** What else the decision holds, as labels and texts. */
function details(decision: SimulatedDecision): [string, string][] {
  const rows: [string, string][] = [];
  const { split = [], mirrors, requestMutation, hashPolicy, rateLimit } = decision;
  if (split.some((part) => part.count === undefined)) {
    rows.push(['split', split.map((part) => `${percentText(part.percent)} ${clusterOf(decision, part.cluster)}`).join(', ')]);
  }
  for (const mirror of mirrors) {
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
  }
  if (rateLimit?.global !== undefined) rows.push(['limit', globalLimitInWords(rateLimit.global)]);
  return rows;
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
  const outcome = route.matched ? colors.good('matches') : 'does not match';
  const conditions = route.conditions.length === 0 ? ': it has no conditions' : '';
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

function requestInWords({ host, port, attributes }: SimulatedDecision): string {
  const to = host === null ? '' : ` to ${host}${port === null ? '' : `:${port}`}`;
  return `${attributesInWords(attributes)}${to}`;
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
