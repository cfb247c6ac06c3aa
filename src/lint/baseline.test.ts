import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LocatedFinding } from '../base/finding.js';
import { beyondBaseline, readBaseline, writeBaseline } from './baseline.js';

function finding(name: string, line: number): LocatedFinding {
  const at = { line, column: 1, endLine: line, endColumn: 2 };
  return {
    code: 'AER0301',
    severity: 'warning',
    message: `line ${line}`,
    path: ['spec', 'routes', 0],
    file: 'k8s/a.yaml',
    at,
    resource: { kind: 'MetaRouter', namespace: 'demo', name },
  };
}

const relative = (file: string): string => file;

test('a baseline knows its findings again when lines move, and no others', () => {
  const known = readBaseline(JSON.parse(writeBaseline([finding('a', 3), finding('a', 9)], relative)));
  assert.ok(known !== undefined);
  const now = [finding('a', 30), finding('b', 3)];
  assert.deepEqual(beyondBaseline(now, known, relative), { fresh: [now[1]], known: 1, stale: 1 });
});

test('the same finding more often than before is new', () => {
  const known = readBaseline(JSON.parse(writeBaseline([finding('a', 3)], relative)));
  assert.equal(beyondBaseline([finding('a', 3), finding('a', 4)], known ?? new Map(), relative).fresh.length, 1);
});

test('a baseline is one line a finding, in an order that does not depend on that of the findings', () => {
  const one = writeBaseline([finding('b', 1), finding('a', 2)], relative);
  assert.equal(one, writeBaseline([finding('a', 7), finding('b', 8)], relative));
  assert.equal(
    one,
    `{
  "version": 1,
  "findings": [
    {"code":"AER0301","file":"k8s/a.yaml","resource":"MetaRouter demo/a","path":"spec.routes[0]"},
    {"code":"AER0301","file":"k8s/a.yaml","resource":"MetaRouter demo/b","path":"spec.routes[0]"}
  ]
}
`,
  );
});

test('anything else is no baseline', () => {
  for (const value of [null, [], { findings: [] }, { version: 2, findings: [] }, { version: 1, findings: [{}] }])
    assert.equal(readBaseline(value), undefined);
});
