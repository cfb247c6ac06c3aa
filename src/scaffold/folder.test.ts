import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readDescription } from '../codec/described/read.js';
import type { Description } from '../codec/described/types.js';
import { applyUpdate, createProject, planUpdate, ScaffoldError } from './folder.js';
import { presetNamed } from './presets.js';
import { recordFile } from './record.js';
import { verifyProject } from './verify.js';

const work = mkdtempSync(join(tmpdir(), 'aerakictl-scaffold-'));
after(() => rmSync(work, { recursive: true, force: true }));

const text = presetNamed('fixed')?.describe('orders') ?? '';

function described(content: string): Description {
  const { description } = readDescription(content, 'codec.yaml');
  return description ?? assert.fail('no description');
}

let made = 0;
/** A fresh project. */
function project(): string {
  const folder = join(work, `orders${made++}`);
  createProject(folder, described(text), text, '0.0.0');
  return folder;
}

function edit(folder: string, path: string, from: string | RegExp, to: string): void {
  const file = join(folder, path);
  const before = readFileSync(file, 'utf8');
  const content = before.replace(from, to);
  assert.notEqual(content, before, `${path} has no ${from}`);
  writeFileSync(file, content);
}

/** Codes and messages of what is wrong. */
function problems(folder: string): string[] {
  return verifyProject(folder)
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ code }) => code);
}

const codecSource = 'src/application_protocols/orders/orders_codec.cc';

describe('a new project', () => {
  it('holds together, and leaves no temporary folder', () => {
    const folder = project();
    assert.deepEqual(problems(folder), []);
    assert.ok(existsSync(join(folder, recordFile)));
    assert.deepEqual(
      readdirSync(work).filter((name) => name.startsWith('.')),
      [],
    );
  });

  it('overwrites nothing', () => {
    const folder = project();
    assert.throws(() => createProject(folder, described(text), text, '0.0.0'), ScaffoldError);
  });
});

describe('verify', () => {
  const cases: [what: string, path: string, from: string | RegExp, to: string, codes: string[]][] = [
    ['another name in the factory', 'src/application_protocols/orders/config.h', 'codec.orders"', 'codec.order"', ['AER0921']],
    [
      'another factory registered',
      'src/application_protocols/orders/config.cc',
      /REGISTER_FACTORY\(\w+/,
      'REGISTER_FACTORY(Other',
      ['AER0921'],
    ],
    ['a proxy that does not link the codec', 'BUILD', /.*orders:config.*\n/, '', ['AER0922']],
    ['annotations of another version', 'src/application_protocols/orders/BUILD', 'cncf_udpa', 'cncf_xds', ['AER0922']],
    [
      'another codec in the ApplicationProtocol',
      'manifests/applicationprotocol.yaml',
      'codec.orders',
      'codec.order',
      ['AER0923'],
    ],
    [
      'an attribute that is not declared',
      'manifests/applicationprotocol.yaml',
      'attributes: command',
      'attributes: cmd',
      ['AER0923'],
    ],
    ['a port of another protocol', 'manifests/service.yaml', 'metaprotocol-orders', 'metaprotocol-order', ['AER0923']],
    ['a rule on what the codec never sets', 'manifests/metarouter.yaml', 'command:', 'verb:', ['AER0923']],
    ['a description that was changed since', 'codec.yaml', 'max: 16777216', 'max: 1024', ['AER0924']],
    ['markers of a conflict', codecSource, /^/, '<<<<<<< yours\n', ['AER0926']],
    ['a description with a mistake', 'codec.yaml', 'requestId: request_id', 'requestId: id', ['AER0903']],
  ];
  for (const [what, path, from, to, codes] of cases) {
    it(`finds ${what}`, () => {
      const folder = project();
      edit(folder, path, from, to);
      assert.deepEqual(problems(folder), codes);
    });
  }

  it('finds a file that is missing, and says which was edited', () => {
    const folder = project();
    rmSync(join(folder, 'Makefile'));
    edit(folder, 'README.md', '# orders', '# Orders');
    assert.deepEqual(
      verifyProject(folder)
        .findings.map(({ code }) => code)
        .sort(),
      ['AER0912', 'AER0920', 'AER0925'],
    );
  });

  it('says of another folder that it is no project', () => {
    assert.deepEqual(problems(work), ['AER0927']);
  });
});

describe('update', () => {
  it('changes nothing where nothing changed', () => {
    assert.deepEqual(planUpdate(project(), '0.0.0').changes, []);
  });

  it('keeps what the user changed and takes what the description changed', () => {
    const folder = project();
    edit(folder, codecSource, 'namespace {\n', 'namespace {\n\n// Mine.\n');
    edit(folder, 'codec.yaml', 'overLimit: 6', 'overLimit: 66');
    const update = planUpdate(folder, '0.0.0');
    assert.deepEqual(
      update.changes.map(({ path, change }) => [path, change]),
      [
        ['README.md', 'written'],
        [codecSource, 'merged'],
      ],
    );
    applyUpdate(folder, update);
    const source = readFileSync(join(folder, codecSource), 'utf8');
    assert.match(source, /\/\/ Mine\./);
    assert.match(source, /return 66;/);
    assert.deepEqual(problems(folder), []);
    assert.deepEqual(planUpdate(folder, '0.0.0').changes, []);
  });

  it('marks what both changed, which verify then finds', () => {
    const folder = project();
    edit(folder, codecSource, 'return 6;', 'return 7;');
    edit(folder, 'codec.yaml', 'overLimit: 6', 'overLimit: 66');
    const update = planUpdate(folder, '0.0.0');
    assert.equal(update.changes.find(({ path }) => path === codecSource)?.change, 'conflict');
    applyUpdate(folder, update);
    assert.deepEqual(problems(folder), ['AER0926']);
  });

  it('goes on telling of a conflict until it is resolved', () => {
    const folder = project();
    edit(folder, codecSource, 'return 6;', 'return 7;');
    edit(folder, 'codec.yaml', 'overLimit: 6', 'overLimit: 66');
    applyUpdate(folder, planUpdate(folder, '0.0.0'));
    assert.deepEqual(planUpdate(folder, '0.0.0').changes, [{ path: codecSource, change: 'unresolved' }]);
    edit(folder, codecSource, /<{7} yours\n(.*\n)={7}\n.*\n>{7} .*\n/, '$1');
    assert.deepEqual(planUpdate(folder, '0.0.0').changes, []);
  });

  it('restores what is missing, and removes what is no longer generated unless it was edited', () => {
    const folder = project();
    rmSync(join(folder, 'Makefile'));
    edit(folder, 'codec.yaml', 'protocol: orders', 'protocol: sales');
    edit(folder, codecSource, 'namespace {\n', 'namespace {\n// Mine.\n');
    const byPath = new Map(planUpdate(folder, '0.0.0').changes.map(({ path, change }) => [path, change]));
    assert.equal(byPath.get('Makefile'), 'restored');
    assert.equal(byPath.get(codecSource), 'kept');
    assert.equal(byPath.get('src/application_protocols/orders/config.h'), 'removed');
    assert.equal(byPath.get('src/application_protocols/sales/config.h'), 'written');
  });

  it('writes nothing where the description has a mistake', () => {
    const folder = project();
    edit(folder, 'codec.yaml', 'byteOrder: big', 'byteOrder: middle');
    const { changes, findings } = planUpdate(folder, '0.0.0');
    assert.deepEqual([changes, findings.map(({ code }) => code)], [[], ['AER0900']]);
  });
});
