import { Agent as HttpAgent } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent, type RequestOptions } from 'node:https';
// The whole package takes a quarter of a second to load; this module of it, a tenth of that.
import { KubeConfig } from '@kubernetes/client-node/dist/config.js';

/** What the client library is told of a cluster and of a user: certificates and keys as PEM. */
export interface Connection {
  server: URL;
  ca?: string | Buffer | undefined;
  /** Name that the server's certificate has to bear, where it is not the address. */
  servername: string;
  insecure: boolean;
  proxy: URL | undefined;
  cert?: string | Buffer | undefined;
  key?: string | Buffer | undefined;
}

/** Connections to an API server: those that are kept alive, and those for one request each. */
export interface Agents {
  kept: HttpAgent;
  single: HttpAgent;
}

function base64(pem: string | Buffer | undefined): string | undefined {
  return pem === undefined ? undefined : Buffer.from(pem).toString('base64');
}

/**
 * How requests reach a server, as the client library works it out: TLS, the client certificate, the way through a proxy. What it leaves to others is done beside it: kubeconfigs are
 * merged as kubectl merges them (the library refuses a name that occurs twice), plugins are told what kubectl tells them, and groups are impersonated.
 */
export async function agentsFor({
  server,
  ca,
  servername,
  insecure,
  proxy,
  cert,
  key,
}: Connection): Promise<{ agents: Agents; tls: AgentOptions }> {
  const [caData, certData, keyData] = [base64(ca), base64(cert), base64(key)];
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [
      {
        name: 'cluster',
        server: server.href,
        // The library wants this said of a server without TLS.
        skipTLSVerify: insecure || server.protocol === 'http:',
        ...(insecure || caData === undefined ? {} : { caData }),
        ...(servername === '' ? {} : { tlsServerName: servername }),
        // Go asks a SOCKS proxy to look the name up, whichever of its two names it goes by.
        ...(proxy === undefined ? {} : { proxyUrl: proxy.href.replace(/^socks5:/, 'socks5h:') }),
      },
    ],
    users: [{ name: 'user', ...(certData === undefined ? {} : { certData }), ...(keyData === undefined ? {} : { keyData }) }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  const given: RequestOptions = { headers: {} };
  await config.applyToHTTPSOptions(given);
  const tls: AgentOptions = {
    // Go trusts whatever certificate is in the list, be it a root, an intermediate or the server's own.
    allowPartialTrustChain: true,
    ...(given.ca === undefined ? {} : { ca: given.ca }),
    ...(given.cert === undefined ? {} : { cert: given.cert }),
    ...(given.key === undefined ? {} : { key: given.key }),
    ...(given.servername === undefined ? {} : { servername: given.servername }),
    rejectUnauthorized: given.rejectUnauthorized !== false,
  };
  const { agent } = given;
  if (proxy !== undefined && agent instanceof HttpAgent) return { agents: { kept: agent, single: agent }, tls };
  // The library's own agents close each connection after one request.
  const make = (keepAlive: boolean): HttpAgent =>
    server.protocol === 'https:'
      ? new HttpsAgent({ keepAlive, scheduling: 'lifo', ...tls })
      : new HttpAgent({ keepAlive, scheduling: 'lifo' });
  return { agents: { kept: make(true), single: make(false) }, tls };
}
