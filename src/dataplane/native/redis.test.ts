import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../../base/json.js';
import { seededRandom } from '../random.js';
import { readRedisProxy } from './redis.js';
import { countRedis, decideRedis } from './redis-decide.js';
import { splitCommandLine } from './redis-line.js';

function proxy(prefixRoutes: JsonObject, more: JsonObject = {}): JsonObject {
  return { statPrefix: 'outbound|6379||h', settings: { opTimeout: '1s' }, prefixRoutes, ...more };
}

const routes = [
  { prefix: 'c', cluster: 'short' },
  { prefix: 'cart:', removePrefix: true, cluster: 'long' },
];
const all = proxy({ routes, catchAllRoute: { cluster: 'rest' } });

function decided(value: JsonObject, line: string) {
  const words = splitCommandLine(line);
  assert.ok(!('error' in words));
  return decideRedis(readRedisProxy(value), words, true);
}

describe('a command line', () => {
  test('is split as redis-cli splits it', () => {
    assert.deepEqual(splitCommandLine(`SET  "a b" 'c\\'d' "e\\x41\\n" f`), ['SET', 'a b', "c'd", 'eA\n', 'f']);
    assert.deepEqual(splitCommandLine('  '), []);
    assert.deepEqual(splitCommandLine('SET a ""'), ['SET', 'a', '']);
  });

  test('with a quote that is not closed, or runs on, cannot be split', () => {
    assert.deepEqual(splitCommandLine('SET "a'), { error: 'the quote at character 5 is not closed' });
    assert.ok('error' in splitCommandLine('SET "a"b'));
  });

  test('of quoted words gives the words back', () => {
    const word = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', 'é', '\n') });
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const quoted = words.map((text) => `"${text.replace(/["\\]/g, (mark) => `\\${mark}`).replaceAll('\n', '\\n')}"`);
        assert.deepEqual(splitCommandLine(quoted.join(' ')), words);
      }),
    );
  });
});

describe('a key', () => {
  test('goes by the longest prefix, whatever the order, and loses it only if the route says so', () => {
    const { redis } = decided(all, 'GET cart:1');
    assert.deepEqual(
      redis?.requests.map(({ cluster, command }) => [cluster, command]),
      [['long', ['GET', '1']]],
    );
    assert.deepEqual(decided(all, 'GET cart').redis?.requests[0]?.command, ['GET', 'cart']);
    assert.equal(decided(all, 'GET cart').cluster, 'short');
  });

  test('of another prefix goes to the catch-all; without one the client gets an error', () => {
    assert.equal(decided(all, 'GET x').cluster, 'rest');
    assert.deepEqual(decided(proxy({ routes }), 'GET x').error, { type: 'RedisError', message: 'no upstream host' });
  });

  test('is compared letter by letter, unless the proxy is told otherwise', () => {
    assert.equal(decided(all, 'GET CART:1').cluster, 'rest');
    assert.equal(decided(proxy({ routes, caseInsensitive: true }), 'GET CART:1').cluster, 'long');
  });

  test('of a script is its third argument', () => {
    assert.equal(decided(all, 'EVAL "return 1" 1 cart:1').cluster, 'long');
  });

  test('a prefix that is outranked says by which', () => {
    assert.deepEqual(
      decided(all, 'GET cart:1').trace?.map(({ matched, outrankedBy }) => [matched, outrankedBy]),
      [
        [false, 1],
        [true, undefined],
        [false, 1],
      ],
    );
  });
});

describe('several keys', () => {
  test('make a command each: MGET becomes GETs, MSET becomes SETs, DEL stays', () => {
    const sent = (line: string) =>
      decided(all, line).redis?.requests.map(({ command, cluster }) => `${command.join(' ')} > ${cluster}`);
    assert.deepEqual(sent('MGET cart:1 x'), ['get 1 > long', 'get x > rest']);
    assert.deepEqual(sent('MSET cart:1 a x b'), ['set 1 a > long', 'set x b > rest']);
    assert.deepEqual(sent('DEL cart:1 x'), ['DEL 1 > long', 'DEL x > rest']);
  });

  test('fail with the number of those that have no route', () => {
    assert.equal(decided(proxy({ routes }), 'DEL cart:1 x y').error?.message, 'finished with 2 error(s)');
  });
});

