import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Server, startServer, untilReady } from '../process.js';
import { type Api, openApi } from './api.js';

const needed = { ETCD: 'etcd', KUBE_APISERVER: 'kube-apiserver', TEST_KUBELET: "the tests' kubelet" } as const;
const missing = Object.entries(needed).filter(([variable]) => !process.env[variable]);

/** For `test`'s options: why a test that needs an API server is skipped, or false. */
export const withoutCluster: string | false =
  missing.length > 0 &&
  `no ${missing.map(([, name]) => name).join(', ')}: run npm run test:e2e, or set ${missing.map(([name]) => name).join(', ')}`;

/** A program among the parts, by its environment variable. */
export function part(variable: keyof typeof needed): string {
  const path = process.env[variable];
  if (!path) throw new Error(`no ${needed[variable]}: set ${variable}`);
  return path;
}

/** Users of the API server, each with the token `<name>-token`. What each may do is in `permissions.ts`. */
export const users = ['admin', 'viewer', 'team', 'execonly', 'nobody'] as const;

/** A real kube-apiserver with its etcd. */
export interface ApiServer {
  url: string;
  port: number;
  /** Certificates and keys: ca.crt, server.crt, server.key, client.crt, client.key, sa.key. */
  folder: string;
  ca: string;
  /** A client with all rights. */
  api: Api;
  /** Stops the process where it is: connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** Ends it as a crash would; its data stay. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with the same data. */
  restart(): Promise<void>;
  log(): string;
  stop(): Promise<void>;
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

/** Starts etcd and kube-apiserver on free loopback ports and waits until they serve. */
export async function startApiServer(): Promise<ApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-e2e-cluster-'));
  const made = spawnSync(part('TEST_KUBELET'), ['certs', folder], { encoding: 'utf8', timeout: 30_000 });
  if (made.status !== 0) throw new Error(`certificates: ${made.stderr}`);
  const ca = readFileSync(join(folder, 'ca.crt'), 'utf8');
  const tokens = users.map((user) => `${user}-token,${user},${user}${user === 'admin' ? ',system:masters' : ''}`);
  writeFileSync(join(folder, 'tokens.csv'), `${tokens.join('\n')}\n`);
  const [clientPort, peerPort, port] = [await freePort(), await freePort(), await freePort()];
  const clientUrl = `http://127.0.0.1:${clientPort}`;
  const etcd = startServer(part('ETCD'), (data) => [
    '--data-dir',
    join(data, 'data'),
    '--unsafe-no-fsync',
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peerPort}`,
    `--initial-cluster=default=http://127.0.0.1:${peerPort}`,
  ]);
  await untilReady(etcd, async () => ((await fetch(`${clientUrl}/health`)).ok ? true : undefined));
  const url = `https://127.0.0.1:${port}`;
  const api = openApi(url, ca, 'admin-token');
  const start = async (): Promise<Server> => {
    const server = startServer(part('KUBE_APISERVER'), () => [
      `--etcd-servers=${clientUrl}`,
      `--cert-dir=${folder}`,
      `--tls-cert-file=${join(folder, 'server.crt')}`,
      `--tls-private-key-file=${join(folder, 'server.key')}`,
      `--client-ca-file=${join(folder, 'ca.crt')}`,
      `--secure-port=${port}`,
      '--bind-address=127.0.0.1',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${join(folder, 'sa.pub')}`,
      `--service-account-signing-key-file=${join(folder, 'sa.key')}`,
      `--token-auth-file=${join(folder, 'tokens.csv')}`,
      '--authorization-mode=RBAC',
      '--service-cluster-ip-range=10.0.0.0/16',
      '--disable-admission-plugins=ServiceAccount',
      '--endpoint-reconciler-type=none',
      '--profiling=false',
    ]);
    await untilReady(server, async () => ((await api.send('GET', '/readyz')).status === 200 ? true : undefined));
    return server;
  };
  let server = await start();
  return {
    url,
    port,
    folder,
    ca,
    api,
    pause: () => process.kill(server.pid(), 'SIGSTOP'),
    resume: () => process.kill(server.pid(), 'SIGCONT'),
    kill: () => server.stop(),
    async restart() {
      await server.stop();
      server = await start();
    },
    log: () => server.log(),
    async stop() {
      api.close();
      await server.stop();
      await etcd.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
