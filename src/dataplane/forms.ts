import type { Json, JsonObject } from '../base/json.js';
import type { Patterns } from '../base/pattern.js';
import type { FormProblem, RouteConfiguration, RouteConfigurationRead, RouteConfigurationUnreadable } from './types.js';

/** Reads a route configuration in either form. (Signature only yet.) */
export function readRouteConfiguration(_value: Json): RouteConfigurationRead | RouteConfigurationUnreadable {
  throw new Error('in progress');
}

/** The patterns that RE2 refuses: each makes Envoy refuse the configuration as a whole. */
export function patternProblems(_read: RouteConfigurationRead, _patterns: Patterns): FormProblem[] {
  throw new Error('in progress');
}

/** As MetaRDS carries it: HTTP RouteConfiguration, proto JSON, camelCase. */
export function toHttpRouteConfiguration(_configuration: RouteConfiguration): JsonObject {
  throw new Error('in progress');
}

/** The proxy's own form, snake_case, as in its config dump. */
export function toDataplaneRouteConfiguration(_configuration: RouteConfiguration): JsonObject {
  throw new Error('in progress');
}
