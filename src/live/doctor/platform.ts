import { asObject, asString, type JsonObject, own } from '../../base/json.js';
import { parseVersion, type Version, versionText } from '../../controlplane/versions.js';
import { listAt, objectAt, textAt } from '../../resource/core.js';
import { count, failed, given, names, ok, unknown, warning } from './outcome.js';
import type { Check, ControlPlane, Observation, Outcome } from './types.js';

/** The Istio that each line of Aeraki is published for, by minor version of 1.x. */
const published: Readonly<Record<number, number>> = { 4: 18, 3: 16, 2: 14, 1: 12, 0: 10 };

/** Whether a version is at least `1.minor`. */
export function isAtLeast({ major, minor }: Version, least: number): boolean {
  return major > 1 || (major === 1 && minor >= least);
}

/** Kubernetes itself. */
export const kubernetesChecks: readonly Check[] = [
  {
    id: 'kubernetes-version',
    group: 'kubernetes',
    code: 'AER1101',
    title: 'Kubernetes serves what Aeraki is installed with',
    run: ({ kubernetes }) =>
      given(kubernetes, (text) => {
        const version = parseVersion(text);
        if (version === undefined)
          return unknown(`the server's version, ${text || 'an empty text'}, is none that can be compared`);
        return isAtLeast(version, 16) ? ok(text) : failed(`Kubernetes ${text} is older than 1.16.`);
      }),
  },
];

/** Istio: there, running, of a version that answers Aeraki. */
export const istioChecks: readonly Check[] = [
  {
    id: 'istio-found',
    group: 'istio',
    code: 'AER1105',
    title: 'istiod is installed',
    run: ({ istio, istioNamespace }) =>
      given(istio, (all) => {
        if (all.length > 0) return ok(all.map(inWords).join(', '));
        if (istioNamespace === undefined) return failed('There is no istiod in this cluster.');
        return unknown(
          `there is a Service of istiod in ${istioNamespace}, but no Deployment that could be looked at: it may run elsewhere`,
        );
      }),
  },
  {
    id: 'istio-ready',
    group: 'istio',
    code: 'AER1106',
    title: 'istiod runs',
    run: ({ istio }) => given(istio, (all) => (all.length === 0 ? unknown('no istiod was found') : readiness(all))),
  },
  {
    id: 'istio-compatible',
    group: 'istio',
    code: 'AER1107',
    title: 'This version of Istio answers Aeraki',
    run: ({ istio, aeraki }) =>
      given(istio, (all) => {
        if (all.length === 0) return unknown('no istiod was found');
        const outcomes = all.map((istiod) => istioCompatibility(istiod, 'value' in aeraki ? aeraki.value : []));
        return (
          outcomes.find(({ verdict }) => verdict === 'failed') ??
          outcomes.find(({ verdict }) => verdict !== 'ok') ??
          outcomes[0] ??
          ok()
        );
      }),
  },
  {
    id: 'istio-kinds',
    group: 'istio',
    code: 'AER1108',
    title: "Istio's kinds are served",
    run: ({ crds }) => given(crds, istioKinds),
  },
];

function inWords({ name, namespace, version, revision }: ControlPlane): string {
  const known = version === '' ? 'of a version that is not known' : version;
  return `${name} ${known} in ${namespace}${revision === '' || revision === 'default' ? '' : ` (revision ${revision})`}`;
}

/** Whether all pods of control planes are ready, and have not been restarted. */
export function readiness(all: readonly ControlPlane[]): Outcome {
  const details: string[] = [];
  let down = false;
  for (const { name, namespace, wanted, ready, pods } of all) {
    if (ready === 0) down = true;
    if (ready < wanted || ready === 0) details.push(`${namespace}/${name}: ${ready} of ${count(wanted, 'pod')} ready`);
    for (const pod of pods) {
      const why = pod.why === '' ? '' : ` (${pod.why})`;
      if (!pod.ready) details.push(`${namespace}/${pod.name}: ${pod.phase || 'no phase'}, not ready${why}`);
      else if (pod.restarts > 0) details.push(`${namespace}/${pod.name}: restarted ${count(pod.restarts, 'time')}${why}`);
    }
  }
  if (details.length === 0)
    return ok(
      count(
        all.reduce((sum, { ready }) => sum + ready, 0),
        'pod',
      ),
    );
  const which = names(all.map(({ name }) => name));
  if (down) return failed(`No pod of ${which} is ready.`, { details });
  return warning(`Not all is well with the pods of ${which}.`, { details });
}

