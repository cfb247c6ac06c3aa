import type { Finding } from '../../base/finding.js';
import { isPatternError } from '../../base/pattern.js';
import { note } from '../../mesh/notes.js';
import { matchesOf, quoted } from '../parts.js';
import type { Rule, Version } from '../types.js';

/** Whether Envoy before 1.29 is what runs; undefined: not known. */
function isOld(envoy: Version | undefined): boolean | undefined {
  return envoy === undefined ? undefined : envoy.major === 1 && envoy.minor < 29;
}

export const regexMatchesWholeValue: Rule = {
  meta: { name: 'regex-matches-whole-value', codes: ['AER0308', 'AER0722'], kinds: ['MetaRouter'] },
  check({ routers, options }) {
    const old = isOld(options.envoy);
    return routers.flatMap(({ router, source }) =>
      matchesOf(router).flatMap(({ match, path, label }) =>
        [...match.attributes].flatMap(([name, matcher]): Finding[] => {
          if (matcher.kind !== 'regex') return [];
          const at = [...path, 'attributes', name, 'regex'];
          if (/^[\w -]+$/.test(matcher.value)) {
            const message = `${label}: the pattern ${quoted(matcher.value)} fits this very value only, not values that contain it.`;
            const fix = `Write exact: ${matcher.value}, prefix: ${matcher.value}, or regex: ".*${matcher.value}.*".`;
            return [note('AER0308', source, at, message, { fix })];
          }
          if (options.patterns === undefined || old === false) return [];
          const pattern = options.patterns.compile(matcher.value);
          if (isPatternError(pattern) || pattern.proxyRefusal?.proxies !== 'older') return [];
          const message = `${label} has the pattern ${quoted(matcher.value)}, which proxies before Envoy 1.29 refuse, and with it all routes: ${pattern.proxyRefusal.reason}.`;
          return [note('AER0722', source, at, message, old === true ? { severity: 'error' } : {})];
        }),
      ),
    );
  },
};
