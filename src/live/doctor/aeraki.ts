import { parseVersion } from '../../controlplane/versions.js';
import { objectAt, textAt } from '../../resource/core.js';
import { ago, count, failed, given, names, ok, unknown, warning } from './outcome.js';
import { readiness } from './platform.js';
import type { Check, Connection, ControlPlane, Observation, Outcome } from './types.js';

/** Aeraki itself: there, running, set up for this mesh, leading, and heard by istiod. */
export const aerakiChecks: readonly Check[] = [
  {
    id: 'aeraki-found',
    group: 'aeraki',
    code: 'AER1121',
    title: 'Aeraki is installed',
    when: 'after',
    run: ({ aeraki, aerakiNamespace }) =>
      given(aeraki, (all) => {
        if (all.length > 0)
          return ok(
            all.map(({ name, namespace, version }) => `${name} ${version || '(version not known)'} in ${namespace}`).join(', '),
          );
        if (aerakiNamespace === undefined) return failed('There is no Aeraki in this cluster.');
        return unknown(`there is a Service of Aeraki in ${aerakiNamespace}, but no Deployment that could be looked at`);
      }),
  },
  { id: 'aeraki-ready', group: 'aeraki', code: 'AER1122', title: 'Aeraki runs', when: 'after', run: whereFound(readiness) },
  {
    id: 'aeraki-version',
    group: 'aeraki',
    code: 'AER1123',
    title: "Aeraki's version is known",
    when: 'after',
    run: whereFound(versions),
  },
  {
    id: 'aeraki-settings',
    group: 'aeraki',
    code: 'AER1124',
    title: 'Aeraki is set up for this mesh',
    when: 'after',
    run: whereFound(settings),
  },
  {
    id: 'aeraki-leader',
    group: 'aeraki',
    code: 'AER1125',
    title: 'An Aeraki holds the lock of the writer',
    when: 'after',
    run: leader,
  },
  {
    id: 'aeraki-connected',
    group: 'aeraki',
    code: 'AER1126',
    title: 'Aeraki is connected to istiod',
    when: 'after',
    run: connected,
  },
  { id: 'aeraki-served', group: 'aeraki', code: 'AER1127', title: 'istiod tells Aeraki of services', when: 'after', run: served },
  {
    id: 'aeraki-permitted',
    group: 'aeraki',
    code: 'AER1128',
    title: 'Aeraki may do what it needs',
    when: 'after',
    run: permitted,
  },
];

/** A check on Aeraki's deployments; not made where there is none, as another check says so. */
function whereFound(run: (all: readonly ControlPlane[], observation: Observation) => Outcome): Check['run'] {
  return (observation) =>
    given(observation.aeraki, (all) => (all.length === 0 ? unknown('no Aeraki was found') : run(all, observation)));
}

function versions(all: readonly ControlPlane[]): Outcome {
  const unclear = all.filter(({ version }) => parseVersion(version) === undefined);
  const [first] = unclear;
  if (first !== undefined) {
    return warning(
      `The image ${first.image || 'of Aeraki'} does not tell its version, so that no compatibility can be checked.`,
      {
        details: unclear.map(({ namespace, name, image }) => `${namespace}/${name}: ${image}`),
      },
    );
  }
  const found = [...new Set(all.map(({ version }) => version))];
  if (found.length > 1) return warning(`Several versions of Aeraki run: ${found.join(', ')}.`);
  return ok(found[0]);
}

/** Variables of the manifests that no Aeraki reads. */
const unread: Readonly<Record<string, string>> = {
  AERAKI_IS_MASTER: '--master',
  AERAKI_ENABLE_ENVOY_FILTER_NS_SCOPE: '--enable-envoy-filter-namespace-scope',
  AERAKI_ISTIOD_CONFIGMAP_NAME: '--istiod-configMap-name',
};

/** What the manifests set the variables to where nobody meant anything by them: Aeraki does the same without. */
const harmless: Readonly<Record<string, string>> = {
  AERAKI_IS_MASTER: 'true',
  AERAKI_ENABLE_ENVOY_FILTER_NS_SCOPE: 'false',
  AERAKI_ISTIOD_CONFIGMAP_NAME: 'istio',
};

