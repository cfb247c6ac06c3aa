import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Redis } from 'ioredis';
import type { JsonObject } from '../../src/base/json.js';
import { bootstrap, type Envoy, startEnvoy, withoutEnvoy } from './envoy.js';
import { eventually } from './process.js';
import { example, translate, withSpec } from './program.js';
import { connect, type RedisServer, startRedis, withoutRedis } from './redis.js';
import { applyEnvoyFilters, asStockEnvoyTakes, istioSidecar, onLoopback } from './sidecar.js';

const skip = withoutEnvoy || withoutRedis;
const mesh = example('redis');
const sessionsHost = 'sessions.redis.svc.cluster.local';
const cartHost = 'cart.redis.svc.cluster.local';

let sessions: RedisServer;
let cart: RedisServer;

before(async () => {
  if (skip) return;
  sessions = await startRedis();
  cart = await startRedis('for-cart');
});
beforeEach(async () => {
  if (skip) return;
  await Promise.all([sessions.direct.flushall(), cart.direct.flushall()]);
});
after(async () => {
  await sessions?.stop();
  await cart?.stop();
});

/** Starts the sidecar of a client of these objects' mesh and gives `use` clients of the service `sessions` through it. */
async function through(
  objects: JsonObject[],
  use: (client: (password?: string) => Redis, envoy: Envoy) => Promise<void>,
): Promise<void> {
  const sidecar = applyEnvoyFilters(istioSidecar(objects, {}), translate(objects).envoyFilters);
  const ports = { [`outbound|6379||${sessionsHost}`]: [sessions.port], [`outbound|6379||${cartHost}`]: [cart.port] };
  const envoy = await startEnvoy(bootstrap(onLoopback(asStockEnvoyTakes(sidecar), ports)));
  const clients: Redis[] = [];
  try {
    await use((password) => {
      const client = connect(envoy.ports.get('10.96.28.1_6379') ?? 0, password);
      clients.push(client);
      return client;
    }, envoy);
  } finally {
    for (const client of clients) client.disconnect();
    await envoy.stop();
  }
}

/** The example with the RedisService's routes, settings and faults as given, and without those that are not. */
function redisService(spec: { redis?: JsonObject[]; settings?: JsonObject; faults?: JsonObject[] }): JsonObject[] {
  return withSpec(mesh, 'RedisService', (written) => {
    for (const name of ['redis', 'settings', 'faults']) delete written[name];
    Object.assign(written, spec);
  });
}

test('examples/redis: keys arrive where the routes say, without the prefix that a route removes', { skip }, async () => {
  await through(mesh, async (client) => {
    const redis = client('for-clients');
    await redis.set('cart:7', 'book');
    await redis.set('user:7', 'ada');
    assert.equal(await redis.get('cart:7'), 'book');
    assert.equal(await redis.get('user:7'), 'ada');
    assert.deepEqual(await cart.direct.keys('*'), ['7']);
    assert.deepEqual((await sessions.direct.keys('user:*')).sort(), ['user:7']);
  });
});

test('examples/redis: only the password of the Secret is let in', { skip }, async () => {
  await through(mesh, async (client) => {
    await assert.rejects(client().get('user:7'), /NOAUTH/);
    await assert.rejects(client('for-cart').get('user:7'), /ERR invalid password/);
    assert.equal(await client('for-clients').get('user:7'), null);
  });
});

test('examples/redis: about a tenth of the writes to cart: is copied back to the sessions, and no read', { skip }, async () => {
  const objects = withSpec(mesh, 'RedisService', (spec) => {
    delete spec['faults'];
  });
  await through(objects, async (client) => {
    await sessions.direct.config('RESETSTAT');
    const redis = client('for-clients');
    const keys = Array.from({ length: 500 }, (_, i) => `cart:${i}`);
    await Promise.all(keys.map((key) => redis.set(key, 'x')));
    await Promise.all(keys.map((key) => redis.get(key)));
    assert.equal((await cart.direct.keys('*')).length, 500);
    const copied = (await sessions.direct.keys('*')).length;
    // Mean 50, standard deviation 6.7.
    assert.ok(copied > 15 && copied < 90, `${copied} of 500`);
    const commands = await sessions.direct.info('commandstats');
    assert.match(commands, /cmdstat_set:/);
    assert.doesNotMatch(commands, /cmdstat_get:/);
  });
});

