import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { asList, asObject, asString, isObject, type Json, type JsonObject, own } from '../../src/base/json.js';
import { bootstrap, type Envoy, startEnvoy, withoutEnvoy } from './envoy.js';
import { type Backend, clustersOf, rdsFile, routesListener, send, startBackend } from './http.js';
import { aerakictl, example, translate, withSpec } from './program.js';
import { chooser, randomAttributes, randomTable } from './random.js';

const skip = withoutEnvoy;
const seed = Number(process.env['SEED'] ?? 1);
let folder: string;
let backend: Backend;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aerakictl-e2e-'));
  backend = await startBackend();
});
after(async () => {
  await backend.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Every value under one of these names, however deep. */
function all(value: Json | undefined, ...wanted: string[]): Json[] {
  if (Array.isArray(value)) return value.flatMap((item) => all(item, ...wanted));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    ...(wanted.includes(name) ? [member] : []),
    ...all(member, ...wanted),
  ]);
}

function nameOf(object: JsonObject): string {
  return asString(own(object, 'name')) ?? '';
}

function strings(list: Json[]): string[] {
  return list.flatMap((value) => asString(value) ?? []);
}

/** What makes an Envoy of today read regular expressions as text in UTF-8, as those did that MetaProtocol proxies are built on; else as bytes. */
const asOlderEnvoys = { 'envoy.reloadable_features.re2_use_latin1_mode': false };

/** Runs an Envoy with a listener, named like it, for each of these tables. */
async function withTables(
  tables: JsonObject[],
  use: (envoy: Envoy) => Promise<void>,
  runtime: JsonObject = asOlderEnvoys,
): Promise<void> {
  const listeners = tables.map((table, index) => {
    const file = join(folder, `${index}.json`);
    writeFileSync(file, rdsFile(table));
    return routesListener(nameOf(table), nameOf(table), file);
  });
  const weighted = all(tables, 'clusters').flatMap((clusters) => asList(clusters).filter(isObject).map(nameOf));
  const names = [...strings(all(tables, 'cluster')), ...weighted];
  const envoy = await startEnvoy(bootstrap({ listeners, clusters: clustersOf(names, backend.port) }, runtime));
  try {
    await use(envoy);
  } finally {
    await envoy.stop();
  }
}

/** How many route configurations Envoy took, and how many it refused. */
async function updates(envoy: Envoy): Promise<{ taken: number; refused: number }> {
  const lines = (await envoy.admin('/stats?filter=rds')).split('\n');
  const sum = (name: string): number =>
    lines.filter((line) => line.includes(`.${name}: `)).reduce((total, line) => total + Number(line.split(': ')[1]), 0);
  return { taken: sum('update_success'), refused: sum('update_rejected') };
}

interface Simulated {
  route: string | null;
  mutation: [name: string, value: string][];
}

/** What `simulate` says of each of these requests. */
function simulate(args: string[], requests: JsonObject[]): Simulated[] {
  const file = join(folder, 'requests.ndjson');
  writeFileSync(file, requests.map((request) => JSON.stringify(request)).join('\n'));
  const { decisions } = aerakictl(['simulate', ...args, '--requests', file, '-o', 'json'], '');
  return asList(decisions).map((decision) => {
    const { route, requestMutation } = asObject(decision) ?? {};
    const pairs = asList(requestMutation).filter(isObject);
    return {
      route: isObject(route) ? nameOf(route) : null,
      mutation: pairs.map(({ key, value }) => [String(key).toLowerCase(), String(value)]),
    };
  });
}

/** The texts of a table's matchers and what is almost them: requests that some route nearly takes. */
function nearlyMatching(table: JsonObject): { names: string[]; values: [string, ...string[]] } {
  const headers = all(table, 'headers').flatMap((list) => asList(list).filter(isObject));
  const texts = strings(
    headers.flatMap((header) => [header['exactMatch'] ?? null, header['prefixMatch'] ?? null, ...all(header, 'regex')]),
  );
  const values = texts.flatMap((text) => [
    text,
    `${text}x`,
    text.slice(0, -1),
    text.toUpperCase(),
    text.replaceAll('\\', '').replaceAll('.*', 'Hi'),
  ]);
  return { names: headers.map(nameOf), values: ['1', '2', '', ...values] };
}

test('the routes of every MetaProtocol example: Envoy takes them over RDS, and each request takes the route that simulate names', {
  skip,
}, async () => {
  const choose = chooser(seed);
  const meshes = ['brpc', 'dubbo', 'gateway', 'qza', 'thrift', 'trpc', 'videopacket'].map(example);
  const tables = meshes.map((mesh) => translate(mesh).routeConfigurations);
  await withTables(tables.flat(), async (envoy) => {
    assert.deepEqual(await updates(envoy), { taken: tables.flat().length, refused: 0 });
    for (const [index, mesh] of meshes.entries()) {
      const file = join(folder, 'mesh.json');
      writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: mesh }));
      for (const table of tables[index] ?? []) {
        const [host = '', port = ''] = nameOf(table).split('_');
        const { names, values } = nearlyMatching(table);
        const requests = Array.from({ length: 40 }, () => {
          const chosen = [...names, 'other'].filter(() => choose.chance(70));
          return { host, port: Number(port), attributes: Object.fromEntries(chosen.map((name) => [name, choose.oneOf(values)])) };
        });
        const expected = simulate([file], requests);
        for (const [i, { attributes }] of requests.entries()) {
          const { route, headers } = await send(envoy.ports.get(nameOf(table)) ?? 0, attributes);
          const { mutation } = expected[i] ?? { mutation: [] };
          const written = mutation.map(([name]) => [name, headers[name]]);
          assert.deepEqual(
            { route, mutation: written },
            expected[i],
            `${nameOf(table)} ${JSON.stringify(attributes)}, SEED=${seed}`,
          );
        }
      }
    }
  });
});

