import { goFixed } from '../../base/gotext.js';
import type { Path } from '../../base/path.js';
import type { Destination, MetaRoute, Mutation } from '../aeraki.js';
import { fqdnError, isLabel } from '../fqdn.js';
import { type Check, checkMatch, refuseHost, report } from './check.js';

function checkMutations(check: Check, mutations: readonly Mutation[], path: Path, list: string): void {
  for (let index = 0; index < mutations.length; index++) {
    const mutation = mutations[index];
    for (const part of ['key', 'value'] as const) {
      if (mutation?.[part] !== '') continue;
      const meaning = 'A mutation sets a named attribute to a value; it cannot remove one.';
      report(
        check,
        'AER0207',
        [...path, list, index, part],
        `mutation ${part} cannot be empty`,
        meaning,
        `Give the \`${part}\`.`,
      );
    }
  }
}

function checkMirrorPercentage(check: Check, route: MetaRoute, path: Path): void {
  const percentage = route.mirrorPercentage;
  if (percentage === undefined) return;
  if (route.mirror === undefined) {
    const meaning = 'A share of the requests is to be copied, but no service is named that gets the copies.';
    const words = 'mirrorPercentage and mirror must be set together';
    report(check, 'AER0208', [...path, 'mirrorPercentage'], words, meaning, 'Add `mirror`, or remove `mirrorPercentage`.');
  }
  const isTooMuch = percentage > 100;
  if (!isTooMuch && percentage > 0) return;
  const bound = isTooMuch ? 'greater than 100' : 'less than or equal to 0';
  const words = `mirrorPercentage must not be ${bound} (it has ${goFixed(percentage)})`;
  const meaning = 'It is the share of requests in percent that is copied; without it all are.';
  report(check, 'AER0209', [...path, 'mirrorPercentage', 'value'], words, meaning, 'Give a value above 0 and up to 100.');
}

/** Checks the destination that is those steps below the path, which are joined only where something is wrong. */
function checkDestination(check: Check, destination: Destination, path: Path, steps: Path): void {
  const words = fqdnError(destination.host);
  if (words !== undefined) refuseHost(check, destination.host, words, [...path, ...steps, 'host']);
  if (destination.subset !== '' && !isLabel(destination.subset)) {
    const meaning = 'A subset is named by a label: letters, digits and inner dashes, at most 63.';
    const fix = 'Use the name of a subset of the DestinationRule of this host.';
    report(check, 'AER0221', [...path, ...steps, 'subset'], `subset name is invalid: ${destination.subset}`, meaning, fix);
  }
  const { port } = destination;
  if (port === undefined || (port >= 1 && port <= 65535)) return;
  const range = `port number ${port} must be in the range 1..65535`;
  const meaning = 'It is the port of the service; without `port` the port that the request came for is kept.';
  report(
    check,
    'AER0222',
    [...path, ...steps, 'port', 'number'],
    range,
    meaning,
    'Give the number of a port of the service, or leave out `port`.',
  );
}

function checkDestinations(check: Check, route: MetaRoute, path: Path): void {
  if (route.route.length === 0) {
    const meaning = 'A request that matches has nowhere to go.';
    const fix = 'Add a destination under `route`.';
    report(check, 'AER0211', [...path, 'route'], 'a route must has at least one destination', meaning, fix);
  }
  let sum = 0;
  for (let index = 0; index < route.route.length; index++) {
    const share = route.route[index];
    if (share === undefined) continue;
    if (share.destination === undefined) {
      const meaning = 'This share of the requests has nowhere to go.';
      report(
        check,
        'AER0212',
        [...path, 'route', index],
        'destination is required',
        meaning,
        'Add `destination` with the `host` of a service.',
      );
    } else checkDestination(check, share.destination, path, ['route', index, 'destination']);
    sum += share.weight;
    if (share.weight <= 100) continue;
    const words = `percentage ${share.weight} is not in range 0..100`;
    const meaning = 'A weight is the share of the requests in percent.';
    report(
      check,
      'AER0223',
      [...path, 'route', index, 'weight'],
      words,
      meaning,
      'Give each destination its percent of the requests, 100 together.',
    );
  }
  if (route.route.length <= 1 || sum === 100) return;
  const meaning = 'Weights are percent, so those of several destinations must make 100 together; a missing one counts as 0.';
  const fix = `Add or take ${Math.abs(100 - sum)} so that they make 100.`;
  report(check, 'AER0213', [...path, 'route'], `total destination weight ${sum} != 100`, meaning, fix);
}

/** Rules 6 to 13: one route. */
export function checkRoute(check: Check, route: MetaRoute, index: number): void {
  const path: Path = ['spec', 'routes', index];
  checkMatch(check, route.match, path);
  checkMutations(check, route.requestMutation, path, 'requestMutation');
  checkMutations(check, route.responseMutation, path, 'responseMutation');
  checkMirrorPercentage(check, route, path);
  if (route.mirror !== undefined) checkDestination(check, route.mirror, path, ['mirror']);
  checkDestinations(check, route, path);
}
