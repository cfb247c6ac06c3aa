import { asList, asNumber, isObject, type Json, type JsonObject, own } from '../../base/json.js';
import { protocolOf } from '../../controlplane/names.js';
import { parseVersion } from '../../controlplane/versions.js';
import { objectAt, textAt, textMapAt } from '../../resource/core.js';
import { xdsHost, xdsPort } from './aeraki.js';
import { count, failed, given, names, ok, unknown, warning } from './outcome.js';
import type { Check, ControlPlane, Observation, Outcome } from './types.js';

/** The namespaces: injection, and what their pods are started with. */
export const namespaceChecks: readonly Check[] = [
  {
    id: 'namespaces-injection',
    group: 'namespaces',
    code: 'AER1151',
    title: 'Namespaces with services of Aeraki get sidecars',
    run: injection,
  },
  {
    id: 'bootstrap-present',
    group: 'namespaces',
    code: 'AER1152',
    title: 'Namespaces have the ConfigMap that pods are started with',
    when: 'after',
    run: present,
  },
  {
    id: 'bootstrap-current',
    group: 'namespaces',
    code: 'AER1153',
    title: 'Bootstrap ConfigMaps fit the Aeraki that runs',
    run: current,
  },
];

/** Whether Aeraki makes its ConfigMap in a namespace with these labels (`kube/namesapce.go`). */
function isInjected(labels: Record<string, string>): boolean {
  const label = (name: string): string => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : '');
  return label('istio-injection') === 'enabled' || label('istio.io/rev') !== '';
}

function labelsByName(namespaces: readonly JsonObject[]): Map<string, Record<string, string>> {
  return new Map(
    namespaces.map((namespace) => {
      const metadata = objectAt(namespace, 'metadata');
      return [textAt(metadata, 'name'), textMapAt(metadata, 'labels')];
    }),
  );
}

function injection({ namespaces, mesh }: Observation): Outcome {
  return given(namespaces, (all) =>
    given(mesh, ({ services }) => {
      const labels = labelsByName(all);
      const used = [
        ...new Set(
          services
            .filter(
              ({ ports, selector }) =>
                Object.keys(selector).length > 0 && ports.some(({ name }) => protocolOf(name) !== undefined),
            )
            .map(({ namespace }) => namespace),
        ),
      ];
      const details = used.sort().flatMap((name) => {
        const own = labels.get(name);
        return own === undefined || isInjected(own) ? [] : [`${name} has neither istio-injection=enabled nor istio.io/rev`];
      });
      for (const [name, own] of labels) {
        if (Object.hasOwn(own, 'istio-injection') && Object.hasOwn(own, 'istio.io/rev'))
          details.push(
            `${name} has both istio-injection=${own['istio-injection']} and istio.io/rev=${own['istio.io/rev']}; the first wins`,
          );
      }
      if (details.length > 0) return warning(`${count(details.length, 'namespace')} may be without sidecars.`, { details });
      return ok(used.length === 0 ? 'no namespace has such services' : count(used.length, 'namespace'));
    }),
  );
}

function present({ namespaces, bootstraps, aeraki }: Observation): Outcome {
  if ('value' in aeraki && aeraki.value.length === 0) return unknown('no Aeraki was found');
  return given(namespaces, (all) =>
    given(bootstraps, (maps) => {
      const having = new Set(maps.map((map) => textAt(objectAt(map, 'metadata'), 'namespace')));
      const injected = [...labelsByName(all)].filter(([, labels]) => isInjected(labels)).map(([name]) => name);
      const lacking = injected.filter((name) => !having.has(name));
      if (lacking.length === 0)
        return ok(injected.length === 0 ? 'no namespace is labelled for injection' : count(injected.length, 'namespace'));
      return failed(`${names(lacking)} ${lacking.length === 1 ? 'has' : 'have'} no aeraki-bootstrap-config.`, {
        ...(lacking.length > 4 ? { details: lacking } : {}),
      });
    }),
  );
}

/** What a bootstrap ConfigMap says of the server of MetaRDS. */
export interface BootstrapServer {
  host: string;
  port: number | undefined;
  tls: boolean;
}

