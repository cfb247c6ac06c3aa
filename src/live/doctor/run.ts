import { codes, docsPage } from '../../base/codes.js';
import { aerakiChecks } from './aeraki.js';
import { configurationChecks } from './configuration.js';
import { crdChecks, type KindShape } from './crds.js';
import { meshChecks } from './mesh.js';
import { namespaceChecks } from './namespaces.js';
import { istioChecks, kubernetesChecks, permissionChecks } from './platform.js';
import { proxyChecks } from './proxies.js';
import { type Check, type CheckResult, groups, type Observation } from './types.js';
import { webhookChecks } from './webhook.js';

/** Every check there is, in the order of the report. `shapes`: the published schemas of Aeraki's kinds. */
export function allChecks(shapes: readonly KindShape[]): Check[] {
  const all = [
    ...kubernetesChecks,
    ...istioChecks,
    ...aerakiChecks,
    ...crdChecks(shapes),
    ...webhookChecks,
    ...meshChecks,
    ...namespaceChecks,
    ...proxyChecks,
    ...configurationChecks,
    ...permissionChecks,
  ];
  return all.sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group));
}

/** Makes the checks that fit the moment. Each that is not well gets its remedy: the check's own, else that of its code. */
export function runChecks(checks: readonly Check[], observation: Observation): CheckResult[] {
  const moment = observation.before ? 'before' : 'after';
  return checks
    .filter(({ when }) => when === undefined || when === moment)
    .map(({ id, group, code, title, run }) => {
      const outcome = run(observation);
      const wrong = outcome.verdict === 'failed' || outcome.verdict === 'warning';
      return {
        id,
        group,
        code,
        title,
        verdict: outcome.verdict,
        message: outcome.message,
        ...(outcome.details === undefined ? {} : { details: outcome.details }),
        ...(wrong ? { fix: outcome.fix ?? codes[code].fix } : {}),
        docs: docsPage(code),
      };
    });
}
