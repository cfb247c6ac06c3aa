import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Redis } from 'ioredis';
import { asList, asObject, asString, isObject, type JsonObject, own } from '../../src/base/json.js';
import { bootstrap, type Envoy, startEnvoy, withoutEnvoy } from './envoy.js';
import { aerakictl, example, translate, withSpec } from './program.js';
import { connect, type RedisServer, startRedis, withoutRedis } from './redis.js';
import { applyEnvoyFilters, asStockEnvoyTakes, istioSidecar, onLoopback } from './sidecar.js';

const skip = withoutEnvoy || withoutRedis;
const sessionsHost = 'sessions.redis.svc.cluster.local';
const cartHost = 'cart.redis.svc.cluster.local';

let sessions: RedisServer;
let cart: RedisServer;
before(async () => {
  if (skip) return;
  sessions = await startRedis();
  cart = await startRedis('for-cart');
});
after(async () => {
  await sessions?.stop();
  await cart?.stop();
});

/** The example with the RedisService's routes, settings and faults as given, and without those that are not. */
function mesh(spec: JsonObject): JsonObject[] {
  return withSpec(example('redis'), 'RedisService', (written) => {
    for (const name of ['redis', 'settings', 'faults']) delete written[name];
    Object.assign(written, spec);
  });
}

async function through(objects: JsonObject[], use: (client: Redis) => Promise<void>): Promise<void> {
  const sidecar = applyEnvoyFilters(istioSidecar(objects, {}), translate(objects).envoyFilters);
  const ports = { [`outbound|6379||${sessionsHost}`]: [sessions.port], [`outbound|6379||${cartHost}`]: [cart.port] };
  const envoy: Envoy = await startEnvoy(bootstrap(onLoopback(asStockEnvoyTakes(sidecar), ports)));
  const client = connect(envoy.ports.get('10.96.28.1_6379') ?? 0);
  try {
    await use(client);
  } finally {
    client.disconnect();
    await envoy.stop();
  }
}

/** What `simulate` says of a command. */
function simulate(objects: JsonObject[], command: string[]): JsonObject {
  const line = command.map((word) => JSON.stringify(word)).join(' ');
  const input = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
  const result = aerakictl(['simulate', '-', '--host', sessionsHost, '--redis', line, '-o', 'json'], input);
  return asObject(asList(own(result, 'decisions'))[0]) ?? {};
}

/** Sends the command through a real Envoy to real servers, and holds `simulate` to what the client got and the servers hold. */
async function agree(objects: JsonObject[], client: Redis, command: string[]): Promise<void> {
  await Promise.all([sessions.direct.flushall(), cart.direct.flushall()]);
  const [name = '', ...words] = command;
  const got = await client.call(name, ...words).then(
    (reply) => ({ reply: String(reply) }),
    (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
  );
  const decision = simulate(objects, command);
  const error = asString(own(asObject(own(decision, 'error')) ?? {}, 'message'));
  const redis = asObject(own(decision, 'redis')) ?? {};
  const said = `${command.join(' ')}: Envoy ${JSON.stringify(got)}, simulate ${JSON.stringify(redis)}`;
  const failed = 'error' in got ? got.error : undefined;
  // Newer Envoys say it as Redis does.
  if (error?.startsWith('unsupported command') === true)
    assert.match(failed ?? '', /^(unsupported command|ERR unknown command)/, said);
  else assert.equal(failed, error, said);
  const reply = asString(own(redis, 'reply'));
  if (reply !== undefined && 'reply' in got) assert.equal(got.reply, reply, said);
  const sent = asList(own(redis, 'requests')).filter(isObject);
  const keysAt = (host: string): string[] =>
    sent
      .filter((request) => own(request, 'cluster') === `outbound|6379||${host}`)
      .map((request) => asString(asList(own(request, 'command'))[1]) ?? '')
      .sort();
  assert.deepEqual((await sessions.direct.keys('*')).sort(), keysAt(sessionsHost), said);
  assert.deepEqual((await cart.direct.keys('*')).sort(), keysAt(cartHost), said);
}

const routes: JsonObject[] = [
  { match: { key: { prefix: 'c' } }, route: { host: sessionsHost } },
  { match: { key: { prefix: 'cart:', removePrefix: true } }, route: { host: cartHost } },
  { match: { key: { prefix: 'cart:vip:' } }, route: { host: cartHost } },
];

test('keys arrive where simulate says, also those that end within a longer prefix', { skip }, async () => {
  const objects = mesh({ redis: [...routes, { route: { host: sessionsHost } }] });
  await through(objects, async (client) => {
    for (const key of ['c', 'car', 'cart:1', 'cart:v', 'cart:vip', 'cart:vip:1', 'Cart:1', 'user 1', 'x']) {
      await agree(objects, client, ['SET', key, 'v']);
    }
    await agree(objects, client, ['MSET', 'cart:1', 'a b', 'user:2', 'x', 'cart:vip:3', 'y']);
    await agree(objects, client, ['incr', 'cart:n']);
  });
});

test('what no route takes, and what Envoy answers by itself, is in the words that simulate gives', { skip }, async () => {
  const objects = mesh({ redis: routes });
  await through(objects, async (client) => {
    for (const command of [
      ['SET', 'user:1', 'x'],
      ['MSET', 'user:1', 'x', 'user:2', 'y', 'cart:3', 'z'],
      ['DEL', 'user:1', 'user:2'],
      ['PING'],
      ['ECHO', 'hello'],
      ['GET'],
      ['MSET', 'cart:1', 'x', 'cart:2'],
      ['EVAL', 'return 1', '0'],
      ['NOSUCH', 'a'],
      ['SUBSCRIBE2', 'a'],
      ['AUTH', 'secret'],
      ['AUTH', 'ada', 'secret'],
      ['EXEC'],
      ['MULTI'],
    ]) {
      await agree(objects, client, command);
    }
  });
});

test('of a fault below one percent nothing is left, as simulate says', { skip }, async () => {
  const objects = mesh({ faults: [{ type: 'ERROR', percentage: { value: 0.9 }, commands: ['SET'] }] });
  const faults = asList(own(asObject(own(simulate(objects, ['SET', 'a', 'b']), 'redis')) ?? {}, 'faults'));
  assert.equal(own(asObject(faults[0]) ?? {}, 'percent'), 0);
  await through(objects, async (client) => {
    await Promise.all(Array.from({ length: 3000 }, (_, index) => client.set(`k${index}`, 'v')));
  });
});
