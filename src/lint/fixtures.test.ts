import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadPatterns } from '../base/pattern.js';
import { locate } from '../manifest/locate.js';
import { parseText } from '../manifest/parse.js';
import { parseSlow } from '../manifest/slow.js';
import type { ManifestObject } from '../manifest/types.js';
import { buildMesh } from '../mesh/build.js';
import { loadReaders } from '../resource/validate.js';
import { readVersion } from './config.js';
import { coverage } from './coverage.js';
import { lint, sameAs } from './engine.js';
import { rules } from './rules.js';
import type { LintOptions } from './types.js';

// Each `*.bad.yaml` ends with what must be found in it, as `#   LINE:COLUMN SEVERITY CODE`: all of it and nothing else. In its twin
// `*.good.yaml` nothing may be found but infos. UPDATE=1 writes the expectations anew.

const patterns = await loadPatterns();
const readers = await loadReaders();
const update = process.env['UPDATE'] === '1';
const heading = '# expect:\n';

/** The options that a fixture asks for in its first line: `# options: --istio 1.24.0`. */
function optionsOf(text: string): LintOptions {
  const options: LintOptions = {};
  for (const [, name, value = ''] of (/^# options: (.*)$/m.exec(text)?.[1] ?? '').matchAll(/--(\w+) (\S+)/g)) {
    const version = readVersion(value);
    if (version !== undefined && (name === 'istio' || name === 'aeraki' || name === 'envoy')) options[name] = version;
  }
  return options;
}

function found(text: string): string[] {
  const objects: ManifestObject[] = [];
  const { findings } = parseText(text, { file: 'fixture.yaml', explicit: true }, (object) => objects.push(object), parseSlow);
  assert.deepEqual(findings, []);
  const mesh = buildMesh(objects);
  const result = lint({ objects, mesh, namespace: 'default', patterns, readers, options: optionsOf(text) });
  return locate(result.findings, () => text, { frames: false, slow: parseSlow })
    .map(({ at, severity, code }) => ({ line: at?.line ?? 0, column: at?.column ?? 0, severity, code }))
    .sort((a, b) => a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1))
    .map(({ line, column, severity, code }) => `${line}:${column} ${severity} ${code}`);
}

interface Fixture {
  name: string;
  url: URL;
  text: string;
}

const fixtures = ['rules/', 'fixtures/'].flatMap((folder) => {
  const base = new URL(folder, import.meta.url);
  return readdirSync(base)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map(
      (name): Fixture => ({
        name: `${folder}${name}`,
        url: new URL(name, base),
        text: readFileSync(new URL(name, base), 'utf8'),
      }),
    );
});

function expected({ text }: Fixture): string[] {
  const at = text.indexOf(heading);
  return at < 0
    ? []
    : text
        .slice(at + heading.length)
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/^#\s+/, ''));
}

for (const fixture of fixtures) {
  const { name, text, url } = fixture;
  if (name.endsWith('.bad.yaml')) {
    test(`${name}: everything is found where it stands`, () => {
      const now = found(text);
      if (update) {
        const body = text.includes(heading) ? text.slice(0, text.indexOf(heading)) : text;
        writeFileSync(url, body + heading + now.map((line) => `#   ${line}\n`).join(''));
      } else assert.deepEqual(now, expected(fixture));
    });
  } else {
    test(`${name}: nothing is found but infos`, () => {
      assert.deepEqual(
        found(text).filter((line) => !line.includes(' info ')),
        [],
      );
    });
  }
}

const flagged = new Set(fixtures.flatMap((fixture) => expected(fixture).map((line) => line.slice(-7))));

test('every rule has a pair of fixtures, and each of its codes is flagged in the bad one and not in the good one', () => {
  for (const { meta } of rules) {
    const bad = fixtures.find(({ name }) => name === `rules/${meta.name}.bad.yaml`);
    const good = fixtures.find(({ name }) => name === `rules/${meta.name}.good.yaml`);
    assert.ok(bad !== undefined && good !== undefined, meta.name);
    const inBad = expected(bad).map((line) => line.slice(-7));
    const inGood = found(good.text).map((line) => line.slice(-7));
    for (const code of meta.codes) {
      assert.ok(inBad.includes(code), `${meta.name}: ${code} is not in the bad fixture`);
      assert.ok(!inGood.includes(code), `${meta.name}: ${code} is in the good fixture`);
    }
  }
});

test('every code that a known mistake is reported with is flagged in some fixture', () => {
  const codes = new Set(coverage.flatMap(({ items }) => items.flatMap((item) => item.codes)));
  assert.deepEqual(
    [...codes].filter((code) => !flagged.has(code) && !(sameAs[code] ?? []).some((other) => flagged.has(other))).sort(),
    [],
  );
});
