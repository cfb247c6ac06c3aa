import type { Finding } from '../base/finding.js';
import { nameOf, note } from '../mesh/notes.js';
import { type Mesh, redisKey, type ServicePort } from '../mesh/types.js';
import { type RedisService, readPolicies } from '../resource/redis.js';
import type { Source, Sourced } from '../resource/source.js';
import type { GeneratorContext } from './draft.js';
import { protocolOf } from './names.js';

/** Whether Aeraki dies of a RedisService that it uses. */
export function redisWouldDie({ routes, faults }: RedisService): boolean {
  return (
    faults.some(({ percentage }) => percentage === undefined) ||
    routes.some(
      ({ route, mirrors }) =>
        route === undefined || mirrors.some((mirror) => mirror.route === undefined || mirror.percentage === undefined),
    )
  );
}

function checkPercentage(source: Source, path: (string | number)[], value: number | undefined, notes: Finding[]): void {
  if (value === undefined) {
    const message = 'Aeraki dies where percentage is missing, and with it the control plane of the whole mesh.';
    notes.push(note('AER0406', source, path, message, { fix: 'Write percentage: {value: 100}.' }));
  } else if (!(value >= 0 && value <= 100)) {
    const message = `${value} is not between 0 and 100; the fraction is written as it is.`;
    notes.push(note('AER0631', source, [...path, 'percentage', 'value'], message));
  }
}

/** Notes what Aeraki drops, changes, guesses or dies of in a RedisService that it uses. */
export function checkRedisService(
  { mesh, service, host, notes }: GeneratorContext,
  { value, source }: Sourced<RedisService>,
  ports: ServicePort[],
): void {
  const { settings } = value;
  const settingsPath = ['spec', 'settings'];
  if (settings && readPolicies[settings.readPolicy] === 'PREFER_REPLICA') {
    notes.push(
      note('AER0623', source, [...settingsPath, 'readPolicy'], 'PREFER_REPLICA becomes PREFER_MASTER: reads go to the master.'),
    );
  }
  if (settings?.caseInsensitive)
    notes.push(note('AER0624', source, [...settingsPath, 'caseInsensitive'], 'Aeraki does not read caseInsensitive.'));
  if (settings?.maxUpstreamUnknownConnections !== undefined) {
    const path = [...settingsPath, 'maxUpstreamUnknownConnections'];
    notes.push(note('AER0624', source, path, 'Aeraki does not read maxUpstreamUnknownConnections.'));
  }
  value.faults.forEach((fault, index) => {
    checkPercentage(source, ['spec', 'faults', index], fault.percentage, notes);
  });
  const catchAlls = value.routes.flatMap(({ key }, index) => (key ? [] : [index]));
  for (const index of catchAlls.slice(0, -1)) {
    const message = 'A later route without a key replaces this one: it gets no request.';
    notes.push(note('AER0627', source, ['spec', 'redis', index], message));
  }
  if (value.routes.length > 0 && catchAlls.length === 0) {
    notes.push(note('AER0628', source, ['spec', 'redis'], `Commands for ${host} with keys that no prefix matches fail.`));
  }
  value.routes.forEach(({ route, mirrors }, index) => {
    const path = ['spec', 'redis', index];
    const missing = (at: (string | number)[]) => {
      const message = 'Aeraki dies where route is missing, and with it the control plane of the whole mesh.';
      notes.push(note('AER0407', source, at, message));
    };
    if (route === undefined) missing(path);
    const here = route && mesh.servicesByHost.get(route.host)?.some(({ namespace }) => namespace === service.namespace);
    if (route && route.port === 0 && !here) {
      const message = `${route.host} is no service of namespace ${service.namespace}, so that its port is guessed: ${ports.at(-1)?.number}, that of ${host}.`;
      notes.push(note('AER0633', source, [...path, 'route', 'host'], message));
    }
    mirrors.forEach((mirror, at) => {
      const mirrorPath = [...path, 'mirror', at];
      checkPercentage(source, mirrorPath, mirror.percentage, notes);
      if (mirror.route === undefined) missing(mirrorPath);
      else if (mirror.route.port !== 0 && mirror.route.port !== route?.port) {
        const message = `The port ${mirror.route.port} of a mirror does not count; it is worked out from the main route.`;
        notes.push(note('AER0629', source, [...mirrorPath, 'route', 'port'], message));
      }
    });
  });
}

/** A Redis object of either kind, as far as the hosts it names. */
interface Naming {
  hosts: string[];
  source: Source;
}

/** Notes the RedisServices and RedisDestinations that no Redis service of their namespace uses, and those that lose to another. */
export function checkRedisObjects(mesh: Mesh, notes: Finding[]): void {
  const managed = new Set<string>();
  const anywhere = new Set<string>();
  for (const { ports, namespace, hosts } of mesh.services) {
    if (!ports.some(({ name }) => protocolOf(name) === 'redis')) continue;
    for (const host of hosts) {
      managed.add(redisKey(namespace, host));
      anywhere.add(host);
    }
  }
  const path = ['spec', 'host'];
  const check = (objects: Naming[], lastWins: boolean) => {
    const owners = new Map<string, string>();
    for (const { hosts, source } of objects) {
      const namespace = source.resource.namespace ?? '';
      if (!hosts.some((host) => managed.has(redisKey(namespace, host)))) {
        const elsewhere = hosts.find((host) => anywhere.has(host));
        const place = elsewhere === undefined ? '' : ` ${elsewhere} is a service of another namespace.`;
        const wanted = hosts.length > 1 ? 'one of its hosts' : `the host ${hosts[0] ?? ''}`;
        const message = `${nameOf(source)} has no effect: no Redis service of namespace ${namespace} has ${wanted}.${place}`;
        notes.push(note('AER0621', source, path, message));
      }
      const name = source.resource.name ?? '';
      for (const host of new Set(hosts)) {
        const key = redisKey(namespace, host);
        const earlier = owners.get(key);
        if (earlier !== undefined) {
          const stands = lastWins ? 'this one counts, as the last by name' : `${earlier} counts, as the first by name`;
          notes.push(note('AER0622', source, path, `${earlier} names ${host} as well: ${stands}.`));
        }
        if (earlier === undefined || lastWins) owners.set(key, name);
      }
    }
  };
  check(
    mesh.redisServices.map(({ value, source }) => ({ hosts: value.hosts, source })),
    true,
  );
  check(
    mesh.redisDestinations.map(({ value, source }) => ({ hosts: [value.host], source })),
    false,
  );
}
