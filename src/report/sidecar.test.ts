import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Json } from '../base/json.js';
import { isView, readSidecar } from '../envoy/read.js';
import { storyOf } from '../envoy/story.js';
import type { SidecarView } from '../envoy/types.js';
import { renderSidecar } from './sidecar.js';
import { listenersTable } from './sidecartables.js';

function viewOf(json: Json): SidecarView {
  const view = readSidecar(json);
  assert.ok(isView(view));
  return view;
}

const drawn = { color: false, width: 100, unicode: false };

/** What a terminal of 24 lines shows first, as one line of words. */
function firstScreen(json: Json): string {
  const view = viewOf(json);
  const lines = renderSidecar(view, storyOf(view), drawn).split('\n');
  for (const line of lines) assert.ok(line.length <= 100, line);
  return lines.slice(0, 24).join(' ').replace(/\s+/g, ' ');
}

const recorded = new URL('../../../shared/recorded/dumps/', import.meta.url);
const skip = existsSync(recorded) ? false : 'the recorded dumps are not there';
const dump = (name: string): Json => JSON.parse(readFileSync(new URL(`${name}.json`, recorded), 'utf8'));

test('the first screen of a client says which listeners were refused, why, and which were accepted', { skip }, () => {
  const screen = firstScreen(dump('client'));
  for (const told of [
    '15 listeners (5 refused)',
    "implementation for 'envoy.filters.network.meta_protocol_proxy' fix Give the pod Aeraki's proxy",
    "implementation for 'envoy.filters.network.kafka_broker'",
    "implementation for 'envoy.filters.thrift.router' with type URL: ''",
    'accepted: 10 listeners',
    'dubbo 240.240.0.3:20880',
    'redis 10.0.0.103:6379 redis-cluster.redis, 10.0.0.104:6380 redis-single.redis',
  ])
    assert.ok(screen.includes(told), `${told}\n${screen}`);
});

test('the first screen of a server says that nothing listens for what comes in', { skip }, () => {
  const screen = firstScreen(dump('server'));
  assert.match(screen, /virtualInbound .* Nothing listens for inbound connections: every connection to this pod is refused\./);
  assert.match(screen, /accepted: 9 listeners/);
});

test('the first screen of a sidecar of Redis tells its inbound filter', { skip }, () => {
  assert.match(firstScreen(dump('redis-server')), /inbound :6380 redis-single\.redis/);
});

test('the first screen of a proxy whose clusters were refused says what it waits for, and where the reason is', { skip }, () => {
  const screen = firstScreen(dump('cluster-rejected'));
  assert.match(screen, /no listener at all.* 9 of 25 are not/);
  assert.match(screen, /aerakictl sidecar-log thrift-client-0\.meta-thrift/);
  assert.match(screen, /2 secrets have not come: they are asked of sds-grpc, which is none of its clusters default, ROOTCA/);
  assert.match(screen, /9 clusters are warming/);
});

test('escape sequences in names and reasons are shown, not sent', () => {
  const view = viewOf({
    '@type': 'x/envoy.admin.v3.ListenersConfigDump',
    dynamic_listeners: [{ name: 'a\x1b[2J', error_state: { details: 'no\x1b]0;x\x07', failed_configuration: {} } }],
  });
  const causes = { listeners: new Map(), routes: new Map(), tables: new Map() };
  const text = renderSidecar(view, storyOf(view), drawn) + listenersTable(view, causes, drawn);
  assert.ok(!/[\x1b\x07]/.test(text), JSON.stringify(text));
  assert.ok(text.includes('a\\x1b[2J'));
});

test('of many refused listeners the first are listed and the others counted', () => {
  const dynamic_listeners = Array.from({ length: 30 }, (_, index) => ({
    name: `10.0.0.${index}_80`,
    error_state: { details: 'no good', failed_configuration: { name: `10.0.0.${index}_80` } },
  }));
  const view = viewOf({ '@type': 'x/envoy.admin.v3.ListenersConfigDump', dynamic_listeners });
  const text = renderSidecar(view, storyOf(view), drawn);
  assert.match(text, /30 of 30 listeners refused/);
  assert.match(text, /10\.0\.0\.9_80\n {2}and 20 more\n/);
});
