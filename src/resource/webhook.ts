import type { Finding } from '../base/finding.js';
import type { Path } from '../base/path.js';
import type { Patterns } from '../base/pattern.js';
import type { MetaRoute } from './aeraki.js';
import type { MetaRouterSpec } from './decode.js';
import { fqdnError, isLabel } from './fqdn.js';
import { type Check, refuseHost, report } from './webhook/check.js';
import { checkGlobalRateLimit, checkLocalRateLimit } from './webhook/limits.js';
import { checkRoute } from './webhook/routes.js';

function checkHosts(check: Check, hosts: readonly string[]): void {
  const [host] = hosts;
  if (host === undefined) {
    const meaning = 'The rules of a MetaRouter are for exactly one service, and none is named.';
    report(check, 'AER0201', ['spec', 'hosts'], 'meta router must have one host', meaning, 'Name the service in `spec.hosts`.');
  } else if (hosts.length > 1) {
    const meaning = `The rules of a MetaRouter are for exactly one service, and ${hosts.length} are named.`;
    const fix = 'Write one MetaRouter for each host.';
    report(check, 'AER0202', ['spec', 'hosts'], 'meta router can only have one host', meaning, fix);
  } else {
    const words = fqdnError(host);
    if (words !== undefined) refuseHost(check, host, words, ['spec', 'hosts', 0]);
  }
}

function checkExportTo(check: Check, exportTo: readonly string[], namespace: string): void {
  const seen = new Set<string>();
  for (let index = 0; index < exportTo.length; index++) {
    const entry = exportTo[index] ?? '';
    const path: Path = ['spec', 'exportTo', index];
    const key = entry === '.' ? namespace : entry;
    if (seen.has(key)) {
      const words =
        key === entry
          ? `duplicate entries in exportTo for entry ${entry}`
          : `duplicate entries in exportTo: . and current namespace ${namespace}`;
      const meaning = 'Each namespace that gets the filters is named once; `.` is the namespace of the MetaRouter.';
      report(check, 'AER0214', path, words, meaning, 'Remove one of the two.');
      continue;
    }
    if (entry === '~') {
      const words = 'exportTo ~ (none) is not allowed for Istio configuration objects';
      report(check, 'AER0224', path, words, 'The filters must go somewhere.', 'Name namespaces, `.` or `*`.');
      continue;
    }
    if (entry !== '.' && entry !== '*' && !isLabel(entry)) {
      const words = 'only .,*, or a valid DNS 1123 label is allowed as exportTo entry';
      report(check, 'AER0224', path, words, 'An entry is the name of a namespace.', 'Name a namespace, `.` or `*`.');
      continue;
    }
    seen.add(key);
  }
  if (!seen.has('*') || exportTo.length < 2) return;
  const words = 'cannot have both public (*) and non-public exportTo values for a resource';
  const meaning = '`*` is every namespace, so the others say nothing.';
  report(check, 'AER0215', ['spec', 'exportTo'], words, meaning, 'Keep `*` alone, or remove it.');
}

function warnOfUnusedRoutes(check: Check, routes: readonly MetaRoute[]): void {
  let first: number | undefined;
  for (let index = 0; index < routes.length; index++) {
    if (routes[index]?.match !== undefined) continue;
    if (first === undefined) {
      first = index;
      continue;
    }
    check.findings.push({
      code: 'AER0230',
      severity: 'warning',
      message: `MetaRouter rule #${index} not used (only the last rule can have no match). Rules count from 0; rule #${first} has no match either, so it takes every request that comes as far.`,
      path: ['spec', 'routes', index],
      fix: `Give rule #${first} a \`match\`, or remove one of the two.`,
      related: [{ message: 'this route takes every request', path: ['spec', 'routes', first] }],
    });
  }
}

/**
 * The rules of Aeraki's admission webhook on a decoded MetaRouter, all of them, in its order and with its words at the start of
 * each message. Errors refuse the object, warnings do not. `namespace` is the object's. `patterns` may be left out only where no
 * matcher is a `regex`: otherwise it throws.
 */
export function webhookFindings(router: MetaRouterSpec, namespace: string, patterns: Patterns | undefined): Finding[] {
  const check: Check = { findings: [], patterns };
  checkHosts(check, router.hosts);
  if (router.routes.length === 0 && router.globalRateLimit === undefined && router.localRateLimit === undefined) {
    const words = 'meta router must at least have one of routes, globalRateLimit, or LocalRateLimit';
    report(
      check,
      'AER0204',
      ['spec'],
      words,
      'As it stands it does nothing.',
      'Add `routes`, `globalRateLimit` or `localRateLimit`.',
    );
  }
  for (let index = 0; index < router.routes.length; index++) {
    const route = router.routes[index];
    if (route !== undefined) checkRoute(check, route, index);
  }
  if (router.exportTo.length > 0) checkExportTo(check, router.exportTo, namespace);
  warnOfUnusedRoutes(check, router.routes);
  if (router.globalRateLimit !== undefined) checkGlobalRateLimit(check, router.globalRateLimit);
  if (router.localRateLimit !== undefined) checkLocalRateLimit(check, router.localRateLimit);
  return check.findings;
}
