import type { JsonObject } from '../../base/json.js';
import { asObject, asString, own } from '../../base/json.js';
import type { Pod } from '../../cluster/pods.js';
import type { Cluster } from '../../cluster/types.js';
import { sanitize } from '../../report/sanitize.js';
import { canAsk, confirm } from '../applying/asking.js';
import { CliError } from '../errors.js';
import { write } from '../io.js';
import { installationQuery, withCluster } from '../live.js';
import { onePod } from '../onepod.js';
import { flag } from '../options.js';
import { anyPod, wantedPods } from '../podsets.js';
import type { Handler, Invocation } from '../types.js';

/** What is to be started again, and what follows from it. */
type Target =
  | { kind: 'deployment'; namespace: string; name: string; consequence: string }
  | { kind: 'pod'; pod: Pod; consequence: string };

/** Runs `restart`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  return await withCluster(invocation, async (cluster, signal) => {
    const targets = await targetsOf(cluster, invocation, signal);
    for (const target of targets) {
      const named = nameOf(target);
      if (!flag(options, 'yes')) {
        const question = `${named} will be started again. ${target.consequence}`;
        if (!canAsk(io)) throw new CliError(question, 'Give --yes if that is meant.');
        if (!(await confirm(`${sanitize(question)} Go on?`, io, signal))) return 1;
      }
      await startAgain(cluster, target, signal);
      await write(io.stdout, `${sanitize(named)} is being started again\n`);
    }
    return 0;
  });
};

function nameOf(target: Target): string {
  return target.kind === 'pod'
    ? `pod ${target.pod.name} in namespace ${target.pod.namespace}`
    : `deployment ${target.name} in namespace ${target.namespace}`;
}

const consequences = {
  istiod: 'Proxies keep what they hold; Aeraki connects again after up to a minute, and sees no change until then.',
  aeraki: 'Proxies keep what they hold; changes are taken up once it leads again, after some 20 to 40 seconds.',
};

async function targetsOf(cluster: Cluster, invocation: Invocation, signal: AbortSignal): Promise<Target[]> {
  const { options, arguments: words } = invocation;
  const [what = ''] = words;
  if (what === 'istiod' || what === 'aeraki') {
    const { findInstallation } = await import('../../cluster/snapshot.js');
    const installation = await findInstallation(cluster, installationQuery(options), signal);
    const found = what === 'istiod' ? installation.istiod : installation.aeraki;
    if (found.length === 0)
      throw (
        installation.refused ??
        new CliError(
          `no Deployment of ${what} was found in this cluster (context ${cluster.context})`,
          `Say where it is with --${what === 'istiod' ? 'istio' : 'aeraki'}-namespace.`,
        )
      );
    return found.map(({ name, namespace }) => ({ kind: 'deployment', namespace, name, consequence: consequences[what] }));
  }
  const [, deployment] = /^deploy(?:ments?)?(?:\.apps)?\/(.+)$/.exec(what) ?? [];
  if (deployment !== undefined) {
    const { namespace = cluster.namespace } = wantedPods(invocation, cluster);
    await checkDeployment(cluster, deployment, namespace);
    return [{ kind: 'deployment', namespace, name: deployment, consequence: 'Its pods are replaced one by one.' }];
  }
  const pod = await onePod(invocation, cluster, anyPod, signal);
  const consequence =
    pod.owner === ''
      ? 'It belongs to nothing that would make it anew: it will be gone.'
      : `It is deleted with the time it asks for, and ${pod.owner} makes another.`;
  return [{ kind: 'pod', pod, consequence }];
}

async function checkDeployment(cluster: Cluster, name: string, namespace: string): Promise<void> {
  const [{ getObject }, { resources }] = await Promise.all([
    import('../../cluster/objects.js'),
    import('../../cluster/resources.js'),
  ]);
  if ((await getObject(cluster, resources.deployments, name, namespace)) === undefined)
    throw new CliError(
      `no deployment ${name} in namespace ${namespace} (context ${cluster.context})`,
      'Give the namespace with -n, or name a pod.',
    );
}

async function startAgain(cluster: Cluster, target: Target, signal: AbortSignal): Promise<void> {
  const [{ deleteObject, patchObject }, { resources }] = await Promise.all([
    import('../../cluster/objects.js'),
    import('../../cluster/resources.js'),
  ]);
  if (target.kind === 'pod') {
    const { name, namespace, value } = target.pod;
    const uid = asString(own(asObject(own(value, 'metadata')) ?? {}, 'uid'));
    await deleteObject(cluster, resources.pods, name, namespace, { signal, ...(uid === undefined ? {} : { uid }) });
    return;
  }
  // The annotation that kubectl rollout restart sets: the template is another one, so that the pods are.
  const annotations: JsonObject = { 'kubectl.kubernetes.io/restartedAt': new Date().toISOString() };
  const patch: JsonObject = { spec: { template: { metadata: { annotations } } } };
  await patchObject(cluster, resources.deployments, target.name, target.namespace, patch, { signal });
}
