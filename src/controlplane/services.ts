import type { Related } from '../base/finding.js';
import { nameOf, note } from '../mesh/notes.js';
import type { Mesh, Service } from '../mesh/types.js';
import type { GeneratorContext } from './draft.js';
import { type GeneratedProtocol, protocolOf } from './names.js';

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Notes what is amiss with the ports of a service that Aeraki manages, and with what it selects. */
export function checkService({ service, host, notes }: GeneratorContext, protocol: GeneratedProtocol): void {
  const { source } = service;
  const portPath = (index: number, field: string) => ['spec', 'ports', index, field];
  const managed = service.ports.filter(({ name }) => protocolOf(name) === protocol);
  if (service.hosts.length > 1) {
    const message = `Aeraki looks only at the first of ${service.hosts.length} hosts, ${host}.`;
    notes.push(note('AER0437', source, ['spec', 'hosts', 1], message));
  }
  for (const port of service.ports) {
    const other = protocolOf(port.name);
    if (other !== undefined && other !== protocol) {
      const message = `The ${protocol} port of this service decides, so that the ${other} port ${port.name} gets no filter.`;
      notes.push(note('AER0429', source, portPath(port.index, 'name'), message));
    }
  }
  for (const port of managed) {
    const [first = '', second = ''] = port.name.split('-');
    const tcp = (text: string) => text.toLowerCase() === 'tcp';
    if (port.appProtocol === undefined ? !tcp(first) : !tcp(port.appProtocol)) {
      const blamed =
        port.appProtocol === undefined
          ? `the name of port ${port.name} begins with ${first}`
          : `appProtocol is ${port.appProtocol}`;
      const field = port.appProtocol === undefined ? 'name' : 'appProtocol';
      notes.push(
        note(
          'AER0426',
          source,
          portPath(port.index, field),
          `As ${blamed}, Istio makes no TCP listener: the EnvoyFilter matches nothing.`,
        ),
      );
    }
    if (protocol === 'metaprotocol' && second !== 'metaprotocol') {
      const message = `Changes of this service do not refresh its routes, as ${second} is not written in lower case.`;
      notes.push(note('AER0432', source, portPath(port.index, 'name'), message));
    }
    if (typeof port.targetPort === 'number') {
      const message = `The pods listen on ${port.targetPort}, the inbound EnvoyFilter patches ${port.number}: nothing of it applies at the server.`;
      notes.push(note('AER0441', source, portPath(port.index, 'targetPort'), message));
    }
  }
  if (protocol !== 'metaprotocol') {
    const port = managed[0];
    const first = service.ports[0];
    if (port && first && port !== first && protocolOf(first.name) !== protocol) {
      const message = `The listener of port ${first.number} (${first.name}) is patched instead of that of port ${port.number} (${port.name}), which is not the first.`;
      notes.push(note('AER0427', source, portPath(port.index, 'name'), message));
    }
  }
  checkSelector(service, notes);
}

function checkSelector(service: Service, notes: GeneratorContext['notes']): void {
  const { source } = service;
  const path = ['metadata', 'annotations', 'workloadSelector'];
  const annotation = Object.hasOwn(service.annotations, 'workloadSelector') ? service.annotations['workloadSelector'] : undefined;
  if (Object.keys(service.selector).length > 0) {
    if (annotation !== undefined) {
      notes.push(
        note('AER0440', source, path, 'The annotation is ignored, as spec.workloadSelector is set.', { severity: 'info' }),
      );
    }
  } else if (annotation === undefined || annotation.replaceAll(' ', '') === '') {
    const field = service.kind === 'Service' ? 'selector' : 'workloadSelector';
    const message = `${nameOf(source)} has no ${field}, so that its inbound EnvoyFilter applies to no pod.`;
    notes.push(note('AER0439', source, ['spec'], message));
  } else if (annotation.split(':').length > 2) {
    notes.push(
      note('AER0440', source, path, `Aeraki cannot read ${annotation} as key: value, so that there is no inbound EnvoyFilter.`),
    );
  } else if (annotation.includes('=') && !annotation.includes(':')) {
    const message = `${annotation} is taken for a value of the label app, which no pod can have: the inbound EnvoyFilter applies to none.`;
    notes.push(note('AER0440', source, path, message, { fix: `Write ${annotation.replace('=', ': ')}.` }));
  }
}

