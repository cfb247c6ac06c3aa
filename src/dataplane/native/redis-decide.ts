import { lowerAscii } from '../attributes.js';
import { isMirrored } from '../mirror.js';
import type { RandomSource } from '../random.js';
import type { RedisOutcome, RedisRequest, RouteTrace, SimulatedDecision } from '../types.js';
import type { RedisFault, RedisProxy, RedisRoute } from './redis.js';
import { commandKind, isReadCommand } from './redis-commands.js';

/** A name for a route in answers, as Envoy's have none. */
function routeName({ prefix }: RedisRoute): string {
  return prefix === undefined ? 'catch-all' : prefix;
}

/**
 * Decides a Redis command on a connection that has shown what is asked of it, as Envoy's `command_splitter_impl.cc` and `proxy_filter.cc`
 * have it [read; keys, prefixes, mirrors, faults, passwords and errors also ran with Envoy 1.40]. Faults and mirrors are given by their share; nothing is drawn.
 */
export function decideRedis(proxy: RedisProxy, command: readonly string[], withTrace: boolean): SimulatedDecision {
  const name = lowerAscii(command[0] ?? '');
  const outcome: RedisOutcome = {
    command: [...command],
    read: isReadCommand(name),
    authentication:
      proxy.passwords.length === 0 && proxy.username === ''
        ? 'none'
        : proxy.username === ''
          ? 'password'
          : 'username-and-password',
    reply: null,
    requests: [],
    readPolicy: proxy.readPolicy,
    opTimeoutMs: proxy.opTimeoutMs,
    faults: [],
  };
  const decision: SimulatedDecision = {
    host: null,
    port: null,
    routeConfiguration: proxy.name,
    attributes: {},
    matched: false,
    route: null,
    cluster: null,
    mirrors: [],
    requestMutation: [],
    hashPolicy: [],
    error: null,
    warnings: [],
    protocol: 'redis',
    redis: outcome,
  };
  const [problem] = proxy.problems;
  if (problem !== undefined) {
    decision.error = { type: 'ListenerRefused', message: `Envoy refuses the listener: ${problem.message}` };
    return decision;
  }
  const answered = ownReply(proxy, command, name);
  if (answered !== undefined) {
    if ('error' in answered) decision.error = { type: 'RedisError', message: answered.error };
    else outcome.reply = answered.reply;
    return decision;
  }
  outcome.faults = faultsOf(proxy.faults, name);
  for (const { words, at } of parts(command, name)) outcome.requests.push(sendOn(proxy, words, at, withTrace));
  const [first] = outcome.requests;
  decision.matched = outcome.requests.some(({ route }) => route !== null);
  decision.route = first?.route ?? null;
  decision.cluster = first?.cluster ?? null;
  decision.mirrors = (first?.mirrors ?? [])
    .filter(({ skipped }) => skipped === undefined)
    .map(({ cluster, percent }) => ({ cluster, percent }));
  if (withTrace && first?.trace !== undefined) decision.trace = first.trace;
  const failed = outcome.requests.filter(({ error }) => error !== null).length;
  if (failed > 0) decision.error = { type: 'RedisError', message: errorOf(name, failed) };
  return decision;
}

/** A command that was split fails as a whole or, with MGET, key by key. */
function errorOf(name: string, failed: number): string {
  const { kind } = commandKind(name);
  if (kind === 'mset' || kind === 'sum') return `finished with ${failed} error(s)`;
  return 'no upstream host';
}

/** What Envoy answers by itself, in its words; undefined where the command is sent on. */
function ownReply(
  proxy: RedisProxy,
  command: readonly string[],
  name: string,
): { reply: string } | { error: string } | undefined {
  const words = command.length;
  if (words === 0) return { error: 'invalid request' };
  if (name === 'auth') return words < 2 ? { error: 'invalid request' } : authenticate(proxy, command);
  if (name === 'ping') return { reply: 'PONG' };
  if (name === 'echo') return words === 2 ? { reply: command[1] ?? '' } : { error: 'invalid request' };
  if (name === 'time') return { reply: "the proxy's time" };
  if (name === 'quit') return { reply: 'OK' };
  const { kind } = commandKind(name);
  if (kind === 'unsupported' || kind === 'keyless') {
    return { error: words < 2 && kind === 'unsupported' ? 'invalid request' : `unsupported command '${command[0]}'` };
  }
  if (name === 'multi') return { reply: 'OK' };
  if (kind === 'transaction') return { error: `${name.toUpperCase()} without MULTI` };
  if (words < 2) return { error: 'invalid request' };
  const wrong = { error: `wrong number of arguments for '${command[0]}' command` };
  if (kind === 'script' && words < 4) return wrong;
  if (kind === 'mset' && words % 2 === 0) return wrong;
  return undefined;
}

function authenticate({ username, passwords }: RedisProxy, command: readonly string[]): { reply: string } | { error: string } {
  const known = (password: string | undefined): boolean => password !== undefined && passwords.includes(password);
  if (command.length !== 3) {
    if (passwords.length === 0) return { error: 'ERR Client sent AUTH, but no password is set' };
    return known(command[1]) ? { reply: 'OK' } : { error: 'ERR invalid password' };
  }
  if (username === '' && passwords.length === 0) return { error: 'ERR Client sent AUTH, but no username-password pair is set' };
  const named = command[1] === username || (username === '' && command[1] === 'default');
  return named && known(command[2]) ? { reply: 'OK' } : { error: 'WRONGPASS invalid username-password pair' };
}

