import type { Finding } from '../../base/finding.js';
import { asObject, asString, own } from '../../base/json.js';
import { gatewayName } from '../../controlplane/gateway.js';
import { protocolOf } from '../../controlplane/names.js';
import { nameOf, note } from '../../mesh/notes.js';
import type { MetaRouter } from '../../resource/aeraki.js';
import { objectAt, textMapAt, textsAt } from '../../resource/core.js';
import type { Gateway } from '../../resource/istio.js';
import type { Source, Sourced } from '../../resource/source.js';
import type { LintContext, Rule } from '../types.js';

/** Whether all labels of the first are among the second, and there are any. */
export function isWithin(selector: Record<string, string>, labels: Record<string, string>): boolean {
  const entries = Object.entries(selector);
  return entries.length > 0 && entries.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/** The Gateways that MetaRouters name. */
export function usedGateways({ routers, mesh }: LintContext): Sourced<Gateway>[] {
  const names = new Set(routers.flatMap(({ router }) => router.gateways.map((entry) => gatewayName(entry, router))));
  return mesh.gateways.filter(({ value: { metadata } }) => names.has(`${metadata.namespace}/${metadata.name}`));
}

function checkTargetPorts(gateway: Sourced<Gateway>, { mesh }: LintContext): Finding[] {
  const { selector, servers } = gateway.value;
  const services = mesh.services.filter(
    (service) => service.kind === 'Service' && (isWithin(selector, service.selector) || isWithin(service.selector, selector)),
  );
  return services.flatMap((service) =>
    service.ports.flatMap((port) => {
      const server = servers.find(
        ({ portNumber, portName }) => portNumber === port.number && protocolOf(portName) === 'metaprotocol',
      );
      if (server === undefined || typeof port.targetPort !== 'number') return [];
      const message = `The pods of ${nameOf(gateway.source)} listen on ${port.targetPort}, Aeraki patches ${server.portNumber}: the gateway stays plain TCP on this port.`;
      const related = [
        { message: 'The server of the Gateway.', ...gateway.source, path: ['spec', 'servers', server.index, 'port', 'number'] },
      ];
      return [
        note('AER0320', service.source, ['spec', 'ports', port.index, 'targetPort'], message, {
          related,
          fix: `Write targetPort: ${server.portNumber}.`,
        }),
      ];
    }),
  );
}

/** Labels of pods, or of what selects them, and the object that says so. */
interface Place {
  labels: Record<string, string>;
  source: Source;
}

function podPlaces({ ofKind, mesh }: LintContext): Place[] {
  return [
    ...ofKind('apps', 'Deployment').map(({ value, source }) => ({
      labels: textMapAt(objectAt(objectAt(objectAt(value, 'spec'), 'template'), 'metadata'), 'labels'),
      source,
    })),
    ...mesh.services.flatMap(({ kind, selector, source }) => (kind === 'Service' ? [{ labels: selector, source }] : [])),
  ];
}

function checkPods(gateway: Sourced<Gateway>, places: readonly Place[]): Finding[] {
  const { selector, metadata } = gateway.value;
  const fitting = places.filter(({ labels }) => isWithin(selector, labels)).map(({ source }) => source);
  const [elsewhere] = fitting;
  if (elsewhere === undefined || fitting.some(({ resource }) => resource.namespace === metadata.namespace)) return [];
  const message = `The pods of this Gateway are in ${elsewhere.resource.namespace}, but its EnvoyFilter is created in ${metadata.namespace}, where it reaches none of them.`;
  const related = [{ message: 'The pods.', ...elsewhere, path: [] }];
  const fix = `Put the Gateway into ${elsewhere.resource.namespace}.`;
  return [note('AER0321', gateway.source, ['metadata', 'namespace'], message, { related, fix })];
}

/** The MetaRouters by the Gateway and host for which Aeraki makes a VirtualService. */
function generatedFor(routers: LintContext['routers']): Map<string, Sourced<MetaRouter>> {
  return new Map(
    routers.flatMap(({ router, source, host }) =>
      router.gateways.map((entry): [string, Sourced<MetaRouter>] => [
        `${gatewayName(entry, router)} ${host}`,
        { value: router, source },
      ]),
    ),
  );
}

function checkVirtualServices({ routers, ofKind }: LintContext): Finding[] {
  const generated = generatedFor(routers);
  if (generated.size === 0) return [];
  return ofKind('networking.istio.io', 'VirtualService').flatMap(({ value, source }) => {
    if (textMapAt(objectAt(value, 'metadata'), 'labels')['manager'] === 'Aeraki') return [];
    const spec = asObject(own(value, 'spec'));
    return textsAt(spec, 'gateways').flatMap((entry, index) => {
      const gateway = entry.includes('/') ? entry : `${source.resource.namespace}/${entry}`;
      const router = textsAt(spec, 'hosts').flatMap((host) => generated.get(`${gateway} ${host}`) ?? [])[0];
      if (router === undefined) return [];
      const message = `Aeraki makes a VirtualService for Gateway ${gateway} and this host itself: the two are in each other's way.`;
      const related = [{ message: 'The MetaRouter it is made for.', ...router.source, path: ['spec', 'gateways'] }];
      return [note('AER0324', source, ['spec', 'gateways', index], message, { related })];
    });
  });
}

export const gateways: Rule = {
  meta: {
    name: 'gateways',
    codes: ['AER0320', 'AER0321', 'AER0324'],
    kinds: ['MetaRouter', 'Gateway', 'Service', 'VirtualService'],
  },
  check(context) {
    const used = usedGateways(context);
    const places = used.length === 0 ? [] : podPlaces(context);
    return [
      ...used.flatMap((gateway) => [...checkTargetPorts(gateway, context), ...checkPods(gateway, places)]),
      ...checkVirtualServices(context),
    ];
  },
};

/** The text of a label or annotation, or undefined. */
export function textOf(map: Record<string, string>, key: string): string | undefined {
  return Object.hasOwn(map, key) ? asString(map[key]) : undefined;
}
