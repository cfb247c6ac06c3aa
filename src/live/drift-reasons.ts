import { codes } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import type { JsonObject } from '../base/json.js';
import { formatPath, type Path } from '../base/path.js';
import type { Cause, Role } from '../controlplane/types.js';
import { named, servicesOfHost } from './concern.js';
import type { DriftInput, GeneratedState } from './drifttypes.js';
import { ageText, indexObjects, lastWrite, resourceKey } from './objects.js';

/** What reasons are found in. */
export interface DriftContext extends DriftInput {
  /** Whether nothing at all is there that Aeraki wrote. */
  isEmpty: boolean;
  /** The namespaces in which an object should be, by kind and name. */
  namespacesOf: ReadonlyMap<string, string[]>;
  /** Notes on a host's inputs that tell of something amiss. */
  notesOf: (host: string) => Finding[];
}

/** Why an object is not as it should be. */
export type Reasons = Pick<GeneratedState, 'reasons' | 'notes'> & { fix?: string };

/** Istio from which on Aeraki is answered with nothing. */
const silentSince = { major: 1, minor: 24 };

/** Whether a version of istiod, as its image's tag has it, answers Aeraki with nothing, without an error. */
export function isSilent(version: string): boolean {
  const numbers = /^v?(\d+)\.(\d+)/.exec(version);
  if (numbers === null) return false;
  const [major, minor] = [Number(numbers[1]), Number(numbers[2])];
  return major > silentSince.major || (major === silentSince.major && minor >= silentSince.minor);
}

/** Notes that Aeraki dies of, or that stop it from making anything for a service. */
const stopping = new Set([
  'AER0401',
  'AER0402',
  'AER0403',
  'AER0404',
  'AER0405',
  'AER0406',
  'AER0407',
  'AER0408',
  'AER0409',
  'AER0410',
]);

/** What keeps Aeraki from writing anything, where that shows. */
function whyNothing({ isEmpty, controlPlane }: DriftContext): { reason: string; fix: string } | undefined {
  if (controlPlane !== undefined && controlPlane.aeraki.length === 0)
    return {
      reason: 'Aeraki does not run in this cluster, so that nobody writes or corrects what it generates.',
      fix: 'Install it: aerakictl install. Name its namespace with --aeraki-namespace where it was not found.',
    };
  if (!isEmpty) return undefined;
  const silent = controlPlane?.istiod.find(({ version }) => isSilent(version));
  if (silent !== undefined)
    return {
      reason: `istiod ${silent.version} answers Aeraki with nothing, without an error, as every Istio from 1.24 on: Aeraki sees no service and generates nothing.`,
      fix: 'Run Aeraki with Istio 1.23 or older (1.18 for Aeraki 1.4).',
    };
  return {
    reason: 'Nothing at all is there that Aeraki generated: it is not ready, has no connection to istiod, or died.',
    fix: 'Ask the doctor: aerakictl check; and its log: aerakictl aeraki-log.',
  };
}

/** The input of an object that was written last, and when. */
function newestInput(causes: readonly Cause[], { objects }: DriftContext): { cause: Cause; at: number } | undefined {
  const index = indexOf(objects);
  let newest: { cause: Cause; at: number } | undefined;
  for (const cause of causes) {
    const object = index.get(resourceKey(cause.resource));
    const at = object === undefined ? undefined : lastWrite(object)?.at;
    if (at !== undefined && (newest === undefined || at > newest.at)) newest = { cause, at };
  }
  return newest;
}

const indexes = new WeakMap<DriftInput['objects'], Map<string, JsonObject>>();

function indexOf(objects: DriftInput['objects']): Map<string, JsonObject> {
  const known = indexes.get(objects);
  if (known !== undefined) return known;
  const index = indexObjects(objects);
  indexes.set(objects, index);
  return index;
}

/** How long Aeraki may take: it waits at most ten seconds for further changes, and one push takes its time. */
const patienceMs = 15_000;

const later = (at: number, now: number): string => `${ageText(at, now)} ago`;

/** Why an object that should be there is not. */
export function whyMissing(state: GeneratedState, context: DriftContext): Reasons {
  const { now } = context;
  const notes = context.notesOf(state.host);
  const refused = notes.find(({ code }) => code === 'AER0434');
  if (refused !== undefined) return reasonsOf([refused.message], [refused], refused.fix);
  const nothing = whyNothing(context);
  if (nothing !== undefined) return { ...reasonsOf([nothing.reason], []), fix: nothing.fix };
  const deadly = deadlyNote(context);
  if (deadly !== undefined) return deadly;
  const newest = newestInput(state.causes, context);
  if (newest !== undefined && now - newest.at < patienceMs) {
    const reason = `${named(newest.cause.resource)} changed ${later(newest.at, now)}: Aeraki has not followed yet.`;
    return { ...reasonsOf([reason], []), fix: 'Look again in a few seconds.' };
  }
  const since = newest === undefined ? '' : `, though its inputs have stood so for ${ageText(newest.at, now)}`;
  return {
    ...reasonsOf([`Aeraki has not written it${since}: it may have lost istiod, or the API server refused the object.`], []),
    fix: 'Its log tells: aerakictl aeraki-log.',
  };
}

