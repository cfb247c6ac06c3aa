import type { Aspect, Behaviour } from '../../analysis/behaviour.js';
import type { Witness } from '../../analysis/coverage.js';
import type { Change, UndecidedChange } from '../../analysis/impact.js';
import type { TokenBucket } from '../../dataplane/types.js';
import { clusterInWords, percentText } from '../words.js';

/** Where a change is: cluster names are told by their subset where they are of this host. */
export interface Place {
  host: string;
  port: number;
}

/** A part of a behaviour that is told as one line: what it is called, before and after. */
export interface Difference {
  label: string;
  before: string;
  after: string;
}

/** Requests by an example: `method=getUser user=a`. */
export function requestInWords(attributes: Record<string, string>): string {
  const pairs = Object.entries(attributes).map(
    ([name, value]) => `${name}=${/^[\w./:@-]+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  return pairs.length === 0 ? 'one without attributes' : pairs.join(' ');
}

/** Said of a request with control characters and the like: the change is there, but hardly anyone will meet it. */
export const hardlySent = 'with unusual characters';

/** The request of a change, marked where it is one that hardly anyone will send. */
export function witnessInWords({ attributes, unusual }: Witness): string {
  return `${requestInWords(attributes)}${unusual ? ` (${hardlySent})` : ''}`;
}

/** Everything in which two behaviours differ, for a person. The routes come last, where they differ. */
export function differencesInWords(place: Place, change: Change | UndecidedChange): Difference[] {
  const { before, after } = change;
  const rows: Difference[] = [];
  const add = (label: string, tell: (side: Behaviour) => string): void => {
    const row = {
      label,
      before: before === null ? 'not by Aeraki' : tell(before),
      after: after === null ? 'not by Aeraki' : tell(after),
    };
    if (row.before !== row.after) rows.push(row);
  };
  add('goes to', (side) => destination(place, side));
  for (const aspect of ['mirrors', 'requestMutation', 'hashPolicy', 'rateLimit'] as const) {
    if (before !== null && after !== null) add(labels[aspect], (side) => tellers[aspect](place, side));
  }
  add('route', (side) => (side.route === null ? 'none' : JSON.stringify(side.route.name)));
  return rows;
}

/** A change as one sentence. */
export function changeInWords(place: Place, change: Change | UndecidedChange): string {
  const told = differencesInWords(place, change)
    .map(({ label, before, after }) => `${label}: ${before} -> ${after}`)
    .join('; ');
  return 'reason' in change
    ? `Not decided whether requests to ${place.host}:${place.port} change (${told}): ${change.reason}.`
    : `Requests to ${place.host}:${place.port} such as ${witnessInWords(change.witness)} change: ${told}.`;
}

const labels = { mirrors: 'mirror', requestMutation: 'mutation', hashPolicy: 'hash', rateLimit: 'limit' } as const;

function destination(place: Place, { error, cluster, split }: Behaviour): string {
  if (error !== null) return `error ${error}`;
  if (cluster !== null) return clusterInWords(cluster, place.host, place.port);
  if (split.length === 0) return 'a split without weights';
  return split
    .map((share) => `${percentText(share.percent)} ${clusterInWords(share.cluster, place.host, place.port)}`)
    .join(', ');
}

const tellers: Record<Exclude<Aspect, 'cluster' | 'split' | 'error'>, (place: Place, side: Behaviour) => string> = {
  mirrors: (place, { mirrors }) =>
    mirrors
      .map(({ cluster, percent }) => `${percentText(percent)} to ${clusterInWords(cluster, place.host, place.port)}`)
      .join(', ') || 'none',
  requestMutation: (_, { requestMutation }) => requestMutation.map(({ key, value }) => `${key}=${value}`).join(', ') || 'none',
  hashPolicy: (_, { hashPolicy }) => hashPolicy.join(', ') || 'none',
  rateLimit: (_, { rateLimit }) => {
    const { local, global } = rateLimit;
    const asked = global === null ? [] : [`asks ${global.service} for ${global.domain}, ${global.onFailure} without an answer`];
    return [...(local === null ? [] : [bucketInWords(local)]), ...asked].join('; ') || 'none';
  },
};

/** `100 requests, 100 more every 1 s`. */
function bucketInWords({ maxTokens, tokensPerFill, fillIntervalMs }: TokenBucket): string {
  const interval = fillIntervalMs % 1000 === 0 ? `${fillIntervalMs / 1000} s` : `${fillIntervalMs} ms`;
  return `${maxTokens} requests, ${tokensPerFill} more every ${interval}`;
}
