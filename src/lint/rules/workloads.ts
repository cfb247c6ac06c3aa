import type { Finding } from '../../base/finding.js';
import type { JsonObject } from '../../base/json.js';
import { protocolOf } from '../../controlplane/names.js';
import { addTo } from '../../mesh/hosts.js';
import { nameOf, note } from '../../mesh/notes.js';
import { integerAt, objectAt, textMapAt } from '../../resource/core.js';
import type { Source, Sourced } from '../../resource/source.js';
import type { LintContext, Rule } from '../types.js';
import { isWithin, textOf, usedGateways } from './gateways.js';

const bootstrap = 'sidecar.istio.io/bootstrapOverride';
const image = 'sidecar.istio.io/proxyImage';
const configMap = 'aeraki-bootstrap-config';

/** Pods that a manifest makes. */
interface Workload {
  source: Source;
  namespace: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  /** Where the annotations of the pods stand. */
  path: string[];
  replicas: number;
}

function workloadsOf({ ofKind }: LintContext): Workload[] {
  const make = ({ value, source }: Sourced<JsonObject>, path: string[]): Workload => {
    const metadata = path.reduce(objectAt, value);
    return {
      source,
      namespace: source.resource.namespace ?? '',
      labels: textMapAt(metadata, 'labels'),
      annotations: textMapAt(metadata, 'annotations'),
      path: [...path, 'annotations'],
      replicas: integerAt(objectAt(value, 'spec'), 'replicas') ?? 1,
    };
  };
  const templates = ['Deployment', 'StatefulSet', 'DaemonSet'].flatMap((kind) => ofKind('apps', kind));
  return [
    ...templates.map((object) => make(object, ['spec', 'template', 'metadata'])),
    ...ofKind('', 'Pod').map((object) => make(object, ['metadata'])),
  ];
}

/** Who needs the MetaProtocol proxy in the pods, by one label of theirs. */
interface User {
  selector: Record<string, string>;
  namespace: string | undefined;
  source: Source;
}

function usersByLabel(context: LintContext): Map<string, User[]> {
  const users: User[] = [
    ...context.mesh.services.flatMap(({ selector, namespace, source, ports }) =>
      ports.some(({ name }) => protocolOf(name) === 'metaprotocol') ? [{ selector, namespace, source }] : [],
    ),
    ...usedGateways(context).map(({ value, source }) => ({
      selector: value.selector,
      namespace: value.metadata.namespace,
      source,
    })),
  ];
  const index = new Map<string, User[]>();
  for (const user of users) {
    const [first] = Object.entries(user.selector);
    if (first !== undefined) addTo(index, first.join('='), user);
  }
  return index;
}

function checkProxy(workload: Workload, index: Map<string, User[]>): Finding[] {
  if (textOf(workload.annotations, 'sidecar.istio.io/inject') === 'false') return [];
  const missing = [
    ...(textOf(workload.annotations, bootstrap) === undefined ? [bootstrap] : []),
    ...(textOf(workload.annotations, image) === undefined ? [image] : []),
  ];
  if (missing.length === 0) return [];
  const candidates = Object.entries(workload.labels).flatMap((label) => index.get(label.join('=')) ?? []);
  const user = candidates.find(
    ({ selector, namespace }) => namespace === workload.namespace && isWithin(selector, workload.labels),
  );
  if (user === undefined) return [];
  const names = missing.join(' and ');
  const message = `These pods belong to ${nameOf(user.source)}, but lack the annotation${missing.length > 1 ? 's' : ''} ${names}: a stock sidecar rejects the MetaProtocol listener.`;
  const related = [{ message: 'What selects the pods.', ...user.source, path: [] }];
  return [
    note('AER0328', workload.source, workload.path, message, {
      related,
      fix: `Add ${names} to the pod template.`,
      target: 'key',
    }),
  ];
}

function checkBootstrap({ annotations, namespace, source, path }: Workload, context: LintContext): Finding[] {
  if (textOf(annotations, bootstrap) !== configMap) return [];
  const own = context.ofKind('', 'Namespace').find((object) => object.source.resource.name === namespace);
  if (own === undefined) return [];
  const labels = textMapAt(objectAt(own.value, 'metadata'), 'labels');
  if (textOf(labels, 'istio-injection') === 'enabled' || (textOf(labels, 'istio.io/rev') ?? '') !== '') return [];
  const given = context
    .ofKind('', 'ConfigMap')
    .some((object) => object.source.resource.name === configMap && object.source.resource.namespace === namespace);
  if (given) return [];
  const message = `Namespace ${namespace} has neither istio-injection: enabled nor istio.io/rev, so that Aeraki does not create ${configMap} there, and these pods do not start.`;
  const related = [{ message: 'The namespace.', ...own.source, path: ['metadata', 'labels'] }];
  return [note('AER0329', source, [...path, bootstrap], message, { related })];
}

/** Local limits of services whose pods are several. */
function checkReplicas({ routers }: LintContext, workloads: readonly Workload[]): Finding[] {
  const several = new Map<string, Workload[]>();
  for (const workload of workloads) {
    if (workload.replicas < 2) continue;
    for (const label of Object.entries(workload.labels)) addTo(several, `${workload.namespace} ${label.join('=')}`, workload);
  }
  if (several.size === 0) return [];
  return routers.flatMap(({ router, source, service }) => {
    if (router.localRateLimit === undefined || service === undefined) return [];
    const [label] = Object.entries(service.selector);
    const candidates = label === undefined ? [] : (several.get(`${service.namespace} ${label.join('=')}`) ?? []);
    const found = candidates.find(({ labels }) => isWithin(service.selector, labels));
    if (found === undefined) return [];
    const message = `Each of the ${found.replicas} pods of ${nameOf(found.source)} counts on its own: the service takes ${found.replicas} times this limit.`;
    const related = [{ message: 'The pods.', ...found.source, path: ['spec', 'replicas'] }];
    return [note('AER0339', source, ['spec', 'localRateLimit'], message, { related, target: 'key' })];
  });
}

export const workloads: Rule = {
  meta: {
    name: 'workloads',
    codes: ['AER0328', 'AER0329', 'AER0339'],
    kinds: ['Deployment', 'StatefulSet', 'DaemonSet', 'Pod', 'MetaRouter'],
  },
  check(context) {
    const all = workloadsOf(context);
    if (all.length === 0) return [];
    const index = usersByLabel(context);
    return [
      ...all.flatMap((workload) => [...checkProxy(workload, index), ...checkBootstrap(workload, context)]),
      ...checkReplicas(context, all),
    ];
  },
};