/** A note that Aeraki dies of, wherever in the mesh its cause is. */
function deadlyNote({ translation }: DriftContext): Reasons | undefined {
  const note = translation.notes.find(({ code, severity }) => stopping.has(code) && severity === 'error');
  if (note === undefined) return undefined;
  return reasonsOf([`This keeps Aeraki from its work: ${note.message}`], [note], note.fix);
}

function reasonsOf(reasons: string[], notes: Finding[], fix?: string): Reasons {
  return { reasons, notes, ...(fix === undefined ? {} : { fix }) };
}

/** Why an object is there that should not be. */
export function whyExtra(state: GeneratedState, context: DriftContext): Reasons {
  const { mesh } = context;
  const command = `kubectl delete ${state.kind.toLowerCase()} -n ${state.namespace} ${state.name}`;
  const fix =
    context.controlPlane?.aeraki.length === 0
      ? `Aeraki is not there to delete it. It still takes effect: ${command}`
      : `Aeraki deletes it when it next generates; where it does not, look at aerakictl aeraki-log, or delete it: ${command}`;
  const because = (reason: string, notes: Finding[] = []): Reasons => ({ reasons: [reason], notes, fix });
  if (state.side === 'other')
    return because(
      'Its name is none that Aeraki gives: somebody labelled an object of their own manager=Aeraki, and Aeraki deletes it.',
    );
  if (state.side === 'gateway') {
    const { namespace = '', name = '' } = state.gateway ?? {};
    const gateway = mesh.gateways.find(({ value }) => value.metadata.namespace === namespace && value.metadata.name === name);
    return because(
      gateway === undefined
        ? `Its input is gone: there is no Gateway ${namespace}/${name}.`
        : `No MetaRouter binds to port ${state.port} of Gateway ${namespace}/${name} any longer.`,
    );
  }
  const [service] = mesh.servicesByHost.get(state.host) ?? [];
  const elsewhere = context.namespacesOf.get(`${state.kind}/${state.name}`) ?? [];
  if (elsewhere.length > 0) {
    const router = mesh.routersByHost.get(state.host)?.find(({ value }) => value.exportTo.length > 0);
    const by =
      router === undefined
        ? mesh.namespaceScoped
          ? 'Aeraki runs with --enable-envoy-filter-namespace-scope'
          : 'no MetaRouter exports it elsewhere'
        : `exportTo of ${named(router.source.resource)} says so`;
    return because(`It belongs in ${elsewhere.join(', ')}, not in ${state.namespace}: ${by}.`);
  }
  if (service === undefined) {
    const [invisible] = servicesOfHost(mesh, state.host);
    const note = context.notesOf(state.host).find(({ code }) => code === 'AER0442');
    return because(
      invisible === undefined
        ? `Its input is gone: no service has the host ${state.host} any longer.`
        : (note?.message ?? `Aeraki does not see ${named(invisible.source.resource)} any longer.`),
      note === undefined ? [] : [note],
    );
  }
  const notes = context
    .notesOf(state.host)
    .filter(({ code }) => code === 'AER0422' || code === 'AER0440' || code === 'AER0430' || stopping.has(code));
  const [note] = notes;
  if (note !== undefined) return because(note.message, [note]);
  const port = service.ports.find(({ number }) => number === state.port);
  if (port === undefined) return because(`${named(service.source.resource)} has no port ${state.port} any longer.`);
  if (state.side === 'outbound' && !service.addresses.some(({ value }) => value === state.address)) {
    const now = service.addresses.map(({ value }) => value).join(', ') || 'none';
    return because(`${named(service.source.resource)} has another address now: ${now} instead of ${state.address}.`);
  }
  return because(
    `Port ${port.number} of ${named(service.source.resource)} is named ${port.name || '(nothing)'}: Aeraki generates nothing for it.`,
  );
}

/** Why an object differs from what it should be. */
export function whyDiffering(state: GeneratedState, live: JsonObject, context: DriftContext): Reasons {
  const { now } = context;
  const reasons: string[] = [];
  const write = lastWrite(live);
  const newest = newestInput(state.causes, context);
  const roles = new Set(state.fields.flatMap(({ path }) => roleOf(path) ?? []));
  const notes = context.notesOf(state.host).filter((note) => explains(note, roles));
  if (write !== undefined && write.manager !== '' && !/aeraki(?!ctl)|before-first-apply/i.test(write.manager))
    reasons.push(`${write.manager} wrote it last, ${later(write.at, now)}, not Aeraki.`);
  for (const note of notes) reasons.push(note.message);
  const nothing = whyNothing(context);
  if (nothing !== undefined) reasons.push(nothing.reason);
  else if (newest !== undefined && write !== undefined && newest.at > write.at)
    reasons.push(
      `${named(newest.cause.resource)} changed ${later(newest.at, now)}, after this was written: Aeraki has not followed.`,
    );
  const gone = [...roles].filter((role) => !state.causes.some((cause) => cause.role === role) && role !== 'meshConfig');
  if (reasons.length === 0 && gone.length > 0) {
    const inputs = gone.map((role) => inputNames[role]).join(' and ');
    reasons.push(`It was generated with ${inputs} that is not there any longer, or that Aeraki cannot use.`);
  }
  if (reasons.length === 0) reasons.push('Aeraki, or what it was given, was another when it wrote this.');
  const first = notes.map(({ code, fix }) => fix ?? codes[code].fix).at(0);
  const fix =
    first ??
    nothing?.fix ??
    'Aeraki puts it right when it next generates; where it does not, its log tells why: aerakictl aeraki-log.';
  return { reasons, notes, fix };
}

