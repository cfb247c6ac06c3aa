import { BlockList, isIP, isIPv4 } from 'node:net';
import { ClusterError } from './errors.js';

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
