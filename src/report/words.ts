import type { MetadataMatcher, ValueMatcher } from '../dataplane/types.js';

/** One condition in words: `method is "sayHello"`, `user starts with "vip-"`, `not: id matches ^\d+$`. Not sanitized. */
export function conditionInWords(condition: MetadataMatcher): string {
  const facts = [
    'ignoreCase' in condition.matcher && condition.matcher.ignoreCase ? 'ignoring case' : '',
    condition.treatMissingAsEmpty ? 'missing counts as empty' : '',
  ].filter((fact) => fact !== '');
  const words = `${condition.invert ? 'not: ' : ''}${condition.name} ${matcherInWords(condition.matcher)}`;
  return facts.length === 0 ? words : `${words} (${facts.join(', ')})`;
}

/** All conditions of a route: they hold together. */
export function conditionsInWords(conditions: readonly MetadataMatcher[]): string {
  return conditions.length === 0 ? 'any request' : conditions.map(conditionInWords).join(' and ');
}

function matcherInWords(matcher: ValueMatcher): string {
  switch (matcher.kind) {
    case 'exactHeader':
      return matcher.value === '' ? 'is there' : `is ${JSON.stringify(matcher.value)}`;
    case 'exact':
      return `is ${JSON.stringify(matcher.value)}`;
    case 'prefix':
      return `starts with ${JSON.stringify(matcher.value)}`;
    case 'suffix':
      return `ends with ${JSON.stringify(matcher.value)}`;
    case 'contains':
      return `contains ${JSON.stringify(matcher.value)}`;
    case 'regex':
      return `matches ${matcher.pattern}`;
    case 'range':
      return `is a number from ${matcher.start} to below ${matcher.end}`;
    case 'present':
      return matcher.present ? 'is there' : 'is not there';
  }
}

/** A number without needless decimals: `33.3`, `50`. */
export function percentText(percent: number): string {
  return `${Number(percent.toFixed(2))}%`;
}

/** `subset v1` or `all pods` for `outbound|9090|v1|host` of that very host and port; any other cluster by its name. */
export function clusterInWords(cluster: string, host: string, port: number): string {
  const [direction, clusterPort, subset, clusterHost, ...more] = cluster.split('|');
  if (direction !== 'outbound' || clusterHost !== host || clusterPort !== String(port) || more.length > 0) return cluster;
  return subset === '' ? 'all pods' : `subset ${subset}`;
}
