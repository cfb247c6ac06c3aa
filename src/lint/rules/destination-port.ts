import type { Finding } from '../../base/finding.js';
import { applicationProtocolOf } from '../../controlplane/names.js';
import { nameOf, note } from '../../mesh/notes.js';
import { destinationsOf, type PlacedDestination } from '../parts.js';
import type { LintContext, RoutedHost, Rule } from '../types.js';

function checkOne(context: LintContext, routed: RoutedHost, placed: PlacedDestination): Finding[] {
  const { source, ports, router } = routed;
  const { destination, path, mirror } = placed;
  const [target] = context.hosts.get(destination.host) ?? [];
  if (target === undefined || ports.length === 0) return [];
  const has = (number: number) => target.ports.some((port) => port.number === number);
  const listed = target.ports.map(({ number }) => number).join(', ') || 'none';
  const related = [
    { message: `The ports of ${destination.host}.`, ...target.source, path: ['spec', 'ports'], target: 'key' as const },
  ];
  const follows = mirror ? 'nothing is mirrored' : 'requests that take the route are answered with ClusterNotFound';
  const given = destination.port ?? 0;
  const only = target.ports.length === 1 ? target.ports[0]?.number : undefined;
  if (given !== 0) {
    if (has(given)) return protocolFinding(placed, routed, given, target);
    const message = `${destination.host} has no port ${given} (it has ${listed}): ${follows}.`;
    const fix = only === undefined ? {} : { fix: `Write ${only}.` };
    // A destination may be there for a gateway alone, whose port it names.
    const severity = router.gateways.length > 0 ? 'warning' : 'error';
    return [note('AER0303', source, [...path, 'port', 'number'], message, { severity, related, ...fix })];
  }
  const missing = ports.find(({ number }) => !has(number));
  if (missing === undefined) return protocolFinding(placed, routed, ports[0]?.number ?? 0, target);
  const message = `Without port, this destination gets the port ${missing.number} of the service that the MetaRouter is for, which ${destination.host} does not have (it has ${listed}): ${follows}.`;
  const fix = `Write port: {number: ${only ?? '…'}}.`;
  return [note('AER0303', source, [...path, 'host'], message, { severity: 'error', related, fix })];
}

/** Whether the port that requests go to speaks another protocol than the service that was called. */
function protocolFinding(
  { destination, path, mirror }: PlacedDestination,
  { source, ports }: RoutedHost,
  number: number,
  target: RoutedHost['service'],
): Finding[] {
  const port = target?.ports.find((candidate) => candidate.number === number);
  const own = new Set(ports.map(({ name }) => applicationProtocolOf(name)));
  if (target === undefined || port === undefined || own.size !== 1) return [];
  const spoken = port.name.split('-')[1]?.toLowerCase() === 'metaprotocol' ? applicationProtocolOf(port.name) : undefined;
  if (spoken === undefined || own.has(spoken)) return [];
  const follows = mirror ? 'an answer that cannot be decoded ends the sidecar' : 'the server cannot read the requests';
  const message = `Requests are in ${[...own][0]}, but port ${number} of ${destination.host} is ${port.name}: ${follows}.`;
  const related = [
    { message: `The port of ${nameOf(target.source)}.`, ...target.source, path: ['spec', 'ports', port.index, 'name'] },
  ];
  return [note('AER0340', source, [...path, 'host'], message, { related })];
}

export const destinationPort: Rule = {
  meta: { name: 'destination-port', codes: ['AER0303', 'AER0340'], kinds: ['MetaRouter'] },
  check: (context) =>
    context.routers.flatMap((routed) =>
      destinationsOf(routed.router).flatMap((placed) =>
        placed.destination.host === routed.host && (placed.destination.port ?? 0) === 0 ? [] : checkOne(context, routed, placed),
      ),
    ),
};
