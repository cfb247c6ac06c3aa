import { type ClientRequestArgs, Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { BlockList, connect as connectTcp, isIP, isIPv4, type Socket } from 'node:net';
import { type Duplex, PassThrough } from 'node:stream';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { ClusterError } from './errors.js';

/** How to speak TLS with the API server. */
export interface TlsSettings {
  secureContext: SecureContext;
  rejectUnauthorized: boolean;
  /** Name that the server's certificate has to bear, where it is not the address. */
  servername?: string;
}

type Created = (error: Error | null, socket: Duplex) => void;

/** How long a proxy may take to open a tunnel. */
const tunnelMs = 30_000;

/** An agent, for `http:` where `tls` is undefined, through a proxy where one is given. */
export function agentFor(tls: TlsSettings | undefined, proxy: URL | undefined, keepAlive: boolean): HttpAgent {
  const kept = { keepAlive, scheduling: 'lifo' } as const;
  if (tls === undefined) return proxy === undefined ? new HttpAgent(kept) : new TunnelAgent(kept, proxy);
  return proxy === undefined ? new HttpsAgent({ ...kept, ...tls }) : new TlsTunnelAgent(kept, tls, proxy);
}

/** Tells an agent that there is no connection; its types ask for a socket even then. */
function refuse(error: Error, created: Created | undefined): void {
  created?.(error, new PassThrough());
}

class TunnelAgent extends HttpAgent {
  readonly #proxy: URL;

  constructor(options: ConstructorParameters<typeof HttpAgent>[0], proxy: URL) {
    super(options);
    this.#proxy = proxy;
  }

  override createConnection(options: ClientRequestArgs, created?: Created): undefined {
    openTunnel(this.#proxy, String(options.host), Number(options.port)).then(
      (socket) => created?.(null, socket),
      (error: Error) => refuse(error, created),
    );
  }
}

class TlsTunnelAgent extends HttpsAgent {
  readonly #proxy: URL;
  readonly #tls: TlsSettings;

  constructor(options: ConstructorParameters<typeof HttpsAgent>[0], tls: TlsSettings, proxy: URL) {
    super(options);
    this.#tls = tls;
    this.#proxy = proxy;
  }

  override createConnection(options: RequestOptions, created?: Created): undefined {
    const host = String(options.host);
    openTunnel(this.#proxy, host, Number(options.port)).then(
      (socket) => {
        const servername = this.#tls.servername ?? (isIP(host) === 0 ? host : '');
        created?.(null, connectTls({ ...this.#tls, socket, host, servername, ALPNProtocols: ['http/1.1'] }));
      },
      (error: Error) => refuse(error, created),
    );
  }
}

/** A connection to an address through a proxy: CONNECT for `http:` and `https:`, else SOCKS 5. */
function openTunnel(proxy: URL, host: string, port: number): Promise<Socket> {
  return proxy.protocol.startsWith('socks') ? openSocks(proxy, host, port) : openConnect(proxy, host, port);
}

/** What a proxy did wrong. Its address is told without the user name and password that may stand in it. */
function proxyError(proxy: URL, what: string): ClusterError {
  return new ClusterError('unreachable', `The proxy ${proxy.protocol}//${proxy.host} ${what}`, {
    fix: 'Check proxy-url of the kubeconfig and the environment variables HTTPS_PROXY and NO_PROXY.',
  });
}

function openConnect(proxy: URL, host: string, port: number): Promise<Socket> {
  const target = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const headers: Record<string, string> = { host: target };
  if (proxy.username !== '') {
    const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    headers['proxy-authorization'] = `Basic ${Buffer.from(login).toString('base64')}`;
  }
  const secure = proxy.protocol === 'https:';
  const options = {
    method: 'CONNECT',
    host: hostOf(proxy),
    port: Number(proxy.port || (secure ? 443 : 80)),
    path: target,
    headers,
    agent: false,
    timeout: tunnelMs,
  };
  return new Promise((resolve, reject) => {
    const request = secure ? httpsRequest(options) : httpRequest(options);
    request.once('connect', (response, socket, head) => {
      if (response.statusCode !== 200) {
        socket.destroy();
        reject(proxyError(proxy, `refuses a tunnel to ${target}: ${response.statusCode} ${response.statusMessage}.`));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      socket.setTimeout(0);
      resolve(socket);
    });
    request.once('timeout', () => request.destroy(new Error(`it has not answered within ${tunnelMs / 1000} s`)));
    request.once('error', (error) => reject(proxyError(proxy, `cannot be used: ${error.message}.`)));
    request.end();
  });
}

/** SOCKS 5 (RFC 1928) with the name resolved by the proxy, with a user name and password (RFC 1929) where the address has them. */
async function openSocks(proxy: URL, host: string, port: number): Promise<Socket> {
  const socket = connectTcp({ host: hostOf(proxy), port: Number(proxy.port || 1080) });
  socket.setTimeout(tunnelMs, () => socket.destroy(new Error(`it has not answered within ${tunnelMs / 1000} s`)));
  try {
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const user = Buffer.from(decodeURIComponent(proxy.username));
    const password = Buffer.from(decodeURIComponent(proxy.password));
    socket.write(Buffer.from([5, 1, user.length > 0 ? 2 : 0]));
    const [, method] = await readExactly(socket, 2);
    if (method === 0xff) throw new Error('it wants another way to log in');
    if (method === 2) {
      socket.write(Buffer.concat([Buffer.from([1, user.length]), user, Buffer.from([password.length]), password]));
      if ((await readExactly(socket, 2))[1] !== 0) throw new Error('it refuses the user name and password');
    }
    const name = Buffer.from(host);
    if (name.length > 255) throw new Error('the name of the server is too long for it');
    socket.write(Buffer.concat([Buffer.from([5, 1, 0, 3, name.length]), name, Buffer.from([port >> 8, port & 0xff])]));
    const [, reply, , kind] = await readExactly(socket, 4);
    if (reply !== 0) throw new Error(`it refuses a tunnel to ${host}:${port} (reply ${reply})`);
    await readExactly(socket, kind === 1 ? 6 : kind === 4 ? 18 : ((await readExactly(socket, 1))[0] ?? 0) + 2);
    socket.setTimeout(0);
    return socket;
  } catch (error) {
    socket.destroy();
    throw proxyError(proxy, `cannot be used: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function readExactly(socket: Socket, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const ended = (error?: Error): void => {
      settle();
      reject(error ?? new Error('it has closed the connection'));
    };
    const closed = (): void => ended();
    const take = (): void => {
      const bytes: unknown = socket.read(length);
      if (!Buffer.isBuffer(bytes)) return;
      settle();
      if (bytes.length === length) resolve(bytes);
      else reject(new Error('it has closed the connection'));
    };
    const settle = (): void => {
      socket.off('readable', take).off('error', ended).off('close', closed);
    };
    socket.on('readable', take).on('error', ended).on('close', closed);
    take();
  });
}

/** The host of an address, without the brackets of IPv6. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/**
 * The proxy to a server: `proxy-url` of the kubeconfig, else `HTTPS_PROXY` or `HTTP_PROXY` unless `NO_PROXY` excepts the server, as golang.org/x/net/http/httpproxy
 * reads them. The machine itself is never reached through a proxy of the environment.
 */
export function proxyFor(server: URL, configured: string, env: NodeJS.ProcessEnv): URL | undefined {
  if (configured !== '') return proxyUrl(configured, 'proxy-url of the kubeconfig');
  const name = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  const given = env[name] || env[name.toLowerCase()] || '';
  if (given === '') return undefined;
  const port = server.port || (server.protocol === 'https:' ? '443' : '80');
  return excepted(hostOf(server), port, env['NO_PROXY'] || env['no_proxy'] || '') ? undefined : proxyUrl(given, name);
}

function proxyUrl(text: string, source: string): URL {
  const given = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url !== undefined && /^(?:https?|socks5h?):$/.test(url.protocol) && url.hostname !== '') return url;
  throw new ClusterError('config', `${source} is no address of a proxy that can be used.`, {
    fix: 'Give it as http://host:port, https://host:port or socks5://host:port.',
  });
}

/** Whether `NO_PROXY` excepts a host: `*`, an address, a range of addresses, a domain with all below it, or (`.x`) only those below it; each may name a port. */
function excepted(host: string, port: string, list: string): boolean {
  const lower = host.toLowerCase().replace(/\.$/, '');
  if (lower === 'localhost' || lower === '::1' || (isIPv4(lower) && lower.startsWith('127.'))) return true;
  return list.split(',').some((item) => {
    let entry = item.trim().toLowerCase();
    if (entry === '') return false;
    if (entry === '*') return true;
    if (entry.includes('/')) return inRange(lower, entry);
    const withPort = isIP(entry) === 6 ? null : /^(.*):(\d+)$/.exec(entry);
    if (withPort !== null) {
      if (withPort[2] !== port) return false;
      entry = withPort[1] ?? '';
    }
    entry = entry.replace(/^\[|\]$/g, '').replace(/^\*\./, '.');
    if (isIP(entry) !== 0) return entry === lower;
    return entry.startsWith('.') ? lower.endsWith(entry) : lower === entry || lower.endsWith(`.${entry}`);
  });
}

function inRange(host: string, range: string): boolean {
  const [network = '', bits = ''] = range.split('/');
  const family = isIP(network);
  if (isIP(host) !== family || family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return list.check(host, family === 4 ? 'ipv4' : 'ipv6');
}
