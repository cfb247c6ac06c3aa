import type { Finding } from '../../base/finding.js';
import { ClusterError } from '../../cluster/errors.js';
import { listObjects } from '../../cluster/objects.js';
import { resources } from '../../cluster/resources.js';
import { forEachLimited } from '../../cluster/streams.js';
import type { Cluster, Resource } from '../../cluster/types.js';
import { keyOfName, nameInWords, nameOfObject } from '../../live/objectname.js';
import { isOurs } from '../../live/ownership.js';
import { plannedDeletion } from '../../live/plan.js';
import { parseSelector } from '../../live/selector.js';
import { objectAt, textMapAt } from '../../resource/core.js';
import { CliError } from '../errors.js';
import { atOnce, refOf, type Target } from './targets.js';
import type { PlannedStep } from './trying.js';

/** The kinds that are looked through in any case: those that make up the rules of a mesh. */
const always: readonly Resource[] = [
  resources.metaRouters,
  resources.applicationProtocols,
  resources.redisServices,
  resources.redisDestinations,
  resources.dubboAuthorizationPolicies,
  resources.destinationRules,
  resources.serviceEntries,
  resources.virtualServices,
  resources.gateways,
];

/** Never deleted by pruning: all that is in them, or of their kind, would go with them. */
const never = new Set(['Namespace', 'CustomResourceDefinition']);

/** Throws where a selector cannot be read. */
export function checkSelector(selector: string): (labels: Readonly<Record<string, string>>) => boolean {
  const test = parseSelector(selector);
  if (test === undefined)
    throw new CliError(`--selector ${selector}: not a label selector`, 'Write it as app=thrift, or tier in (a, b).');
  return test;
}

/**
 * What was applied by this program once, is selected, and is not among the files any more. Looked for in the namespaces of the files and `namespace`, and among
 * cluster-scoped objects.
 */
export async function findPruned(
  cluster: Cluster,
  targets: readonly Target[],
  options: { selector: string; namespace: string; signal: AbortSignal },
): Promise<PlannedStep[]> {
  const { selector, namespace, signal } = options;
  const kept = new Set(targets.map(({ name }) => keyOfName(name)));
  const namespaces = [...new Set([namespace, ...targets.map(({ name }) => name.namespace)])].filter((name) => name !== '');
  const kinds = new Map(
    [...always, ...targets.map(({ resource }) => resource)].map((kind) => [`${kind.group}/${kind.plural}`, kind]),
  );
  const asked = [...kinds.values()]
    .filter(({ kind }) => !never.has(kind))
    .flatMap((resource): { resource: Resource; namespace?: string }[] =>
      resource.namespaced ? namespaces.map((space) => ({ resource, namespace: space })) : [{ resource }],
    );
  const found = await forEachLimited(asked, atOnce, async ({ resource, namespace: space }) => {
    try {
      const selection = { labelSelector: selector, signal, ...(space === undefined ? {} : { namespace: space }) };
      const { items } = await listObjects(cluster, resource, selection);
      return items.map((object): PlannedStep => ({ resource, planned: plannedDeletion(nameOfObject(object, ''), object) }));
    } catch (error) {
      // A kind that is not installed has no objects.
      if (error instanceof ClusterError && error.kind === 'not-found') return [];
      throw error;
    }
  });
  return found
    .flat()
    .filter(({ planned: { before, name } }) => before !== undefined && isOurs(before) && !kept.has(keyOfName(name)));
}

/** Warns of objects that a later pruning with the selector will not find. */
export function outsideOf(targets: readonly Target[], selector: string): Finding[] {
  const isSelected = checkSelector(selector);
  return targets.flatMap(({ name, object, origin }): Finding[] => {
    if (never.has(name.kind) || isSelected(textMapAt(objectAt(object, 'metadata'), 'labels'))) return [];
    return [
      {
        code: 'AER1306',
        severity: 'warning',
        message: `${nameInWords(name)} does not have the labels of --selector ${selector}: once it is out of the files, --prune will not delete it.`,
        origin,
        resource: refOf(name),
        path: ['metadata', 'labels'],
        fix: 'Give it the labels that the selector asks for.',
      },
    ];
  });
}