/** The value of a variable, else of a flag `--name=value`: the variable wins in Aeraki. */
function setting({ env, args }: ControlPlane, variable: string, flag: string): string {
  const fromEnv = Object.hasOwn(env, variable) ? (env[variable] ?? '') : '';
  if (fromEnv !== '') return fromEnv;
  const at = args.findIndex((arg) => arg === flag || arg.startsWith(`${flag}=`));
  if (at < 0) return '';
  const arg = args[at] ?? '';
  return arg === flag ? (args[at + 1] ?? '') : arg.slice(flag.length + 1);
}

/** The port of MetaRDS that an Aeraki listens on; undefined where it is malformed. */
export function xdsPort(aeraki: ControlPlane): number | undefined {
  const text = setting(aeraki, 'AERAKI_XDS_PORT', '--aeraki-xds-port') || ':15010';
  return /^:\d{1,5}$/.test(text) ? Number(text.slice(1)) : undefined;
}

/** The host of MetaRDS that an Aeraki writes into bootstrap ConfigMaps. */
export function xdsHost(aeraki: ControlPlane): string {
  return setting(aeraki, 'AERAKI_XDS_ADDR', '--aeraki-xds-address') || 'aeraki.istio-system';
}

function settings(all: readonly ControlPlane[], { istioNamespace, services }: Observation): Outcome {
  const wrong: string[] = [];
  const doubtful: string[] = [];
  for (const aeraki of all) {
    const who = `${aeraki.namespace}/${aeraki.name}`;
    if (xdsPort(aeraki) === undefined)
      wrong.push(
        `${who}: AERAKI_XDS_PORT is ${setting(aeraki, 'AERAKI_XDS_PORT', '--aeraki-xds-port')}, and must be a colon and a number, such as :15010`,
      );
    const root = setting(aeraki, 'AERAKI_NAMESPACE', '--root-namespace') || 'istio-system';
    if (istioNamespace !== undefined && root !== istioNamespace)
      wrong.push(`${who}: its root namespace is ${root}, Istio's is ${istioNamespace}: its EnvoyFilters act in ${root} only`);
    const istiod = setting(aeraki, 'AERAKI_ISTIOD_ADDR', '--istiod-address') || 'istiod.istio-system:15010';
    if ('value' in services) {
      for (const address of [istiod.replace(/:\d+$/, ''), xdsHost(aeraki)]) {
        if (!isServiceKnown(address, services.value)) wrong.push(`${who}: there is no Service for ${address}`);
      }
    }
    for (const [name, flag] of Object.entries(unread)) {
      const value = Object.hasOwn(aeraki.env, name) ? (aeraki.env[name] ?? '') : '';
      if (value !== '' && value !== harmless[name]) doubtful.push(`${who}: ${name}=${value} is never read; only ${flag} counts`);
    }
  }
  if (wrong.length > 0) return failed('Aeraki is started with settings that do not fit.', { details: [...wrong, ...doubtful] });
  if (doubtful.length > 0) return warning('Aeraki is started with settings that it does not read.', { details: doubtful });
  return ok();
}

/** Whether a name such as `istiod.istio-system` or `….svc.cluster.local` is that of a Service. Addresses, and names outside the cluster, count as known. */
function isServiceKnown(address: string, services: Parameters<typeof objectAt>[0][]): boolean {
  if (/^[\d.]+$/.test(address) || address.includes(':') || address === 'localhost') return true;
  const [name, namespace, kind] = address.split('.');
  if (namespace === undefined || (kind !== undefined && kind !== 'svc')) return true;
  const metadata = services.map((service) => objectAt(service, 'metadata'));
  const seen = metadata.filter((item) => textAt(item, 'namespace') === namespace);
  // Only namespaces whose Services were read can tell.
  return seen.length === 0 || seen.some((item) => textAt(item, 'name') === name);
}

function leader({ leader: lock, now, aeraki }: Observation): Outcome {
  if ('value' in aeraki && aeraki.value.length === 0) return unknown('no Aeraki was found');
  return given(lock, (found) => {
    if (found === undefined || found.holder === '') return failed('Nobody holds the lock: no EnvoyFilter is written.');
    const renewed = Date.parse(found.renewed);
    if (Number.isNaN(renewed)) return unknown(`the lock's time, ${found.renewed || 'an empty text'}, cannot be read`);
    // Clocks differ by some seconds between machines.
    const late = now - renewed - found.leaseSeconds * 1000;
    if (late > 30_000)
      return failed(`${found.holder} last renewed the lock ${ago(now - renewed)} ago: no EnvoyFilter is written.`);
    return ok(`${found.holder}, renewed ${ago(now - renewed)} ago`);
  });
}

