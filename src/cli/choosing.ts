import { suggest } from '../base/suggest.js';
import { forHost, inNamespace, namespaceOf } from '../controlplane/narrow.js';
import type { Translation } from '../controlplane/types.js';
import type { Mesh } from '../mesh/types.js';
import { CliError } from './errors.js';
import { text } from './options.js';
import type { Options } from './types.js';

/** What of a translation was asked for, and what to say where that is nothing. */
export interface Chosen {
  translation: Translation;
  nothing?: string;
}

/** Applies `--service` and `--only-namespace`. Throws where the mesh has no such host or namespace. */
export function choose(translation: Translation, mesh: Mesh, options: Options): Chosen {
  const host = text(options, 'service');
  const namespace = text(options, 'only-namespace');
  let chosen: Chosen = { translation };
  if (host !== undefined) {
    expectHost(host, translation, mesh);
    chosen = {
      translation: forHost(translation, mesh, host),
      nothing: `Aeraki generates nothing for ${host}.\nA port is managed by its name, as in tcp-metaprotocol-thrift.`,
    };
  }
  if (namespace !== undefined) {
    expectNamespace(namespace, translation, mesh);
    chosen = {
      translation: inNamespace(chosen.translation, namespace),
      nothing: `Nothing${host === undefined ? '' : ` of ${host}`} is generated into the namespace ${namespace}.${elsewhere(chosen.translation)}`,
    };
  }
  return chosen;
}

function elsewhere(translation: Translation): string {
  const spaces = generatedInto(translation);
  return spaces.length === 0 ? '' : `\nWhat is generated goes into ${spaces.join(', ')}.`;
}

function generatedInto({ envoyFilters, virtualServices }: Translation): string[] {
  return [...new Set([...envoyFilters, ...virtualServices].map(namespaceOf))].sort();
}

function expectHost(host: string, translation: Translation, mesh: Mesh): void {
  const known = new Set([
    ...mesh.services.flatMap(({ hosts }) => hosts.slice(0, 1)),
    ...mesh.hiddenServices.flatMap(({ hosts }) => hosts.slice(0, 1)),
    ...[...translation.envoyFilters, ...translation.virtualServices].map((generated) => generated.host),
  ]);
  if (known.has(host)) return;
  const further = mesh.services.find(({ hosts }) => hosts.includes(host));
  if (further !== undefined) {
    throw new CliError(
      `--service ${host}: Aeraki looks only at the first host of a service`,
      `The service has ${further.hosts[0]} first.`,
    );
  }
  const folded = host.toLowerCase().replace(/\.$/, '');
  const near = [...known].filter(
    (candidate) => candidate.toLowerCase() === folded || candidate.toLowerCase().startsWith(`${folded}.`),
  );
  const sameName = [...known].filter((candidate) => candidate.split('.')[0] === folded.split('.')[0]);
  const like = suggest(host, known);
  const meant = [near, sameName, like === undefined ? [] : [like]].find((list) => list.length > 0) ?? [];
  const message = `--service ${host}: no service has this host`;
  if (meant.length > 0) throw new CliError(message, `Did you mean ${listed(meant, ' or ')}?`);
  throw new CliError(
    message,
    known.size === 0 ? 'There is no service in what was read.' : `There are: ${listed([...known], ', ')}.`,
  );
}

function expectNamespace(namespace: string, translation: Translation, mesh: Mesh): void {
  const known = new Set([
    mesh.rootNamespace,
    ...generatedInto(translation),
    ...mesh.services.map((service) => service.namespace),
    ...mesh.routers.map(({ value }) => value.metadata.namespace),
    ...mesh.gateways.map(({ value }) => value.metadata.namespace),
  ]);
  if (known.has(namespace)) return;
  const near = suggest(namespace, known);
  throw new CliError(
    `--only-namespace ${namespace}: nothing that was read or generated is in this namespace`,
    near === undefined ? `There are: ${listed([...known].sort(), ', ')}.` : `Did you mean ${near}?`,
  );
}

/** Some names, the rest by number; the last two are joined by `last`. */
function listed(names: readonly string[], last: string): string {
  const shown = names.slice(0, 8);
  const more = names.length > shown.length ? ` and ${names.length - shown.length} more` : '';
  return more === '' && shown.length > 1
    ? `${shown.slice(0, -1).join(', ')}${last}${shown.at(-1)}`
    : `${shown.join(', ')}${more}`;
}
