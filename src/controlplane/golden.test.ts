import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse, parseAllDocuments } from 'yaml';
import { isObject, type Json, type JsonObject } from '../base/json.js';
import { toHttpRouteConfiguration } from '../dataplane/forms.js';
import { buildMesh } from '../mesh/build.js';
import { translate } from './translate.js';

const folder = new URL('../../../shared/golden', import.meta.url).pathname;

interface Options {
  rootNamespace: string;
  namespaceScoped: boolean;
  meshConfig?: JsonObject | null;
}

interface Diagnostics {
  errors?: string[];
  log?: string[];
}

function documents(path: string): JsonObject[] {
  if (!existsSync(path)) return [];
  return parseAllDocuments(readFileSync(path, 'utf8'), { uniqueKeys: false })
    .map((document) => document.toJS() as JsonObject | null)
    .filter((value) => value !== null);
}

function nameIn(value: Json): string {
  return isObject(value) && typeof value['name'] === 'string' ? value['name'] : '';
}

/** The real order of matchers is random: they are compared sorted by name. */
function normal(value: Json): Json {
  if (Array.isArray(value)) return value.map(normal);
  if (typeof value !== 'object' || value === null) return value;
  const object = Object.fromEntries(Object.entries(value).map(([key, member]) => [key, normal(member)]));
  for (const key of ['headers', 'metadata']) {
    const list = object[key];
    if (Array.isArray(list)) object[key] = list.toSorted((a, b) => (nameIn(a) < nameIn(b) ? -1 : 1));
  }
  return object;
}

function sorted(objects: JsonObject[]): Json[] {
  const key = (object: JsonObject) => {
    const metadata = (object['metadata'] ?? {}) as JsonObject;
    return `${metadata['namespace'] ?? ''}/${metadata['name'] ?? object['name']}`;
  };
  return objects.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)).map(normal);
}

const cases = existsSync(folder) ? readdirSync(folder).filter((name) => existsSync(join(folder, name, 'input.yaml'))) : [];

describe('what the real Aeraki generated', { skip: cases.length === 0 }, () => {
  for (const name of cases) {
    it(name, () => {
      const at = (file: string) => join(folder, name, file);
      const options = parse(readFileSync(at('options.json'), 'utf8')) as Options;
      const objects = documents(at('input.yaml')).map((value, document) => ({
        value,
        origin: { file: 'input.yaml', document, prefix: [] },
      }));
      const { meshConfig, rootNamespace, namespaceScoped } = options;
      const mesh = buildMesh(objects, { rootNamespace, namespaceScoped, ...(meshConfig ? { meshConfig } : {}) });
      const translation = translate(mesh);
      const diagnostics: Diagnostics = existsSync(at('diagnostics.json'))
        ? JSON.parse(readFileSync(at('diagnostics.json'), 'utf8'))
        : {};
      const panics = (diagnostics.errors ?? []).filter((text) => text.startsWith('PANIC'));
      const died = (part: string) => panics.some((text) => text.startsWith(`PANIC in ${part}`));
      if (!died('envoyfilter')) {
        assert.deepEqual(
          sorted(translation.envoyFilters.map(({ object }) => object)),
          sorted(documents(at('envoyfilters.yaml'))),
        );
        assert.deepEqual(
          sorted(translation.virtualServices.map(({ object }) => object)),
          sorted(documents(at('virtualservices.yaml'))),
        );
      }
      if (!died('xds')) {
        const routes = translation.routeConfigurations.map(({ configuration }) => toHttpRouteConfiguration(configuration));
        assert.deepEqual(sorted(routes), sorted(documents(at('routes.yaml'))));
      }
      if (panics.length > 0)
        assert.ok(
          translation.notes.some(({ severity, path }) => severity === 'error' && path.length > 0),
          'a panic without an error of ours',
        );
      if ((diagnostics.log ?? []).length > 0)
        assert.ok(
          translation.notes.some(({ path }) => path.length > 0),
          'a log line without a finding of ours',
        );
    });
  }
});
