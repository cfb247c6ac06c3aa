import { asList, asObject, asString, isObject, type Json, type JsonObject, own } from '../../../src/base/json.js';
import type { Api } from './api.js';

/** The member at a path of names and positions; undefined where there is none. */
export function at(object: Json | undefined, ...path: (string | number)[]): Json | undefined {
  let value = object;
  for (const step of path) {
    if (typeof step === 'number') value = asList(value)[step];
    else value = isObject(value) ? own(value, step) : undefined;
  }
  return value;
}

/** The text at a path; empty where there is none. */
export function textAt(object: Json | undefined, ...path: (string | number)[]): string {
  return asString(at(object, ...path)) ?? '';
}

/** The objects of the list at a path. */
export function listAt(object: Json | undefined, ...path: (string | number)[]): JsonObject[] {
  return asList(at(object, ...path)).filter(isObject);
}

/** The mapping at a path; empty where there is none. */
export function mapAt(object: Json | undefined, ...path: (string | number)[]): JsonObject {
  return asObject(at(object, ...path)) ?? {};
}

/** `namespace/name`, or the name alone. */
export function keyOf(object: JsonObject): string {
  const namespace = textAt(object, 'metadata', 'namespace');
  return `${namespace}${namespace && '/'}${textAt(object, 'metadata', 'name')}`;
}

/** Whether labels have all of a selector's; an empty selector selects nothing. */
export function selects(selector: JsonObject, labels: JsonObject): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([name, value]) => own(labels, name) === value);
}

/** A collection of the API server that is kept up to date. */
export interface Collection {
  objects: Map<string, JsonObject>;
  /** Whether all that was there at first is known. */
  known(): boolean;
  stop(): void;
}

/** Follows a collection; `changed` is called after each batch of changes. */
export function follow(api: Api, path: string, changed: () => void): Collection {
  const objects = new Map<string, JsonObject>();
  let known = false;
  const watch = api.watch(path, {
    reset: () => objects.clear(),
    change(type, object) {
      if (type === 'DELETED') objects.delete(keyOf(object));
      else objects.set(keyOf(object), object);
    },
    quiet() {
      known = true;
      changed();
    },
  });
  return { objects, known: () => known, stop: watch.stop };
}

/** Runs `work` after each call, one run at a time; calls during a run lead to one more. An error is written down and work goes on. */
export function oneAtATime(work: () => Promise<void>): { call(): void; idle(): Promise<void>; errors: string[] } {
  let running: Promise<void> | undefined;
  let again = false;
  const errors: string[] = [];
  const loop = async (): Promise<void> => {
    do {
      again = false;
      try {
        await work();
      } catch (error) {
        errors.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
        if (errors.length > 100) errors.shift();
      }
    } while (again);
    running = undefined;
  };
  return {
    call() {
      again = true;
      running ??= new Promise<void>((resolve) => setImmediate(resolve)).then(loop);
    },
    async idle() {
      while (running !== undefined) await running;
    },
    errors,
  };
}