test('tables with every kind of matcher: each of 1,000 random requests takes the route that simulate names', {
  skip,
}, async () => {
  const choose = chooser(seed);
  const tables = Array.from({ length: 20 }, (_, index) => randomTable(choose, `t${index}`));
  const routesTaken = new Set<string | null>();
  await withTables(tables, async (envoy) => {
    assert.deepEqual(await updates(envoy), { taken: tables.length, refused: 0 });
    for (const table of tables) {
      const requests = Array.from({ length: 50 }, () => ({ attributes: randomAttributes(choose) }));
      const file = join(folder, 'table.json');
      writeFileSync(file, JSON.stringify(table));
      const expected = simulate(['--routes', file], requests);
      for (const [i, { attributes }] of requests.entries()) {
        const { route } = await send(envoy.ports.get(nameOf(table)) ?? 0, attributes);
        routesTaken.add(route);
        assert.equal(route, expected[i]?.route, `${JSON.stringify(attributes)} on ${JSON.stringify(table)}, SEED=${seed}`);
      }
    }
  });
  assert.ok(routesTaken.size > 5, `only ${[...routesTaken].join(', ')}`);
});

/** A rule that is written wrong: what is changed in the example's canary route. */
const wrong: Record<string, JsonObject> = {
  'an empty prefix': { match: { attributes: { method: { prefix: '' } } } },
  'a pattern that RE2 cannot read': { match: { attributes: { method: { regex: '([' } } } },
  'a line break in the name of an attribute': { match: { attributes: { 'user\nid': { exact: '7' } } } },
  'no destination': { route: [] },
  'weights that are all 0': { route: [1, 2].map(() => ({ destination: { host: 'a.b' }, weight: 0 })) },
  'a mutation without a key': { requestMutation: [{ key: '', value: 'x' }] },
  'a mutation with a line break': { requestMutation: [{ key: 'k', value: 'x\ny' }] },
  'a mutation that is too long': { requestMutation: [{ key: 'k', value: 'x'.repeat(16_385) }] },
  'more than 1,000 mutations': { requestMutation: Array.from({ length: 1001 }, (_, i) => ({ key: `k${i}`, value: 'x' })) },
};

test('Envoy refuses a whole table for one wrong rule, and simulate says so', { skip }, async () => {
  const tables = Object.entries(wrong).map(([name, change]) => {
    const mesh = withSpec(example('thrift'), 'MetaRouter', ({ routes }) => {
      const [canary] = asList(routes).filter(isObject);
      Object.assign(canary ?? {}, change);
    });
    const [table = {}] = translate(mesh).routeConfigurations;
    return { ...table, name };
  });
  await withTables(tables, async (envoy) => {
    assert.deepEqual(await updates(envoy), { taken: 0, refused: tables.length });
  });
  for (const table of tables) {
    const file = join(folder, 'table.json');
    writeFileSync(file, JSON.stringify(table));
    const { decisions } = aerakictl(['simulate', '--routes', file, '-a', 'method=sayHello', '-o', 'json'], '');
    const names = all(decisions, 'warnings').flatMap((warnings) => asList(warnings).filter(isObject).map(nameOf));
    assert.ok(names.includes('routes-refused'), `${table.name}: ${names.join(', ')}`);
  }
});

test('Envoy 1.40 by itself takes a dot for one byte, not for one character; older ones, and simulate, for a character', {
  skip,
}, async () => {
  const route = (regex: string): JsonObject => ({
    name: regex,
    match: { prefix: '/', headers: [{ name: 'city', safeRegexMatch: { regex } }] },
    route: { cluster: 'c' },
  });
  const table = { name: 't', virtualHosts: [{ name: 'dummy', domains: ['*'], routes: [route('.{2}'), route('.{6}')] }] };
  const attributes = { city: '日本' };
  const take = async (runtime: JsonObject): Promise<string | null> => {
    let route: string | null = null;
    await withTables(
      [table],
      async (envoy) => {
        route = (await send(envoy.ports.get('t') ?? 0, attributes)).route;
      },
      runtime,
    );
    return route;
  };
  assert.equal(await take({}), '.{6}');
  assert.equal(await take(asOlderEnvoys), '.{2}');
  const file = join(folder, 'table.json');
  writeFileSync(file, JSON.stringify(table));
  assert.equal(simulate(['--routes', file], [{ attributes }])[0]?.route, '.{2}');
});
