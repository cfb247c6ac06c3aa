import type { Patterns } from '../base/pattern.js';
import { routableAttributes, routableName } from './attributes.js';
import { conditionHolds } from './matcher.js';
import type { ConditionTrace, MetadataMatcher, RouteConfiguration, RouteTrace, ValueMatcher } from './types.js';

/** A decision with its reasons. */
export interface Explanation {
  /** Position of the route that matched; -1 if none. */
  index: number;
  /** Every route that was tried, in order; the last is the one that matched. */
  trace: RouteTrace[];
}

/**
 * Decides by trying every route in its order: the first whose conditions all hold is taken, and later ones are not looked at.
 * This is what the compiled table is held to; it is slower and says why.
 */
export function explain(configuration: RouteConfiguration, attributes: Record<string, string>, patterns: Patterns): Explanation {
  const seen = routableAttributes(attributes);
  const trace: RouteTrace[] = [];
  for (const [index, route] of configuration.routes.entries()) {
    const conditions = route.match.map((condition) =>
      traceCondition(condition, seen.get(routableName(condition.name)), patterns),
    );
    const matched = conditions.every((condition) => condition.matched);
    trace.push({ route: route.name, index, matched, conditions });
    if (matched) return { index, trace };
  }
  return { index: -1, trace };
}

/** Whether all conditions hold: what rate limits ask of a request. An empty list holds. */
export function allHold(match: MetadataMatcher[], seen: Map<string, string>, patterns: Patterns): boolean {
  return match.every((condition) => conditionHolds(condition, seen.get(routableName(condition.name)), patterns));
}

/** A condition with what the request held; `value` undefined: the request has no such attribute. */
export function traceCondition(condition: MetadataMatcher, value: string | undefined, patterns: Patterns): ConditionTrace {
  const { matcher } = condition;
  return {
    attribute: condition.name,
    matcher: matcher.kind === 'exactHeader' ? 'exact' : matcher.kind,
    expected: expectedText(matcher),
    actual: value ?? null,
    matched: conditionHolds(condition, value, patterns),
    ...(condition.invert ? { inverted: true as const } : {}),
    ...('ignoreCase' in matcher && matcher.ignoreCase ? { ignoreCase: true as const } : {}),
    ...(condition.treatMissingAsEmpty ? { treatMissingAsEmpty: true as const } : {}),
  };
}

/** What a matcher compares with, as one text. */
export function expectedText(matcher: ValueMatcher): string {
  switch (matcher.kind) {
    case 'regex':
      return matcher.pattern;
    case 'range':
      return `[${matcher.start}, ${matcher.end})`;
    case 'present':
      return matcher.present ? 'present' : 'absent';
    default:
      return matcher.value;
  }
}
