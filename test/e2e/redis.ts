import { createServer } from 'node:net';
import { Redis } from 'ioredis';
import { startServer, untilReady } from './process.js';

/** The path of the real redis-server; undefined where the run has none. */
const redisPath: string | undefined = process.env['REDIS_SERVER'] || undefined;

/** For `test`'s options: why a test that needs a Redis server is skipped, or false. */
export const withoutRedis: string | false =
  redisPath === undefined && 'no redis-server: run npm run test:e2e, or set REDIS_SERVER';

/** A Redis server that runs, with a client that is connected to it directly. */
export interface RedisServer {
  port: number;
  direct: Redis;
  stop(): Promise<void>;
}

/** A client of whatever speaks Redis on a loopback port. It tries once, and never again. */
export function connect(port: number, password?: string): Redis {
  const client = new Redis({
    host: '127.0.0.1',
    port,
    ...(password !== undefined && { password }),
    connectTimeout: 5000,
    commandTimeout: 10_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    enableReadyCheck: false,
    disableClientInfo: true,
  });
  // Commands carry their errors themselves; without a listener the client would print them.
  client.on('error', () => undefined);
  return client;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** Starts an empty Redis server on a free loopback port. */
export async function startRedis(password?: string): Promise<RedisServer> {
  if (redisPath === undefined) throw new Error('no redis-server');
  const port = await freePort();
  const server = startServer(redisPath, (folder) => [
    ...['--bind', '127.0.0.1', '--port', String(port), '--dir', folder],
    ...['--save', '', '--appendonly', 'no'],
    ...(password === undefined ? [] : ['--requirepass', password]),
  ]);
  const direct = await untilReady(server, async () => {
    const client = connect(port, password);
    if ((await client.ping().catch(() => '')) === 'PONG') return client;
    client.disconnect();
    return undefined;
  });
  return {
    port,
    direct,
    async stop() {
      direct.disconnect();
      await server.stop();
    },
  };
}
