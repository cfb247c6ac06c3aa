import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { readDescription } from '../src/codec/described/read.js';
import { presets } from '../src/scaffold/presets.js';
import { bytesOf, contentOf, projectFiles } from '../src/scaffold/project.js';

// What each preset gives, file by file. After a change of the generator that is meant: UPDATE=1 node --import tsx --test test/codec.test.ts
const fixtures = fileURLToPath(new URL('fixtures/codec', import.meta.url));
const examples = fileURLToPath(new URL('../examples/codec', import.meta.url));

function generated(text: string): ReadonlyMap<string, string> {
  const { description, findings } = readDescription(text, 'codec.yaml');
  assert.ok(description !== undefined, findings.map(({ message }) => message).join('\n'));
  return projectFiles(description, text);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
    .sort();
}

describe('what codec new generates', () => {
  for (const { name, describe: text } of presets) {
    it(`of the preset ${name} is what it was`, () => {
      const folder = join(fixtures, name);
      const files = generated(text('demo'));
      if (process.env['UPDATE'] === '1') {
        rmSync(folder, { recursive: true, force: true });
        for (const [path, content] of files) {
          mkdirSync(dirname(join(folder, path)), { recursive: true });
          writeFileSync(join(folder, path), bytesOf(path, content));
        }
      }
      assert.deepEqual(filesBelow(folder), [...files.keys()].sort());
      for (const [path, content] of files) assert.equal(content, contentOf(path, readFileSync(join(folder, path))), path);
    });
  }

  for (const name of readdirSync(examples).filter((file) => file.endsWith('.yaml'))) {
    it(`of the example ${name} is the same each time, for both versions of the proxy`, () => {
      const text = readFileSync(join(examples, name), 'utf8');
      assert.deepEqual(generated(text), generated(text));
      const head = generated(`${text}\nproxy: head\n`);
      const code = [...head].find(([path]) => path.endsWith('_codec.cc'))?.[1] ?? '';
      assert.ok(!code.includes('metadata.get('), 'the getter of 1.4.2');
      const build = [...head].find(([path]) => /src\/.*\/BUILD$/.test(path))?.[1] ?? '';
      assert.match(build, /@com_github_cncf_xds\/\/udpa/);
    });
  }
});

describe('the published schema', () => {
  const schema = JSON.parse(readFileSync(fileURLToPath(new URL('../schemas/codec.json', import.meta.url)), 'utf8'));
  const validate = new Ajv({ strict: true, strictTypes: false }).compile(schema);

  it('takes every preset and example', () => {
    const texts = [
      ...presets.map((preset) => preset.describe('demo')),
      ...readdirSync(examples)
        .filter((file) => file.endsWith('.yaml'))
        .map((file) => readFileSync(join(examples, file), 'utf8')),
    ];
    for (const text of texts) assert.ok(validate(parse(text)), JSON.stringify(validate.errors));
  });

  it('refuses a member that there is not', () => {
    assert.equal(validate({ ...parse(presets[0]?.describe('demo') ?? ''), framing: {} }), false);
  });
});
