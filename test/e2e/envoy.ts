import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/base/json.js';
import { asList, asObject, asString, own } from '../../src/base/json.js';
import { startServer, untilReady } from './process.js';

/** The path of the real Envoy; undefined where the run has none. */
export const envoyPath: string | undefined = process.env['ENVOY'] || undefined;

/** For `test`'s options: why a test that needs Envoy is skipped, or false. */
export const withoutEnvoy: string | false = envoyPath === undefined && 'no Envoy: run npm run test:e2e, or set ENVOY';

/** What Envoy says of a configuration. */
export type Verdict = { accepted: true } | { accepted: false; refusal: string };

/** An Envoy that runs. */
export interface Envoy {
  /** The port on the loopback address of each listener, by the listener's name. */
  ports: Map<string, number>;
  /** An answer of its admin interface. */
  admin(path: string): Promise<string>;
  log(): string;
  stop(): Promise<void>;
}

/** Listeners and clusters as a bootstrap configuration, with the admin interface on a free loopback port; `runtime` sets feature flags. */
export function bootstrap(resources: { listeners: JsonObject[]; clusters: JsonObject[] }, runtime: JsonObject = {}): JsonObject {
  return {
    node: { id: 'sidecar', cluster: 'e2e' },
    admin: { address: { socketAddress: { address: '127.0.0.1', portValue: 0 } } },
    layeredRuntime: { layers: [{ name: 'tests', staticLayer: runtime }] },
    staticResources: { listeners: resources.listeners, clusters: resources.clusters },
  };
}

function path(): string {
  if (envoyPath === undefined) throw new Error('no Envoy');
  return envoyPath;
}

/** The reason that Envoy gives for a configuration that it did not take: without time, place, file, and the message it found wrong. */
function refusalIn(log: string): string {
  const rule = /Proto constraint validation failed [^\n]*/.exec(log)?.[0];
  if (rule !== undefined) return rule;
  return /error initializing config(?:uration)? '[^']*':? ?([^\n]*)/.exec(log)?.[1]?.trim() ?? log.trim();
}

/** Has Envoy judge a bootstrap configuration without serving it. */
export function judge(config: JsonObject): Verdict {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-e2e-'));
  try {
    const file = join(folder, 'bootstrap.json');
    writeFileSync(file, JSON.stringify(config));
    const { status, stdout, stderr, error } = spawnSync(path(), ['--mode', 'validate', '-c', file, '-l', 'error'], {
      encoding: 'utf8',
      timeout: 60_000,
      killSignal: 'SIGKILL',
    });
    if (error !== undefined) throw error;
    return status === 0 ? { accepted: true } : { accepted: false, refusal: refusalIn(`${stderr}${stdout}`) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts Envoy and waits until it serves. An error with its log if it does not take the configuration. */
export async function startEnvoy(config: JsonObject): Promise<Envoy> {
  const server = startServer(path(), (folder) => {
    writeFileSync(join(folder, 'bootstrap.json'), JSON.stringify(config));
    const files = ['-c', join(folder, 'bootstrap.json'), '--admin-address-path', join(folder, 'admin')];
    return [...files, '--disable-hot-restart', '--concurrency', '1', '-l', 'warning'];
  });
  const adminFile = join(server.folder, 'admin');
  const admin = async (path: string): Promise<string> => {
    const answer = await fetch(`http://${readFileSync(adminFile, 'utf8').trim()}${path}`, { signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    return answer.text();
  };
  await untilReady(server, async () => (existsSync(adminFile) && (await admin('/ready')).startsWith('LIVE') ? true : undefined));
  const ports = new Map<string, number>();
  const listening = asObject(JSON.parse(await admin('/listeners?format=json')));
  for (const status of asList(listening && own(listening, 'listener_statuses'))) {
    const listener = asObject(status) ?? {};
    const socket = asObject(own(asObject(own(listener, 'local_address')) ?? {}, 'socket_address')) ?? {};
    const port = own(socket, 'port_value');
    if (typeof port === 'number') ports.set(asString(own(listener, 'name')) ?? '', port);
  }
  return { ports, admin, log: server.log, stop: server.stop };
}
