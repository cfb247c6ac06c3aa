import type { Translation } from '../controlplane/types.js';
import { keyOfName, type ObjectName } from './objectname.js';

/**
 * The part of a translation that some objects have a hand in: of hosts that they are a cause of, and of those that a former translation had otherwise. It is
 * what is waited for after they were applied.
 */
export function affectedHosts(before: Translation, after: Translation, names: readonly ObjectName[]): Set<string> {
  const keys = new Set(names.map(keyOfName));
  const hosts = new Set<string>();
  for (const { host, causes } of [...after.envoyFilters, ...after.virtualServices, ...after.routeConfigurations]) {
    const isCaused = causes.some(({ resource: { apiVersion = '', kind = '', namespace = '', name = '' } }) =>
      keys.has(keyOfName({ apiVersion, kind, namespace, name })),
    );
    if (isCaused) hosts.add(host);
  }
  for (const host of changedHosts(before, after)) hosts.add(host);
  return hosts;
}

function changedHosts(before: Translation, after: Translation): string[] {
  const [old, now] = [textsByHost(before), textsByHost(after)];
  return [...new Set([...old.keys(), ...now.keys()])].filter((host) => old.get(host) !== now.get(host));
}

function textsByHost({ envoyFilters, virtualServices, routeConfigurations }: Translation): Map<string, string> {
  const texts = new Map<string, string>();
  const add = (host: string, value: unknown): void => {
    texts.set(host, `${texts.get(host) ?? ''}${JSON.stringify(value)}\n`);
  };
  for (const { host, object } of [...envoyFilters, ...virtualServices]) add(host, object);
  for (const { host, configuration } of routeConfigurations) add(host, configuration);
  return texts;
}

/** Only what a translation has of some hosts. */
export function ofHosts(translation: Translation, hosts: ReadonlySet<string>): Translation {
  const isWanted = ({ host }: { host: string }): boolean => hosts.has(host);
  return {
    envoyFilters: translation.envoyFilters.filter(isWanted),
    virtualServices: translation.virtualServices.filter(isWanted),
    routeConfigurations: translation.routeConfigurations.filter(isWanted),
    listeners: translation.listeners.filter(isWanted),
    notes: [],
  };
}
