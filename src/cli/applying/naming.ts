import { suggest } from '../../base/suggest.js';
import { resources } from '../../cluster/resources.js';
import type { Resource } from '../../cluster/types.js';
import type { ObjectName } from '../../live/objectname.js';
import { kindNamed, kindNames } from '../../resource/kinds.js';
import { CliError } from '../errors.js';

/** An object that the command line names. */
export interface NamedObject {
  name: ObjectName;
  resource: Resource;
}

/** The resource that goes by a kind, plural or short name. Throws where there is none. */
export function resourceNamed(word: string): Resource {
  const all: readonly Resource[] = Object.values(resources);
  const [plain = '', ...group] = word.toLowerCase().split('.');
  const of = (resource: Resource): boolean => group.length === 0 || resource.group === group.join('.');
  const info = kindNamed(plain);
  const found = all.find(
    (resource) =>
      of(resource) &&
      (resource.kind.toLowerCase() === plain ||
        resource.plural === plain ||
        (resource.kind === info?.kind && resource.group === info.group)),
  );
  if (found !== undefined) return found;
  const near = suggest(word, new Set([...kindNames(), ...all.flatMap(({ kind, plural }) => [kind.toLowerCase(), plural])]));
  throw new CliError(
    `${word}: no kind that this program knows`,
    near === undefined ? 'Objects of other kinds are deleted by their files, with -f.' : `Did you mean ${near}?`,
  );
}

/** Reads `KIND NAME…`, `KIND/NAME…` and mixes of kinds as `KIND/NAME`. Throws where they say nothing. */
export function namedObjects(words: readonly string[], namespace: string): NamedObject[] {
  const make = (kind: string, name: string): NamedObject => {
    const resource = resourceNamed(kind);
    const { group, version } = resource;
    return {
      resource,
      name: {
        apiVersion: group === '' ? version : `${group}/${version}`,
        kind: resource.kind,
        namespace: resource.namespaced ? namespace : '',
        name,
      },
    };
  };
  if (words.some((word) => word.includes('/'))) {
    return words.map((word) => {
      const [kind = '', name = '', ...more] = word.split('/');
      if (kind === '' || name === '' || more.length > 0)
        throw new CliError(
          `${word}: not of the form KIND/NAME`,
          'Write metarouter/thrift, or the kind once and then names: metarouter thrift orders.',
        );
      return make(kind, name);
    });
  }
  const [kind, ...names] = words;
  if (kind === undefined) return [];
  if (names.length === 0) {
    resourceNamed(kind);
    throw new CliError(
      `${kind}: which one?`,
      'Name the objects after the kind. Many at once are deleted by their files, with -f.',
    );
  }
  return [...new Set(names)].map((name) => make(kind, name));
}
