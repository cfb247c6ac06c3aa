import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Finding, LocatedFinding, Range } from '../base/finding.js';
import type { Path } from '../base/path.js';
import { locate } from './locate.js';
import { parseText } from './parse.js';
import { parseSlow } from './slow.js';

const text = `# a router
apiVersion: metaprotocol.aeraki.io/v1alpha1
kind: MetaRouter
metadata:
  name: a
spec:
  hosts: [a.b.svc, "c.d.svc"]
  routes:
  - name: on
    match:
      attributes:
        method:
          exact: x
    mirror:
`;

function about(path: Path, more: Partial<Finding> = {}): Finding {
  return { code: 'AER0009', severity: 'error', message: 'x', path, origin: { file: 'a.yaml', document: 0, prefix: [] }, ...more };
}

function at(path: Path, more: Partial<Finding> = {}, given = text): LocatedFinding {
  const [located] = locate([about(path, more)], () => given, { frames: true, slow: parseSlow });
  assert.ok(located !== undefined);
  return located;
}

/** What stands in the place, of a text of one line. */
function shown(range: Range | undefined, given = text): string {
  const line = given.split('\n')[(range?.line ?? 0) - 1] ?? '';
  return range === undefined
    ? 'nowhere'
    : line.slice(range.column - 1, range.endLine === range.line ? range.endColumn - 1 : undefined);
}

test('a path stands at its value, or at its name', () => {
  assert.deepEqual(at(['spec', 'hosts', 1]).at, { line: 7, column: 20, endLine: 7, endColumn: 29 });
  assert.equal(shown(at(['spec', 'hosts'], { target: 'key' }).at), 'hosts');
  assert.equal(shown(at(['spec', 'routes', 0, 'name']).at), 'on');
});

test('a member without a value stands at its name', () => assert.equal(shown(at(['spec', 'routes', 0, 'mirror']).at), 'mirror'));

test('a path that does not exist stands at the name of its nearest parent', () => {
  assert.equal(shown(at(['spec', 'routes', 0, 'match', 'metadata', 'x']).at), 'match');
  assert.equal(shown(at(['status', 'x']).at), 'MetaRouter');
});

test('an object as a whole stands at its kind', () => assert.equal(shown(at([]).at), 'MetaRouter'));

test('the frame has two lines above and one below', () => {
  assert.deepEqual(at(['kind']).frame, {
    first: 1,
    lines: ['# a router', 'apiVersion: metaprotocol.aeraki.io/v1alpha1', 'kind: MetaRouter', 'metadata:'],
  });
});

test('lines that end with CRLF are shown without it', () => {
  const located = at(['kind'], {}, text.replaceAll('\n', '\r\n'));
  assert.equal(located.frame?.lines[2], 'kind: MetaRouter');
  assert.deepEqual(located.at, { line: 3, column: 7, endLine: 3, endColumn: 17 });
});

test('columns count in UTF-16 units', () => {
  assert.deepEqual(at(['b'], {}, '{a: "😀", b: x}\n').at, { line: 1, column: 14, endLine: 1, endColumn: 15 });
});

test('members of a list are found by their place in it', () => {
  const list = 'apiVersion: v1\nkind: List\nitems:\n- kind: A\n- kind: B\n  spec: {x: 1}\n';
  const origin = { file: 'a.yaml', document: 0, prefix: ['items', 1] };
  assert.equal(at(['spec', 'x'], { origin }, list).at?.line, 6);
  assert.equal(shown(at([], { origin }, list).at, list), 'B');
});

test('documents are found by their number, in YAML and in JSON', () => {
  const origin = { file: 'a.yaml', document: 1, prefix: [] };
  assert.equal(at(['a'], { origin }, 'a: 1\n---\n# none\n---\na: 2\n').at?.line, 5);
  assert.deepEqual(at(['a'], { origin }, '{"a": 1}\n{"a": 2}\n').at, { line: 2, column: 7, endLine: 2, endColumn: 8 });
});

test('what an alias or a merge key brings stands at its anchor', () => {
  const merged = 'base: &b\n  host: x\nuse:\n  <<: *b\n  port: 1\nalso: *b\n';
  assert.equal(at(['use', 'host'], {}, merged).at?.line, 2);
  assert.equal(at(['also', 'host'], {}, merged).at?.line, 2);
  assert.equal(shown(at(['also'], {}, merged).at, merged), '*b');
});

test('related places are located too, in their own files', () => {
  const related = [{ message: 'here', path: ['a'], origin: { file: 'b.yaml', document: 0, prefix: [] } }];
  const [located] = locate([about(['kind'], { related })], (file) => (file === 'b.yaml' ? 'x: 1\na: 2\n' : text), {
    frames: false,
    slow: parseSlow,
  });
  assert.equal(located?.related?.[0]?.file, 'b.yaml');
  assert.equal(located?.related?.[0]?.at?.line, 2);
});

test('a text that cannot be had any more leaves the place open', () => {
  const [located] = locate([about(['kind'])], () => undefined, { frames: true, slow: parseSlow });
  assert.equal(located?.file, 'a.yaml');
  assert.equal(located?.at, undefined);
});

test('a wrong type that YAML made of a text is told with the quoted form', () => {
  const more = { code: 'AER0102', message: 'expected a string, but this is a boolean' } as const;
  assert.equal(at(['spec', 'routes', 0, 'name'], more).fix, 'Put it in quotes, `"on"`: YAML reads `on` as true.');
  assert.equal(at(['spec', 'hosts', 1], more).fix, undefined);
});

test('the quoted form is that of the text as written; what is quoted already gets none', () => {
  const fixOf = (text: string): string | undefined => {
    const more = { code: 'AER0102', message: 'expected a string' } as const;
    const [located] = locate([{ ...about(['a'], more), fix: 'Write text.' }], () => text, { frames: false, slow: parseSlow });
    return located?.fix;
  };
  assert.equal(fixOf('a: 0777\n'), 'Put it in quotes, `"0777"`: YAML reads `0777` as 511.');
  assert.equal(fixOf('a: 1_000\n'), 'Put it in quotes, `"1_000"`: YAML reads `1_000` as 1000.');
  assert.equal(fixOf('a: "0777"\n'), 'Write text.');
  assert.equal(fixOf('a: text\n'), 'Write text.');
});

test('every finding of a damaged manifest stands inside the text', () => {
  const bits = fc.constantFrom('', ' ', ':', '\n', '"', '[', '}', '\t', '&a', '*a', '- ', 'kind: x\n', '---\n', '\r\n');
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(4), bits, (from, removed, added) => {
      const damaged = text.slice(0, from) + added + text.slice(from + removed);
      const { findings } = parseText(damaged, { file: 'a.yaml', explicit: true }, () => {}, parseSlow);
      const lines = damaged.split('\n');
      for (const { at: range, frame } of locate([...findings, about(['spec', 'routes', 0])], () => damaged, {
        frames: true,
        slow: parseSlow,
      })) {
        if (range === undefined) continue;
        assert.ok(range.line >= 1 && range.column >= 1 && range.line <= lines.length && range.endLine >= range.line);
        assert.ok(range.endLine > range.line || range.endColumn > range.column);
        assert.ok(frame !== undefined && frame.lines.length > 0);
      }
    }),
    { numRuns: 600 },
  );
});