/** Notes the names that the API server would refuse, and addresses that no listener has. */
export function checkAddresses({ service, host, notes }: GeneratorContext): void {
  const { source } = service;
  const hostPath = service.kind === 'Service' ? ['metadata', 'name'] : ['spec', 'hosts', 0];
  const longest = Math.max(0, ...service.addresses.map(({ value }) => value.length)) + 'aeraki-outbound---65535'.length;
  if (!subdomain.test(host) || host.length + longest > 253) {
    const why = host.length + longest > 253 ? 'names with it are longer than 253 characters' : 'it cannot be part of a name';
    notes.push(note('AER0434', source, hostPath, `The API server refuses the EnvoyFilters of ${host}: ${why}.`));
  }
  service.addresses.forEach(({ value, placeholder }, index) => {
    if (placeholder) {
      const what = service.kind === 'Service' ? 'The cluster IP' : 'The address that Aeraki will give the ServiceEntry';
      const message = `${what} of ${host} is not known here, so ${value} stands for it in the name and the listener of the outbound EnvoyFilter.`;
      notes.push(note('AER0420', source, ['spec'], message, { fix: `Give the real one with --vip ${host}=IP.` }));
    }
    if (subdomain.test(value)) return;
    const path = service.kind === 'ServiceEntry' ? ['spec', 'addresses', index] : ['spec', 'clusterIPs', index];
    notes.push(
      note('AER0434', source, path, `The API server refuses the EnvoyFilter for address ${value}: it cannot be part of a name.`),
    );
  });
  if (service.addresses.length === 0) {
    const message = `${nameOf(source)} has no address, so that there is no outbound EnvoyFilter: clients talk plain TCP to ${host}.`;
    notes.push(note('AER0433', source, ['spec', 'resolution'], message));
  }
  if (service.kind === 'Service' && service.addresses.some(({ value }) => value === '0.0.0.0')) {
    const message = `${host} has no cluster IP. Istio makes a listener for each pod, Aeraki patches 0.0.0.0: clients bypass the filter.`;
    notes.push(note('AER0435', source, ['spec'], message));
  }
}

/** Notes the services that Aeraki would manage if it saw them. */
export function checkHidden(mesh: Mesh, notes: GeneratorContext['notes']): void {
  for (const { source, ports, hosts, hidden } of mesh.hiddenServices) {
    if (hidden === undefined || !ports.some(({ name }) => protocolOf(name) !== undefined)) continue;
    const exported = hidden.source === source;
    const why = exported ? `is not exported to ${mesh.rootNamespace}` : `is not among the hosts of ${nameOf(hidden.source)}`;
    const message = `${nameOf(source)} ${why}, so that Aeraki does not see it and generates nothing for it.`;
    const fix = exported
      ? `Add ${mesh.rootNamespace} to the annotation, or remove it.`
      : `Add ${source.resource.namespace}/${hosts[0]} to the Sidecar.`;
    notes.push(note('AER0442', hidden.source, hidden.path, message, { fix }));
  }
}

/** Remembers who patches which listener, and notes the second who does. */
export function listenerRegister(): (context: GeneratorContext, portNumbers: readonly number[]) => void {
  const owners = new Map<string, { host: string; related: Related }>();
  return ({ service, host, notes }, portNumbers) => {
    for (const { value, placeholder } of service.addresses) {
      if (placeholder) continue;
      for (const port of new Set(portNumbers)) {
        const listener = `${value}_${port}`;
        const owner = owners.get(listener);
        if (owner === undefined) {
          owners.set(listener, { host, related: { message: `${host} is here.`, ...service.source, path: [] } });
        } else if (owner.host !== host) {
          const message = `${owner.host} and ${host} share the listener ${listener}: one of them wins, and its routes serve both.`;
          notes.push(note('AER0436', service.source, ['spec'], message, { related: [owner.related] }));
        }
      }
    }
  };
}