/** Reads a bootstrap ConfigMap; undefined where it is no JSON, or has no cluster aeraki-xds. */
export function readBootstrap(map: JsonObject): BootstrapServer | undefined {
  const text = textAt(objectAt(map, 'data'), 'custom_bootstrap.json');
  let bootstrap: unknown;
  try {
    bootstrap = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(bootstrap)) return undefined;
  const clusters = asList(own(objectAt(bootstrap, 'static_resources'), 'clusters')).filter(isObject);
  const cluster = clusters.find((item) => textAt(item, 'name') === 'aeraki-xds');
  if (cluster === undefined) return undefined;
  const group = firstOf(own(objectAt(cluster, 'load_assignment'), 'endpoints'));
  const endpoint = objectAt(firstOf(own(group, 'lb_endpoints')), 'endpoint');
  const address = objectAt(objectAt(endpoint, 'address'), 'socket_address');
  return {
    host: textAt(address, 'address'),
    port: asNumber(own(address, 'port_value')),
    tls: Object.hasOwn(cluster, 'transport_socket'),
  };
}

function firstOf(value: Json | undefined): JsonObject {
  const [first] = asList(value);
  return isObject(first) ? first : {};
}

/** Whether an Aeraki serves MetaRDS with mutual TLS: 1.4.1 and older do not, newer ones do. Undefined: its version is not known. */
export function servesTls(aeraki: ControlPlane): boolean | undefined {
  const version = parseVersion(aeraki.version);
  if (version === undefined) return undefined;
  const { major, minor, patch } = version;
  return major > 1 || (major === 1 && (minor > 4 || (minor === 4 && patch > 1)));
}

function current({ bootstraps, aeraki, before }: Observation): Outcome {
  return given(bootstraps, (maps) => {
    if (maps.length === 0) return ok('there is none');
    const running = 'value' in aeraki ? aeraki.value[0] : undefined;
    if (running === undefined) {
      const left = maps.map((map) => textAt(objectAt(map, 'metadata'), 'namespace'));
      if (!before) return unknown('no Aeraki was found to compare them with');
      return warning(
        `${count(maps.length, 'ConfigMap')} of an earlier Aeraki ${maps.length === 1 ? 'is' : 'are'} left over, and a new one does not update them.`,
        {
          details: [names(left, 12)],
          fix: 'Delete aeraki-bootstrap-config in these namespaces before you install.',
        },
      );
    }
    return compared(maps, running);
  });
}

function compared(maps: readonly JsonObject[], running: ControlPlane): Outcome {
  const tls = servesTls(running);
  const [host, port] = [xdsHost(running), xdsPort(running)];
  const servers = maps.map((map) => ({ namespace: textAt(objectAt(map, 'metadata'), 'namespace'), server: readBootstrap(map) }));
  const wrong: string[] = [];
  for (const { namespace, server } of servers) {
    if (server === undefined) wrong.push(`${namespace}: it is no JSON with a cluster aeraki-xds`);
    else {
      if (tls !== undefined && server.tls !== tls)
        wrong.push(
          `${namespace}: ${server.tls ? 'mutual TLS, where Aeraki' : 'plain text, where Aeraki'} ${running.version} ${tls ? 'demands mutual TLS' : 'speaks plain text'}`,
        );
      if (server.host !== host || (port !== undefined && server.port !== port))
        wrong.push(`${namespace}: it leads to ${server.host}:${server.port ?? '?'}, Aeraki is at ${host}:${port ?? '?'}`);
    }
  }
  if (wrong.length > 0)
    return failed(
      `${count(new Set(wrong.map((line) => line.split(':')[0])).size, 'ConfigMap')} of ${maps.length} ${wrong.length === 1 ? 'does' : 'do'} not fit: no routes arrive there.`,
      { details: wrong },
    );
  if (tls !== undefined) return ok(count(maps.length, 'ConfigMap'));
  const withTls = servers.filter(({ server }) => server?.tls === true);
  if (withTls.length > 0 && withTls.length < servers.length) {
    const plain = servers.filter(({ server }) => server?.tls !== true).map(({ namespace }) => namespace);
    return failed(`Some ConfigMaps speak plain text (${names(plain)}), others mutual TLS: one kind cannot work.`);
  }
  return unknown(
    `the version of Aeraki is not known; all ${maps.length} lead to ${host}:${port ?? '?'} ${withTls.length > 0 ? 'with mutual TLS' : 'in plain text'}`,
  );
}
