import type { ResourceRef } from '../base/finding.js';
import { asObject, asString, own } from '../base/json.js';
import { type Mesh, redisKey } from '../mesh/types.js';
import type { Source } from '../resource/source.js';
import type { GeneratedObject, Translation } from './types.js';

/** The namespace that a generated object is created in. */
export function namespaceOf({ object }: GeneratedObject): string {
  return asString(own(asObject(own(object, 'metadata')) ?? {}, 'namespace')) ?? '';
}

function keyOf({ kind, namespace, name }: ResourceRef): string {
  return `${kind}\n${namespace}\n${name}`;
}

/** The translation with only the notes about the causes of what is left in it, about `others`, or about no object. */
function withOwnNotes(translation: Translation, others: readonly { source: Source }[]): Translation {
  const { envoyFilters, virtualServices, routeConfigurations, listeners, notes } = translation;
  const causes = [...envoyFilters, ...virtualServices, ...routeConfigurations].flatMap((generated) => generated.causes);
  const kept = new Set(
    [...causes, ...listeners.map(({ service }) => service), ...others.map(({ source }) => source)].map(({ resource }) =>
      keyOf(resource),
    ),
  );
  return { ...translation, notes: notes.filter(({ resource }) => resource?.kind === undefined || kept.has(keyOf(resource))) };
}

/** What is generated for one service host, with the notes about its service and about the rules that name it. */
export function forHost(translation: Translation, mesh: Mesh, host: string): Translation {
  const own = <T extends { host: string }>(list: T[]): T[] => list.filter((item) => item.host === host);
  const services = [...mesh.services, ...mesh.hiddenServices].filter(({ hosts }) => hosts[0] === host);
  const others = [
    services,
    mesh.routersByHost.get(host) ?? [],
    mesh.destinationRulesByHost.get(host) ?? [],
    mesh.virtualServicesByHost.get(host) ?? [],
    ...services.flatMap(({ namespace }) => [
      mesh.redisServicesByHost.get(redisKey(namespace, host)) ?? [],
      mesh.redisDestinationsByHost.get(redisKey(namespace, host)) ?? [],
    ]),
  ].flat();
  return withOwnNotes(
    {
      envoyFilters: own(translation.envoyFilters),
      virtualServices: own(translation.virtualServices),
      routeConfigurations: own(translation.routeConfigurations),
      listeners: own(translation.listeners),
      notes: translation.notes,
    },
    others,
  );
}

/** The objects that are created in one namespace, with the notes about their causes. Routes are in no namespace, so that none are left. */
export function inNamespace(translation: Translation, namespace: string): Translation {
  const there = (list: GeneratedObject[]): GeneratedObject[] => list.filter((generated) => namespaceOf(generated) === namespace);
  return withOwnNotes(
    {
      envoyFilters: there(translation.envoyFilters),
      virtualServices: there(translation.virtualServices),
      routeConfigurations: [],
      listeners: [],
      notes: translation.notes,
    },
    [],
  );
}
