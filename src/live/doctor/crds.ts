import { asList, asObject, isObject, type JsonObject, own } from '../../base/json.js';
import { objectAt, textAt } from '../../resource/core.js';
import { count, failed, given, names, ok, warning } from './outcome.js';
import { servedVersions } from './platform.js';
import type { Check, Outcome } from './types.js';

/** The published schema of an Aeraki kind: the tree of names that an object of it may have. */
export interface KindShape {
  /** `metarouters.metaprotocol.aeraki.io`. */
  name: string;
  kind: string;
  namespaced: boolean;
  /** `spec` of its structural schema. */
  spec: JsonObject;
}

/** The checks of Aeraki's own kinds against their published shapes. */
export function crdChecks(shapes: readonly KindShape[]): readonly Check[] {
  return [
    {
      id: 'crds-installed',
      group: 'custom resources',
      code: 'AER1131',
      title: "Aeraki's kinds are installed",
      when: 'after',
      run: ({ crds }) => given(crds, (all) => installed(all, shapes)),
    },
    {
      id: 'crds-shape',
      group: 'custom resources',
      code: 'AER1132',
      title: "Aeraki's kinds have all their fields",
      run: ({ crds }) => given(crds, (all) => complete(all, shapes)),
    },
    {
      id: 'crds-scope',
      group: 'custom resources',
      code: 'AER1133',
      title: "Aeraki's kinds have the published scope",
      run: ({ crds }) => given(crds, (all) => scopes(all, shapes)),
    },
  ];
}

function crdOf(crds: readonly JsonObject[], name: string): JsonObject | undefined {
  return crds.find((crd) => textAt(objectAt(crd, 'metadata'), 'name') === name);
}

function installed(crds: readonly JsonObject[], shapes: readonly KindShape[]): Outcome {
  const details = shapes.flatMap(({ name, kind }) => {
    const crd = crdOf(crds, name);
    if (crd === undefined) return [`${kind}: there is no CRD ${name}`];
    if (!servedVersions(crd).includes('v1alpha1')) return [`${kind}: ${name} is not served as v1alpha1`];
    const established = asList(own(objectAt(crd, 'status'), 'conditions')).some(
      (condition) => isObject(condition) && condition['type'] === 'Established' && condition['status'] === 'True',
    );
    return established ? [] : [`${kind}: ${name} is not established`];
  });
  if (details.length === 0)
    return ok(
      names(
        shapes.map(({ kind }) => kind),
        9,
      ),
    );
  return failed(`${count(details.length, 'kind')} of ${shapes.length} cannot be used.`, { details });
}

function complete(crds: readonly JsonObject[], shapes: readonly KindShape[]): Outcome {
  let seen = 0;
  const details = shapes.flatMap(({ name, kind, spec }) => {
    const crd = crdOf(crds, name);
    if (crd === undefined) return [];
    seen++;
    const lacking = missingFields(spec, servedSpec(crd), ['spec']);
    return lacking.length === 0 ? [] : [`${kind} lacks ${names(lacking, 8)}`];
  });
  if (details.length > 0) {
    return failed(`The API server drops fields of ${count(details.length, 'kind')} without a word: an older CRD is installed.`, {
      details,
    });
  }
  return ok(seen === 0 ? 'none is installed' : count(seen, 'kind'));
}

/** `spec` of the schema of the version v1alpha1. */
function servedSpec(crd: JsonObject): JsonObject {
  const versions = asList(own(objectAt(crd, 'spec'), 'versions')).filter(isObject);
  const version = versions.find((item) => own(item, 'name') === 'v1alpha1');
  return objectAt(objectAt(objectAt(objectAt(version, 'schema'), 'openAPIV3Schema'), 'properties'), 'spec');
}

/** Names of fields that one structural schema has and another lacks; below a lacking one nothing is told, and a schema that keeps unknown fields lacks none. */
export function missingFields(wanted: JsonObject, served: JsonObject, path: readonly string[]): string[] {
  if (own(served, 'x-kubernetes-preserve-unknown-fields') === true) return [];
  const missing: string[] = [];
  const there = objectAt(served, 'properties');
  for (const [name, schema] of Object.entries(objectAt(wanted, 'properties'))) {
    const other = asObject(own(there, name));
    if (other === undefined) missing.push([...path, name].join('.'));
    else if (isObject(schema)) missing.push(...missingFields(schema, other, [...path, name]));
  }
  for (const [inner, mark] of [
    ['items', '[]'],
    ['additionalProperties', '.*'],
  ] as const) {
    const schema = asObject(own(wanted, inner));
    const other = asObject(own(served, inner));
    if (schema === undefined || other === undefined) continue;
    const last = path.at(-1) ?? '';
    missing.push(...missingFields(schema, other, [...path.slice(0, -1), `${last}${mark}`]));
  }
  return missing;
}

function scopes(crds: readonly JsonObject[], shapes: readonly KindShape[]): Outcome {
  const details = shapes.flatMap(({ name, kind, namespaced }) => {
    const crd = crdOf(crds, name);
    const scope = crd === undefined ? '' : textAt(objectAt(crd, 'spec'), 'scope');
    const wanted = namespaced ? 'Namespaced' : 'Cluster';
    return scope === '' || scope === wanted
      ? []
      : [`${kind} is ${scope.toLowerCase()}, and published as ${wanted.toLowerCase()}`];
  });
  return details.length === 0 ? ok() : warning('The scope of a kind is another than the published one.', { details });
}
