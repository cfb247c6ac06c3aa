import type { Finding, ResourceRef } from '../base/finding.js';
import { addTo, completeHost } from '../mesh/hosts.js';
import { type Mesh, redisKey, type Service } from '../mesh/types.js';
import type { Source } from '../resource/source.js';
import { resourceKey } from './objects.js';

/** The services of a host, also those that Aeraki does not see. */
export function servicesOfHost(mesh: Mesh, host: string): Service[] {
  return [...(mesh.servicesByHost.get(host) ?? []), ...mesh.hiddenServices.filter(({ hosts }) => hosts[0] === host)];
}

/** The objects that have a say in what becomes of a host: its services, and all that name it. */
export function sourcesOfHost(mesh: Mesh, host: string): Source[] {
  const services = servicesOfHost(mesh, host);
  const names = new Set([host, ...services.map(({ namespace }) => completeHost(host, namespace))]);
  const holders: { source: Source }[] = [
    ...services,
    ...(mesh.routersByHost.get(host) ?? []),
    ...(mesh.virtualServicesByHost.get(host) ?? []),
    ...[...names].flatMap((name) => mesh.destinationRulesByHost.get(name) ?? []),
    ...services.flatMap(({ namespace }) => [
      ...(mesh.redisServicesByHost.get(redisKey(namespace, host)) ?? []),
      ...(mesh.redisDestinationsByHost.get(redisKey(namespace, host)) ?? []),
    ]),
  ];
  return holders.map(({ source }) => source);
}

/** Findings by the object they are about; those about none are left out. */
export function byResource(findings: readonly Finding[]): Map<string, Finding[]> {
  const index = new Map<string, Finding[]>();
  for (const finding of findings) if (finding.resource !== undefined) addTo(index, resourceKey(finding.resource), finding);
  return index;
}

/** Looks up the findings on all objects that have a say in what becomes of a host. */
export function findingsByHost(mesh: Mesh, findings: ReadonlyMap<string, Finding[]>): (host: string) => Finding[] {
  return (host) => {
    if (host === '') return [];
    const keys = new Set(sourcesOfHost(mesh, host).map(({ resource }) => resourceKey(resource)));
    return [...keys].flatMap((key) => findings.get(key) ?? []);
  };
}

/** How many findings of each severity there are. */
export interface Problems {
  errors: number;
  warnings: number;
  infos: number;
}

/** Counts findings by severity. */
export function countProblems(findings: readonly Pick<Finding, 'severity'>[]): Problems {
  const problems = { errors: 0, warnings: 0, infos: 0 };
  for (const { severity } of findings) problems[`${severity}s`]++;
  return problems;
}

/** An object in a message: `MetaRouter shop/orders`. */
export function named({ kind, namespace, name }: ResourceRef): string {
  return `${kind ?? 'object'} ${namespace === undefined || namespace === '' ? '' : `${namespace}/`}${name ?? ''}`;
}