test('a mirror of every command: writes and reads arrive at both', { skip }, async () => {
  const objects = redisService({
    redis: [{ route: { host: sessionsHost }, mirror: [{ route: { host: cartHost }, percentage: { value: 100 } }] }],
  });
  await through(objects, async (client) => {
    const redis = client();
    await cart.direct.set('user:7', 'grace');
    await redis.set('user:1', 'ada');
    assert.equal(await redis.get('user:7'), null, 'the mirror never answers');
    await eventually('the write at the mirror', async () => (await cart.direct.get('user:1')) === 'ada');
    assert.equal(await sessions.direct.get('user:1'), 'ada');
  });
});

test('a prefix that is not removed arrives as it was', { skip }, async () => {
  const objects = redisService({
    redis: [{ match: { key: { prefix: 'cart:' } }, route: { host: cartHost } }, { route: { host: sessionsHost } }],
  });
  await through(objects, async (client) => {
    await client().set('cart:7', 'book');
    assert.deepEqual(await cart.direct.keys('*'), ['cart:7']);
  });
});

test('the longest prefix wins, whatever the order of the routes', { skip }, async () => {
  const objects = redisService({
    redis: [
      { match: { key: { prefix: 'c' } }, route: { host: sessionsHost } },
      { match: { key: { prefix: 'cart:' } }, route: { host: cartHost } },
      { route: { host: sessionsHost } },
    ],
  });
  await through(objects, async (client) => {
    const redis = client();
    await redis.set('cart:7', 'book');
    await redis.set('cat', 'tabby');
    assert.deepEqual(await cart.direct.keys('*'), ['cart:7']);
    assert.deepEqual(await sessions.direct.keys('*'), ['cat']);
  });
});

test('without a route for all other keys they get an error', { skip }, async () => {
  const objects = redisService({ redis: [{ match: { key: { prefix: 'cart:' } }, route: { host: cartHost } }] });
  await through(objects, async (client) => {
    const redis = client();
    assert.equal(await redis.set('cart:7', 'book'), 'OK');
    await assert.rejects(redis.set('user:7', 'ada'), /no upstream host/);
  });
});

test('without routes all keys go to the service itself', { skip }, async () => {
  await through(redisService({}), async (client) => {
    await client().set('cart:7', 'book');
    assert.deepEqual(await sessions.direct.keys('*'), ['cart:7']);
    assert.deepEqual(await cart.direct.keys('*'), []);
  });
});

test('a fault of type ERROR for all GETs: they fail and nothing else does', { skip }, async () => {
  const objects = redisService({ faults: [{ type: 'ERROR', percentage: { value: 100 }, commands: ['GET'] }] });
  await through(objects, async (client) => {
    const redis = client();
    assert.equal(await redis.set('user:7', 'ada'), 'OK');
    await assert.rejects(redis.get('user:7'), /Fault Injected/);
    assert.equal(await redis.strlen('user:7'), 3);
  });
});

test('a RedisService whose Secret is missing leaves the door open: no password is asked', { skip }, async () => {
  await through(
    mesh.filter(({ kind }) => kind !== 'Secret'),
    async (client) => {
      await client().set('cart:7', 'book');
      assert.deepEqual(await sessions.direct.keys('*'), ['cart:7']);
    },
  );
});

test('without the RedisDestination the sidecar has no password for the server behind', { skip }, async () => {
  await through(
    mesh.filter(({ kind }) => kind !== 'RedisDestination'),
    async (client) => {
      await assert.rejects(client('for-clients').get('cart:7'), /NOAUTH/);
    },
  );
});

test('a sidecar beside a server with a password shuts everybody out: it answers AUTH itself and has no password to pass on', {
  skip,
}, async () => {
  const { envoyFilters } = translate(mesh);
  const before = applyEnvoyFilters(istioSidecar(mesh, { app: 'cart' }), envoyFilters);
  const envoy = await startEnvoy(bootstrap(onLoopback(asStockEnvoyTakes(before), { 'inbound|6379||': [cart.port] })));
  const client = connect(envoy.ports.get('virtualInbound_6379') ?? 0, 'for-cart');
  try {
    await assert.rejects(client.get('7'), /NOAUTH/);
  } finally {
    client.disconnect();
    await envoy.stop();
  }
});