describe('what the proxy answers by itself', () => {
  const guarded = proxy({ catchAllRoute: { cluster: 'c' } }, { downstreamAuthPassword: { inlineString: 'secret' } });
  for (const [line, value, reply, error] of [
    ['PING', all, 'PONG', undefined],
    ['ECHO a', all, 'a', undefined],
    ['QUIT', all, 'OK', undefined],
    ['AUTH secret', guarded, 'OK', undefined],
    ['AUTH default secret', guarded, 'OK', undefined],
    ['AUTH other', guarded, null, 'ERR invalid password'],
    ['AUTH secret', all, null, 'ERR Client sent AUTH, but no password is set'],
    ['GET', all, null, 'invalid request'],
    ['NOSUCH a', all, null, "unsupported command 'NOSUCH'"],
    ['MSET a', all, null, "wrong number of arguments for 'MSET' command"],
    ['EXEC', all, null, 'EXEC without MULTI'],
  ] as const) {
    test(`${line}: ${reply ?? error}`, () => {
      const decision = decided(value, line);
      assert.equal(decision.redis?.reply, reply);
      assert.equal(decision.error?.message, error);
      assert.deepEqual(decision.redis?.requests, []);
    });
  }

  test('a password is asked for where one is configured', () => {
    assert.equal(decided(guarded, 'GET a').redis?.authentication, 'password');
    assert.equal(decided(all, 'GET a').redis?.authentication, 'none');
  });
});

test('a mirror gets its share, but of reads nothing where it leaves them out', () => {
  const fraction = { defaultValue: { numerator: 250_000, denominator: 'MILLION' } };
  const requestMirrorPolicy = [{ cluster: 'copy', runtimeFraction: fraction, excludeReadCommands: true }];
  const value = proxy({ catchAllRoute: { cluster: 'c', requestMirrorPolicy } });
  assert.deepEqual(decided(value, 'SET a b').mirrors, [{ cluster: 'copy', percent: 25 }]);
  assert.deepEqual(decided(value, 'GET a').mirrors, []);
  assert.deepEqual(decided(value, 'GET a').redis?.requests[0]?.mirrors, [
    { cluster: 'copy', percent: 0, skipped: 'read-command' },
  ]);
});

describe('faults', () => {
  const fault = (percent: number, more: JsonObject): JsonObject => ({
    faultEnabled: { defaultValue: { numerator: percent * 10_000, denominator: 'MILLION' } },
    ...more,
  });
  const value = proxy(
    { catchAllRoute: { cluster: 'c' } },
    {
      faults: [
        fault(30, { delay: '2s' }),
        fault(80, { faultType: 'ERROR', commands: ['GET'] }),
        fault(0.9, { commands: ['SET'] }),
      ],
    },
  );

  test('of a command come before those of all, and together take no more than all requests', () => {
    assert.deepEqual(decided(value, 'get a').redis?.faults, [
      { type: 'ERROR', percent: 80, delayMs: 0, reply: 'Fault Injected: Error' },
      { type: 'DELAY', percent: 20, delayMs: 2000, reply: null },
    ]);
  });

  test('are cut to whole percentages', () => {
    assert.equal(decided(value, 'SET a b').redis?.faults[0]?.percent, 0);
  });

  test('are counted when the command is repeated', () => {
    const read = readRedisProxy(value);
    const counted = countRedis(read, decideRedis(read, ['GET', 'a'], false), 1000, seededRandom(1n));
    const [errors = 0, delays = 0] = counted.redis?.faults.map(({ count = 0 }) => count) ?? [];
    assert.equal(errors + delays, 1000);
    assert.ok(errors > 700 && errors < 900);
  });
});

test('two routes of one prefix make Envoy refuse the listener', () => {
  const twice = proxy({
    routes: [
      { prefix: 'a', cluster: 'x' },
      { prefix: 'a', cluster: 'y' },
    ],
  });
  assert.equal(decided(twice, 'GET a').error?.type, 'ListenerRefused');
});