/** Kinds that services and what is generated for them come from. */
const inputKinds = ['Service', 'ServiceEntry', 'MetaRouter', 'ApplicationProtocol', 'Gateway'];

/** Why it cannot be told how an object stands: it, or what it is made of, may not be read. Undefined where it can. */
export function whyUnknown(
  { unread, notesOf }: DriftContext,
  { kind, host, fields, live, expected }: GeneratedState,
): Reasons | undefined {
  if (live === undefined)
    return unread.includes(kind)
      ? reasonsOf([`${kind}s could not be read everywhere, so that it cannot be told whether it is there.`], [])
      : undefined;
  const unseen = inputKinds.filter((input) => unread.includes(input));
  if (expected === undefined)
    return unseen.length > 0
      ? reasonsOf([`It cannot be told whether it should be there: ${unseen.join(', ')} may not be read everywhere.`], [])
      : undefined;
  if (!unread.includes('Secret') || !notesOf(host).some(({ code }) => code === 'AER0625')) return undefined;
  if (!fields.some(({ path }) => roleOf(path) === 'secret')) return undefined;
  const reason = 'It holds a password of a Secret that you may not read, so that it cannot be told what it should be.';
  return reasonsOf([reason], [], 'Ask for the right to get secrets in the namespace of the service.');
}

/** Notes on inputs that change what is generated, as far as such fields differ. */
function explains({ code }: Finding, roles: ReadonlySet<Role>): boolean {
  const about: Record<string, readonly Role[]> = {
    AER0625: ['secret', 'redisService', 'redisDestination'],
    AER0622: ['redisService', 'redisDestination'],
    AER0409: ['redisService', 'redisDestination', 'router', 'authorization', 'protocol'],
    AER0423: ['protocol'],
    AER0438: ['service', 'router', 'protocol', 'virtualService', 'authorization'],
    AER0449: ['service'],
    AER0503: ['router'],
    AER0607: ['virtualService'],
    AER0445: ['meshConfig'],
    AER0446: ['meshConfig'],
  };
  return Object.hasOwn(about, code) && (about[code] ?? []).some((role) => roles.has(role));
}

/** Members of what Aeraki generates, and the kind of input that gives them their value. The first that a path has decides. */
const members: readonly [RegExp, Role][] = [
  [/auth_?password|auth_?username|downstream_?auth/i, 'secret'],
  [/^(accessLog|tracing|access_log)$/, 'meshConfig'],
  [/rate_?limit/i, 'router'],
  [/^(prefixRoutes|faults|settings)$/, 'redisService'],
  [/^(codec|applicationProtocol)$/, 'protocol'],
  [/rbac/i, 'authorization'],
  [/^(routeConfig|routes)$/, 'virtualService'],
  [/^(workloadSelector|listener|filterChain|statPrefix|routeConfigName)$/, 'service'],
  [/^(dubboFilters|metaProtocolFilters|thriftFilters)$/, 'router'],
];

const inputNames: Record<Role, string> = {
  service: 'a service',
  router: 'a MetaRouter',
  protocol: 'an ApplicationProtocol',
  destinationRule: 'a DestinationRule',
  virtualService: 'a VirtualService',
  gateway: 'a Gateway',
  redisService: 'a RedisService',
  redisDestination: 'a RedisDestination',
  authorization: 'a DubboAuthorizationPolicy',
  secret: 'a Secret',
  meshConfig: 'a mesh configuration',
};

function roleOf(path: Path): Role | undefined {
  for (const step of path.toReversed()) {
    if (typeof step !== 'string') continue;
    const found = members.find(([pattern]) => pattern.test(step));
    if (found !== undefined) return found[1];
  }
  return undefined;
}

/** The input that gives a field of a generated object its value, in words: `MetaRouter shop/orders, spec.localRateLimit`. */
export function inputOf(path: Path, causes: readonly Cause[]): string | undefined {
  const role = roleOf(path);
  if (role === undefined) return undefined;
  const alike: Partial<Record<Role, readonly Role[]>> = {
    secret: ['secret', 'redisService', 'redisDestination'],
    virtualService: ['virtualService', 'router'],
  };
  for (const wanted of alike[role] ?? [role]) {
    const cause = causes.find((each) => each.role === wanted);
    if (cause === undefined) continue;
    const place = formatPath(cause.path);
    const name = cause.resource.kind === undefined ? cause.origin.file : named(cause.resource);
    return place === '' ? name : `${name}, ${place}`;
  }
  return undefined;
}