/** The commands that one command becomes, each with the position of its key. */
function parts(command: readonly string[], name: string): { words: string[]; at: number }[] {
  const { kind } = commandKind(name);
  const words = [...command];
  const rest = words.slice(1);
  if (kind === 'mget') return rest.map((key) => ({ words: ['get', key], at: 1 }));
  if (kind === 'sum') return rest.map((key) => ({ words: [words[0] ?? '', key], at: 1 }));
  if (kind === 'mset') {
    return rest.flatMap((key, index) => (index % 2 === 0 ? [{ words: ['set', key, rest[index + 1] ?? ''], at: 1 }] : []));
  }
  return [{ words, at: kind === 'script' ? 3 : 1 }];
}

/** The longest prefix wins, whatever the order; else the catch-all. Only the key that decides loses its prefix. */
function sendOn(proxy: RedisProxy, words: string[], at: number, withTrace: boolean): RedisRequest {
  const key = words[at] ?? '';
  const compared = proxy.caseInsensitive ? lowerAscii(key) : key;
  const fits = ({ prefix }: RedisRoute): boolean =>
    prefix === undefined || compared.startsWith(proxy.caseInsensitive ? lowerAscii(prefix) : prefix);
  let route: RedisRoute | undefined;
  for (const candidate of proxy.routes) {
    if (fits(candidate) && (route === undefined || (candidate.prefix ?? '').length > (route.prefix ?? '').length))
      route = candidate;
  }
  const command = [...words];
  if (route?.removePrefix === true && route.prefix !== undefined) command[at] = key.slice(route.prefix.length);
  const read = isReadCommand(lowerAscii(words[0] ?? ''));
  return {
    command,
    key,
    route: route === undefined ? null : { name: routeName(route), index: route.index },
    cluster: route?.cluster ?? null,
    mirrors: (route?.mirrors ?? []).map(({ cluster, numerator, denominator, excludeReadCommands }) => ({
      cluster,
      ...(excludeReadCommands && read
        ? { percent: 0, skipped: 'read-command' as const }
        : { percent: Math.min(100, (numerator * 100) / denominator) }),
    })),
    error: route === undefined ? 'no upstream host' : null,
    ...(withTrace ? { trace: traceOf(proxy, key, fits, route) } : {}),
  };
}

function traceOf(
  proxy: RedisProxy,
  key: string,
  fits: (route: RedisRoute) => boolean,
  taken: RedisRoute | undefined,
): RouteTrace[] {
  return proxy.routes.map((route) => {
    const { prefix, index } = route;
    const matched = route === taken;
    return {
      route: routeName(route),
      index,
      matched,
      conditions:
        prefix === undefined
          ? []
          : [{ attribute: 'key', matcher: 'prefix' as const, expected: prefix, actual: key, matched: fits(route) }],
      ...(fits(route) && !matched && taken !== undefined ? { outrankedBy: taken.index } : {}),
    };
  });
}

/** The faults of a command in Envoy's order: those that name it, then those for all. One number is drawn for them together. */
function drawOrder(faults: readonly RedisFault[], name: string): RedisFault[] {
  return [...faults.filter(({ commands }) => commands.includes(name)), ...faults.filter(({ commands }) => commands.length === 0)];
}

function faultsOf(faults: readonly RedisFault[], name: string): RedisOutcome['faults'] {
  let used = 0;
  return drawOrder(faults, name).map(({ type, percent, delayMs }) => {
    const share = Math.max(0, Math.min(100, used + percent) - Math.min(100, used));
    used += percent;
    return { type, percent: share, delayMs, reply: type === 'ERROR' ? 'Fault Injected: Error' : null };
  });
}

/** Sends a command `count` times: mirrors and faults then carry counts. */
export function countRedis(proxy: RedisProxy, first: SimulatedDecision, count: number, randoms: RandomSource): SimulatedDecision {
  const { redis } = first;
  if (redis === undefined || redis.requests.length === 0) return first;
  const hits = redis.faults.map(() => 0);
  const copies = redis.requests.map(({ mirrors }) => mirrors.map(() => 0));
  for (let done = 0; done < count; done++) {
    const drawn = Number(randoms.next() % 100n);
    let used = 0;
    const fault = redis.faults.findIndex(({ percent }) => {
      used += percent;
      return drawn < used;
    });
    if (fault >= 0) hits[fault] = (hits[fault] ?? 0) + 1;
    // What answers an error in place of the server is not sent on, and not mirrored.
    if (redis.faults[fault]?.type === 'ERROR') continue;
    for (const [at, request] of redis.requests.entries()) {
      const policies = proxy.routes.find(({ index }) => index === request.route?.index)?.mirrors ?? [];
      const counts = copies[at] ?? [];
      for (const [which, mirror] of request.mirrors.entries()) {
        const policy = policies[which];
        if (policy !== undefined && mirror.skipped === undefined && isMirrored(policy, randoms.next()))
          counts[which] = (counts[which] ?? 0) + 1;
      }
    }
  }
  const requests = redis.requests.map((request, at) => ({
    ...request,
    mirrors: request.mirrors.map((mirror, which) => ({ ...mirror, count: copies[at]?.[which] ?? 0 })),
  }));
  const faults = redis.faults.map((fault, at) => ({ ...fault, count: hits[at] ?? 0 }));
  return { ...first, redis: { ...redis, requests, faults } };
}
