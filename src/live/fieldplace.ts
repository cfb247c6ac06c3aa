import { isObject, type Json, type JsonObject } from '../base/json.js';
import type { Path } from '../base/path.js';

/**
 * Finds the value that the API server names: `spec.routes[0].match` of a refusal, `.spec.ports[port=80,protocol="TCP"].name` of a field manager, where
 * names of members may hold dots themselves. As far as the object has it: what cannot be followed ends the path. `<nil>` and the like give the object itself.
 */
export function placeInObject(object: JsonObject, field: string): Path {
  const path: (string | number)[] = [];
  let here: Json = object;
  let rest = field.startsWith('.') || field.startsWith('[') ? field : `.${field}`;
  while (rest !== '') {
    const step: Step | undefined = rest.startsWith('[') ? itemOf(here, rest) : memberOf(here, rest);
    if (step === undefined) break;
    path.push(step.key);
    here = step.value;
    rest = rest.slice(step.length);
  }
  return path;
}

interface Step {
  key: string | number;
  value: Json;
  /** Characters of the text that it takes. */
  length: number;
}

/** The longest name of a member that the text begins with. */
function memberOf(here: Json, text: string): Step | undefined {
  if (!isObject(here) || !text.startsWith('.')) return undefined;
  let best: string | undefined;
  for (const key of Object.keys(here)) {
    if (!text.startsWith(key, 1) || !/^[.[]?$/.test(text.charAt(1 + key.length))) continue;
    if (best === undefined || key.length > best.length) best = key;
  }
  return best === undefined ? undefined : { key: best, value: here[best] ?? null, length: best.length + 1 };
}

/** An item by its index, by its key, or by a member's name in brackets. */
function itemOf(here: Json, text: string): Step | undefined {
  const end = closing(text);
  if (end < 0) return undefined;
  const inner = text.slice(1, end);
  const length = end + 1;
  if (isObject(here)) return Object.hasOwn(here, inner) ? { key: inner, value: here[inner] ?? null, length } : undefined;
  if (!Array.isArray(here)) return undefined;
  if (/^\d{1,9}$/.test(inner)) return itemAt(here, Number(inner), length);
  if (inner.startsWith('=')) {
    return itemAt(
      here,
      here.findIndex((item) => JSON.stringify(item) === inner.slice(1)),
      length,
    );
  }
  const wanted = [...inner.matchAll(/([^=,]+)=("(?:[^"\\]|\\.)*"|[^,]*)/g)];
  const index = here.findIndex(
    (item) =>
      isObject(item) && wanted.every(([, key = '', value]) => Object.hasOwn(item, key) && JSON.stringify(item[key]) === value),
  );
  return wanted.length === 0 ? undefined : itemAt(here, index, length);
}

function itemAt(list: Json[], index: number, length: number): Step | undefined {
  const value = list[index];
  return value === undefined ? undefined : { key: index, value, length };
}

/** Where the bracket at the beginning closes, brackets inside quotes apart. */
function closing(text: string): number {
  let quoted = false;
  for (let at = 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\' && quoted) at++;
    else if (character === '"') quoted = !quoted;
    else if (character === ']' && !quoted) return at;
  }
  return -1;
}