/** What a version of Istio is to Aeraki. Facts of the published table, of istiod's source, and of runs with 1.20 and 1.32. */
function istioCompatibility({ version: text }: ControlPlane, aerakis: readonly ControlPlane[]): Outcome {
  const version = parseVersion(text);
  if (version === undefined)
    return unknown(`the version of istiod is not known (${text || 'its image has no version as its tag'})`);
  const shown = versionText(version);
  if (isAtLeast(version, 24)) {
    const refusal = isAtLeast(version, 32)
      ? [
          'Builds since August 2026 refuse it instead: Unauthenticated: the api generator requires an authenticated control-plane identity.',
        ]
      : [];
    return failed(
      `ISTIO ${shown} ANSWERS AERAKI WITH NOTHING: from 1.24 on it gives Aeraki an empty list for every kind, without any error. MetaRouters are accepted and do nothing.`,
      { details: ['Aeraki looks healthy all the while: no log line tells of it.', ...refusal] },
    );
  }
  const lines = aerakis.flatMap((aeraki) => {
    const own = parseVersion(aeraki.version);
    const minor = own?.major === 1 ? published[own.minor] : undefined;
    return own === undefined || minor === undefined ? [] : [{ own, minor }];
  });
  const line = lines[0] ?? { own: { major: 1, minor: 4, patch: 0 }, minor: 18 };
  const pair = `Aeraki ${line.own.major}.${line.own.minor} is published for Istio 1.${line.minor}`;
  if (!isAtLeast(version, 17) && version.minor !== line.minor)
    return warning(`Istio ${shown} is older than what is known to work; ${pair}.`);
  if (version.minor === line.minor)
    return ok(`${shown}, the one that Aeraki ${line.own.major}.${line.own.minor} is published for`);
  return ok(`${shown}; ${pair}, and 1.17 to 1.23 serve what Aeraki asks for`);
}

function istioKinds(crds: readonly JsonObject[]): Outcome {
  const needed = ['envoyfilters', 'serviceentries', 'virtualservices', 'destinationrules', 'gateways'];
  const byName = new Map(crds.map((crd) => [textAt(objectAt(crd, 'metadata'), 'name'), crd]));
  const details = needed.flatMap((plural) => {
    const crd = byName.get(`${plural}.networking.istio.io`);
    if (crd === undefined) return [`${plural}.networking.istio.io is not installed`];
    const served = servedVersions(crd);
    return served.includes('v1alpha3')
      ? []
      : [`${plural}.networking.istio.io is not served as v1alpha3 (but as ${names(served)})`];
  });
  if (details.length === 0) return ok('EnvoyFilter, ServiceEntry, VirtualService, DestinationRule, Gateway');
  return failed(`${count(details.length, 'kind')} of Istio ${details.length === 1 ? 'is' : 'are'} not as Aeraki needs them.`, {
    details,
  });
}

/** The versions in which a CRD is served. */
export function servedVersions(crd: JsonObject): string[] {
  return listAt(objectAt(crd, 'spec'), 'versions').flatMap((item) => {
    const version = asObject(item) ?? {};
    const name = asString(own(version, 'name'));
    return name !== undefined && own(version, 'served') === true ? [name] : [];
  });
}

/** What the user may do. */
export const permissionChecks: readonly Check[] = [
  {
    id: 'permissions',
    group: 'permissions',
    code: 'AER1102',
    title: 'You may do what the commands need',
    when: 'after',
    run: (observation) => permissionsOutcome(observation, warning),
  },
  {
    id: 'install-permissions',
    group: 'permissions',
    code: 'AER1103',
    title: 'You may install Aeraki',
    when: 'before',
    run: (observation) => permissionsOutcome(observation, failed),
  },
];

function permissionsOutcome({ permissions }: Observation, no: typeof warning): Outcome {
  return given(permissions, (all) => {
    const missing = all.filter(({ allowed }) => !allowed);
    if (missing.length === 0) return ok(count(all.length, 'permission'));
    const details = missing.map(
      ({ verb, resource, group, for: purpose }) => `${verb} ${resource}${group === '' ? '' : `.${group}`}: ${purpose}`,
    );
    return no(`You lack ${count(missing.length, 'permission')} of ${all.length}.`, { details });
  });
}
