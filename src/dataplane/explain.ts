import type { Patterns } from '../base/pattern.js';
import type { RouteConfiguration, RouteTrace } from './types.js';

/** A decision with its reasons. */
export interface Explanation {
  /** Position of the route that matched; -1 if none. */
  index: number;
  /** Every route that was tried, in order; the last is the one that matched. */
  trace: RouteTrace[];
}

/** Decides by trying every route in its order. */
export function explain(
  _configuration: RouteConfiguration,
  _attributes: Record<string, string>,
  _patterns: Patterns,
): Explanation {
  throw new Error('in progress');
}