/** Whether a connection of istiod's is that of an Aeraki: by its generator, else by its name. */
export function isAeraki({ id, generator, watches }: Connection): boolean {
  if (generator === 'api') return true;
  return watches.some((type) => type.startsWith('networking.istio.io/')) || /^aeraki[-.]/.test(id);
}

function connected({ connections, now, aeraki }: Observation): Outcome {
  if ('value' in aeraki && aeraki.value.length === 0) return unknown('no Aeraki was found');
  return given(connections, (all) => {
    const own = all.filter(isAeraki);
    if (own.length === 0) {
      return failed(`istiod has ${count(all.length, 'connection')}, none of them from Aeraki: it sees no service and no change.`);
    }
    const described = own.map(({ id, connectedAt }) => {
      const since = Date.parse(connectedAt);
      return `${id}${Number.isNaN(since) ? '' : `, since ${ago(now - since)}`}`;
    });
    return ok(described.join('; '));
  });
}

/** `… adsc	Received 127.0.0.1:15010 type networking.istio.io/v1alpha3/ServiceEntry cnt=11 nonce=…` */
const received = /\badsc\b.*\bReceived\b.* type networking\.istio\.io\/\w+\/(\w+) cnt=(\d+)/;

/** Where the log tells nothing: what Aeraki has made of what it got. */
function byResult({ generated, connections }: Observation): Outcome {
  const silent = "Aeraki's log does not tell what it got";
  if (!('value' in generated)) return unknown(silent);
  const wanted = generated.value.filter(({ state }) => state !== 'extra');
  const written = wanted.filter(({ state }) => state !== 'missing');
  if (wanted.length > 0 && written.length === 0 && 'value' in connections && connections.value.some(isAeraki)) {
    return failed(
      `Aeraki is connected, and has written none of the ${count(wanted.length, 'object')} that it should: istiod may tell it of no service.`,
    );
  }
  const right = written.filter(({ state }) => state === 'in sync').length;
  if (wanted.length > 0 && right === wanted.length)
    return ok(`it has written all ${count(right, 'object')} that the services ask for`);
  return unknown(silent);
}

function served(observation: Observation): Outcome {
  const { log, mesh, aeraki } = observation;
  if ('value' in aeraki && aeraki.value.length === 0) return unknown('no Aeraki was found');
  return given(log, (lines) => {
    const counts = new Map<string, number>();
    let refusal: string | undefined;
    for (const line of lines) {
      const [, kind, number] = received.exec(line) ?? [];
      if (kind !== undefined) {
        counts.set(kind, Number(number));
        refusal = undefined;
      } else if (/Unauthenticated|requires an authenticated control-plane identity/.test(line)) refusal = line;
    }
    if (refusal !== undefined) return failed('istiod refuses Aeraki: Unauthenticated.', { details: [refusal.trim()] });
    const services = counts.get('ServiceEntry');
    if (services === 0) {
      const known = 'value' in mesh ? ` The cluster has ${count(mesh.value.services.length, 'service')}.` : '';
      return failed(`istiod answers Aeraki with an empty list of services, and nothing is generated.${known}`);
    }
    if (services !== undefined) return ok([...counts].map(([kind, number]) => `${number} ${kind}`).join(', '));
    return byResult(observation);
  });
}

function permitted({ log, aeraki }: Observation): Outcome {
  if ('value' in aeraki && aeraki.value.length === 0) return unknown('no Aeraki was found');
  return given(log, (lines) => {
    const refused = lines.flatMap((line) => {
      const found = /cannot (\w+) resource \\?"([\w./-]+)\\?" in API group \\?"([\w.-]*)\\?"/.exec(line);
      return found === null ? [] : [`${found[1]} ${found[2]}${found[3] === '' ? '' : `.${found[3]}`}`];
    });
    const distinct = [...new Set(refused)];
    if (distinct.length === 0)
      return ok(lines.length === 0 ? 'its log is empty' : `no refusal in the last ${count(lines.length, 'line')} of its log`);
    return failed(`Aeraki may not ${names(distinct, 3)}.`, { details: distinct });
  });
}
