import { codes } from '../base/codes.js';
import type { Finding } from '../base/finding.js';
import { type JsonObject, own } from '../base/json.js';
import { compareObjects, type FieldChange, withoutPasswords } from '../controlplane/compare.js';
import type { Cause, GeneratedObject } from '../controlplane/types.js';
import type { ManifestObject } from '../manifest/types.js';
import { managerLabel } from '../mesh/build.js';
import { addTo } from '../mesh/hosts.js';
import { objectAt, textAt, textMapAt } from '../resource/core.js';
import { byResource, findingsByHost } from './concern.js';
import { type DriftContext, inputOf, type Reasons, whyDiffering, whyExtra, whyMissing, whyUnknown } from './drift-reasons.js';
import type { DriftedField, DriftInput, DriftState, GeneratedState } from './drifttypes.js';
import { parseName } from './names.js';
import { createdAt, lastWrite, objectKey } from './objects.js';

/** The objects of a mesh that Aeraki wrote: those with its label, and any that has the name of one it should write. */
function writtenObjects(
  objects: readonly ManifestObject[],
  expected: ReadonlyMap<string, GeneratedObject>,
): Map<string, JsonObject> {
  const written = new Map<string, JsonObject>();
  for (const { value } of objects) {
    const kind = own(value, 'kind');
    if (kind !== 'EnvoyFilter' && kind !== 'VirtualService') continue;
    const metadata = objectAt(value, 'metadata');
    const labels = textMapAt(metadata, 'labels');
    const key = objectKey(kind, textAt(metadata, 'namespace'), textAt(metadata, 'name'));
    const isLabelled = Object.hasOwn(labels, managerLabel.key) && labels[managerLabel.key] === managerLabel.value;
    if (isLabelled || expected.has(key)) written.set(key, value);
  }
  return written;
}

/**
 * What Aeraki wrote against what it should have written by the inputs that are there now, object by object, by kind, namespace and name. What the
 * server adds does not count. Passwords are compared, and hidden in the result.
 */
export function driftOf(input: DriftInput): GeneratedState[] {
  const { objects, mesh, translation } = input;
  const expected = new Map<string, GeneratedObject>();
  for (const generated of [...translation.envoyFilters, ...translation.virtualServices]) {
    const metadata = objectAt(generated.object, 'metadata');
    const key = objectKey(textAt(generated.object, 'kind'), textAt(metadata, 'namespace'), textAt(metadata, 'name'));
    expected.set(key, generated);
  }
  const written = writtenObjects(objects, expected);
  const notes = byResource(translation.notes.filter(({ severity }) => severity !== 'info'));
  const notesOf = findingsByHost(mesh, notes);
  const namespacesOf = new Map<string, string[]>();
  for (const [key, { object }] of expected) {
    const metadata = objectAt(object, 'metadata');
    if (!written.has(key))
      addTo(namespacesOf, `${textAt(object, 'kind')}/${textAt(metadata, 'name')}`, textAt(metadata, 'namespace'));
  }
  const context = { ...input, isEmpty: written.size === 0, namespacesOf, notesOf };
  const states: GeneratedState[] = [];
  for (const key of new Set([...written.keys(), ...expected.keys()])) {
    const [live, wanted] = [written.get(key), expected.get(key)];
    const object = live ?? wanted?.object;
    if (object === undefined) continue;
    const metadata = objectAt(object, 'metadata');
    const name = textAt(metadata, 'name');
    const parsed = parseName(name);
    const host = wanted?.host ?? parsed.host ?? '';
    const state: GeneratedState = {
      ...parsed,
      kind: textAt(object, 'kind') === 'VirtualService' ? 'VirtualService' : 'EnvoyFilter',
      namespace: textAt(metadata, 'namespace'),
      name,
      host,
      state: 'in sync',
      fields: [],
      reasons: [],
      causes: wanted?.causes ?? [],
      notes: [],
    };
    if (wanted !== undefined) state.expected = hidden(wanted.object);
    if (live !== undefined) {
      state.live = hidden(live);
      const [created, write] = [createdAt(live), lastWrite(live)];
      if (created !== undefined) state.created = created;
      if (write !== undefined) state.written = write.at;
    }
    if (live !== undefined && wanted !== undefined) {
      const [changed] = compareObjects([live], [wanted.object]).changed;
      if (changed !== undefined) state.fields = changed.changes.map((change) => withInput(change, wanted.causes));
    }
    if (live === undefined || wanted === undefined || state.fields.length > 0)
      Object.assign(state, judgement(state, live, context));
    states.push(state);
  }
  const order = (state: GeneratedState): string => `${state.kind}\n${state.namespace}\n${state.name}`;
  return states.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** What is amiss with an object that is not as it should be, and why. */
function judgement(state: GeneratedState, live: JsonObject | undefined, context: DriftContext): Reasons & { state: DriftState } {
  const unknown = whyUnknown(context, state);
  if (unknown !== undefined) return { state: 'unknown', ...unknown };
  if (live === undefined) return { state: 'missing', ...whyMissing(state, context) };
  return state.expected === undefined
    ? { state: 'extra', ...whyExtra(state, context) }
    : { state: 'differs', ...whyDiffering(state, live, context) };
}

/** An object with its passwords hidden. */
export function hidden(object: JsonObject): JsonObject {
  const copy = withoutPasswords(object);
  return typeof copy === 'object' && copy !== null && !Array.isArray(copy) ? copy : {};
}

function withInput(change: FieldChange, causes: readonly Cause[]): DriftedField {
  const by = inputOf(change.path, causes);
  return by === undefined ? change : { ...change, by };
}

/** What is not as it should be, as far as that is known. */
export function drifted(states: readonly GeneratedState[]): GeneratedState[] {
  return states.filter(({ state }) => state !== 'in sync' && state !== 'unknown');
}

const codeOf = { missing: 'AER1201', extra: 'AER1202', differs: 'AER1203' } as const;

/** The findings on an object that drifted; none on one that did not. */
export function driftFindings({ state, kind, namespace, name, reasons, fix, fields }: GeneratedState): Finding[] {
  if (state === 'in sync' || state === 'unknown') return [];
  const what = {
    missing: `${kind} ${namespace}/${name} is not there.`,
    extra: `${kind} ${namespace}/${name} should not be there.`,
    differs: `${kind} ${namespace}/${name} is not what its inputs lead to: ${fields.length} of its fields ${fields.length === 1 ? 'differs' : 'differ'}.`,
  }[state];
  const code = codeOf[state];
  return [
    {
      code,
      severity: codes[code].severity,
      message: [what, ...reasons].join(' '),
      path: fields[0]?.path ?? [],
      resource: { apiVersion: 'networking.istio.io/v1alpha3', kind, namespace, name },
      ...(fix === undefined ? {} : { fix }),
    },
  ];
}
