import { asBoolean, asNumber, asString, isObject, type JsonObject, own } from '../base/json.js';
import type { Service } from '../mesh/types.js';
import { listAt, objectAt, textAt, textMapAt, textsAt } from '../resource/core.js';
import { isSelected } from './expected.js';

/** What of a pod decides whether it is behind a service. */
export interface PodFacts {
  name: string;
  namespace: string;
  labels: Readonly<Record<string, string>>;
  ready: boolean;
  ip: string;
  hasProxy: boolean;
}

/** What stands behind services: everything of the namespaces that were asked for. */
export interface Workloads {
  pods: readonly PodFacts[];
  /** EndpointSlices and WorkloadEntries as the API server has them. */
  slices: readonly JsonObject[];
  entries: readonly JsonObject[];
  /** Kinds that could not be read: nothing is said of their absence. */
  unread: readonly string[];
}

/** One endpoint of a service. */
export interface ServiceEndpoint {
  /** Address, with the port where it is known. */
  address: string;
  ready: boolean;
  /** `namespace/name`; absent where it is no pod. */
  pod?: string;
  labels: Readonly<Record<string, string>>;
  /** Whether the pod has a sidecar; undefined where it is no pod. */
  hasProxy?: boolean;
}

/**
 * Who is behind a service. `listed`: as EndpointSlices list them, or as Istio finds them by a ServiceEntry's selector; `written`: the endpoints of a
 * ServiceEntry; `dns`: whoever the host resolves to; `passthrough`: whichever address the client asks for; `unknown`: it could not be read.
 */
export interface Backing {
  kind: 'listed' | 'written' | 'dns' | 'passthrough' | 'unknown';
  endpoints: ServiceEndpoint[];
  /** Pods that a Service selects and no EndpointSlice lists. */
  unlisted: string[];
}

/** Who is behind a service on one of its ports. `object` is the service as the API server has it. */
export function backingOf(service: Service, object: JsonObject | undefined, portName: string, workloads: Workloads): Backing {
  return service.kind === 'Service' ? ofService(service, portName, workloads) : ofEntry(service, object, workloads);
}

function ofService(service: Service, portName: string, { pods, slices, unread }: Workloads): Backing {
  if (service.resolution === 'DNS') return { kind: 'dns', endpoints: [], unlisted: [] };
  if (unread.includes('EndpointSlice')) return { kind: 'unknown', endpoints: [], unlisted: [] };
  const name = service.source.resource.name ?? '';
  const byName = new Map(pods.map((pod) => [`${pod.namespace}/${pod.name}`, pod]));
  const endpoints = new Map<string, ServiceEndpoint>();
  for (const slice of slices) {
    const metadata = objectAt(slice, 'metadata');
    if (textAt(metadata, 'namespace') !== service.namespace) continue;
    if (textMapAt(metadata, 'labels')['kubernetes.io/service-name'] !== name) continue;
    const port = portOf(slice, portName);
    if (port === undefined) continue;
    for (const item of listAt(slice, 'endpoints')) {
      if (!isObject(item)) continue;
      const target = objectAt(item, 'targetRef');
      const pod = textAt(target, 'kind') === 'Pod' ? byName.get(`${service.namespace}/${textAt(target, 'name')}`) : undefined;
      const [address = ''] = textsAt(item, 'addresses');
      // As the API has it, no condition means ready.
      const ready = asBoolean(own(objectAt(item, 'conditions'), 'ready')) ?? true;
      endpoints.set(address, {
        address: port === 0 ? address : `${address}:${port}`,
        ready,
        labels: pod?.labels ?? {},
        ...(textAt(target, 'kind') === 'Pod' ? { pod: `${service.namespace}/${textAt(target, 'name')}` } : {}),
        ...(pod === undefined ? {} : { hasProxy: pod.hasProxy }),
      });
    }
  }
  const listed = new Set([...endpoints.values()].map(({ pod }) => pod));
  const selected = Object.keys(service.selector).length === 0 ? [] : selectedPods(service, pods);
  const unlisted = selected.map(({ namespace, name: pod }) => `${namespace}/${pod}`).filter((pod) => !listed.has(pod));
  return { kind: 'listed', endpoints: [...endpoints.values()], unlisted };
}

/** The port of a slice by the name of the service's port; 0 where the slice gives none, undefined where it has others. */
function portOf(slice: JsonObject, name: string): number | undefined {
  const ports = listAt(slice, 'ports').filter(isObject);
  if (ports.length === 0) return 0;
  const port = ports.find((each) => textAt(each, 'name') === name);
  return port === undefined ? undefined : (asNumber(own(port, 'port')) ?? 0);
}

function selectedPods(service: Service, pods: readonly PodFacts[]): PodFacts[] {
  return pods.filter((pod) => pod.namespace === service.namespace && isSelected(service.selector, pod.labels));
}

function ofEntry(service: Service, object: JsonObject | undefined, workloads: Workloads): Backing {
  const spec = objectAt(object, 'spec');
  const written = listAt(spec, 'endpoints').filter(isObject);
  if (written.length > 0) {
    const endpoints = written.map((item) => ({
      address: asString(own(item, 'address')) ?? '',
      ready: true,
      labels: textMapAt(item, 'labels'),
    }));
    return { kind: 'written', endpoints, unlisted: [] };
  }
  if (Object.keys(service.selector).length > 0) {
    if (workloads.unread.includes('Pod')) return { kind: 'unknown', endpoints: [], unlisted: [] };
    const pods = selectedPods(service, workloads.pods).map(
      (pod): ServiceEndpoint => ({
        address: pod.ip,
        ready: pod.ready,
        pod: `${pod.namespace}/${pod.name}`,
        labels: pod.labels,
        hasProxy: pod.hasProxy,
      }),
    );
    const entries = workloads.entries.flatMap((entry): ServiceEndpoint[] => {
      const labels = textMapAt(objectAt(entry, 'spec'), 'labels');
      const here = textAt(objectAt(entry, 'metadata'), 'namespace') === service.namespace;
      if (!here || !isSelected(service.selector, labels)) return [];
      return [{ address: textAt(objectAt(entry, 'spec'), 'address'), ready: true, labels }];
    });
    return { kind: 'listed', endpoints: [...pods, ...entries], unlisted: [] };
  }
  const kind = service.resolution.startsWith('DNS') ? 'dns' : service.resolution === 'NONE' ? 'passthrough' : 'listed';
  return { kind, endpoints: [], unlisted: [] };
}

/** Those of a backing that a subset's labels select. */
export function inSubset(backing: Backing, labels: Readonly<Record<string, string>>): ServiceEndpoint[] {
  return backing.endpoints.filter((endpoint) => isSelected(labels, endpoint.labels));
}
