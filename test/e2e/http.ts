import { Agent, createServer, request } from 'node:http';
import type { JsonObject } from '../../src/base/json.js';

/** What became of a request: the route that Envoy took, if any, and the headers that the server behind saw. */
export interface Arrival {
  route: string | null;
  headers: Record<string, string>;
}

/** An HTTP server that answers with the headers it was sent. */
export interface Backend {
  port: number;
  stop(): Promise<void>;
}

/** Starts a {@link Backend} on a free loopback port. */
export async function startBackend(): Promise<Backend> {
  const server = createServer((message, response) => {
    message.resume();
    response.end(JSON.stringify(message.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === 'object' ? address.port : 0,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const loopback = (portValue: number): JsonObject => ({ socketAddress: { address: '127.0.0.1', portValue } });

/**
 * An HTTP listener whose routes come over RDS from a file, as MetaRDS carries them. The name of the route that was taken is told in a header of
 * the answer, which leaves the routes as they are.
 */
export function routesListener(name: string, routeConfiguration: string, file: string): JsonObject {
  const type = (name: string): string => `type.googleapis.com/envoy.extensions.filters.${name}`;
  const tell = { append: { header: { key: 'x-route', value: '%ROUTE_NAME%' } } };
  const connectionManager = {
    '@type': type('network.http_connection_manager.v3.HttpConnectionManager'),
    statPrefix: name,
    rds: { routeConfigName: routeConfiguration, configSource: { resourceApiVersion: 'V3', pathConfigSource: { path: file } } },
    httpFilters: [
      {
        name: 'envoy.filters.http.header_mutation',
        typedConfig: { '@type': type('http.header_mutation.v3.HeaderMutation'), mutations: { responseMutations: [tell] } },
      },
      { name: 'envoy.filters.http.router', typedConfig: { '@type': type('http.router.v3.Router') } },
    ],
  };
  const filter = { name: 'envoy.filters.network.http_connection_manager', typedConfig: connectionManager };
  return { name, address: loopback(0), filterChains: [{ filters: [filter] }] };
}

/** A file's content for {@link routesListener}. */
export function rdsFile(routeConfiguration: JsonObject): string {
  const resource = { '@type': 'type.googleapis.com/envoy.config.route.v3.RouteConfiguration', ...routeConfiguration };
  return JSON.stringify({ versionInfo: '1', resources: [resource] });
}

/** Clusters of these names, all with one server behind. */
export function clustersOf(names: Iterable<string>, port: number): JsonObject[] {
  const endpoints = [{ lbEndpoints: [{ endpoint: { address: loopback(port) } }] }];
  return [...new Set(names)].map((name) => ({ name, type: 'STATIC', loadAssignment: { clusterName: name, endpoints } }));
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** Sends a request whose headers are these attributes, in UTF-8. */
export function send(port: number, attributes: Record<string, string>): Promise<Arrival> {
  const headers = Object.entries(attributes).map(([name, value]) => [name, Buffer.from(value, 'utf8').toString('latin1')]);
  return new Promise((resolve, reject) => {
    const call = request({ host: '127.0.0.1', port, agent, headers: Object.fromEntries(headers), timeout: 10_000 }, (answer) => {
      let body = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => {
        body += chunk;
      });
      answer.on('error', reject);
      answer.on('end', () => {
        const found = answer.statusCode === 200;
        if (!found && answer.statusCode !== 404) reject(new Error(`${answer.statusCode} ${body}`));
        else resolve({ route: found ? String(answer.headers['x-route'] ?? '') : null, headers: found ? JSON.parse(body) : {} });
      });
    });
    call.on('timeout', () => call.destroy(new Error('no answer for 10 s')));
    call.on('error', reject);
    call.end();
  });
}
