import assert from 'node:assert/strict';
import { it } from 'node:test';
import { wellFormedXml } from '../../../test/support/wellformed.js';
import type { SuiteTest } from '../../analysis/suite/types.js';
import { renderSuiteJunit } from './junit.js';
import { renderLcov } from './lcov.js';
import { renderSuiteTap } from './tap.js';
import { renderSuite } from './text.js';
import type { CoveragePoint, PlacedResult } from './types.js';

function result(name: string, status: PlacedResult['status'], more: Partial<PlacedResult> = {}): PlacedResult {
  const test: SuiteTest = { name, path: [], attributes: {}, expect: {}, only: false };
  return { test, status, failures: [], file: 's.yaml', line: 3, ...more };
}
const failed = result('a # <b>\u001b[31m', 'failed', { failures: [{ what: 'route', expected: 'x\ny', actual: '& none' }] });

it('keeps TAP in form whatever a test is called', () => {
  const lines = renderSuiteTap({ results: [result('one', 'passed'), failed], points: [] }).split('\n');
  assert.deepEqual(lines.slice(0, 4), ['TAP version 14', '1..2', 'ok 1 - one', 'not ok 2 - a \\# <b>\\\\x1b[31m']);
  assert.equal(lines.at(-2), '  ...');
});

it('keeps JUnit well formed', () => {
  const xml = renderSuiteJunit({ results: [failed, result('later', 'skipped', { reason: 'not "yet"' })], points: [] });
  wellFormedXml(xml);
  assert.match(xml, /tests="2" failures="1" errors="0" skipped="1"/);
});

it('counts a line of lcov by the most that was reached on it', () => {
  const point = (kind: CoveragePoint['kind'], line: number, hits: number, group: string): CoveragePoint => {
    return { kind, line, hits, group, file: 'r.yaml', label: '' };
  };
  const points = [
    point('route', 1, 4, 'r'),
    point('condition', 2, 4, 'c'),
    point('condition', 2, 0, 'c'),
    point('branch', 5, 0, 's'),
  ];
  assert.equal(
    renderLcov({ results: [], points }),
    'TN:\nSF:r.yaml\nDA:1,4\nDA:2,4\nDA:5,0\nLF:3\nLH:2\nBRDA:2,0,0,4\nBRDA:2,0,1,0\nBRDA:5,1,0,0\nBRF:3\nBRH:1\nend_of_record\n',
  );
});

it('shows twenty places that were not reached, and says how many more there are', () => {
  const points = Array.from(
    { length: 25 },
    (_, at): CoveragePoint => ({ kind: 'route', label: `route ${at}`, hits: 0, group: `${at}` }),
  );
  const text = renderSuite({ results: [], points }, { color: false, width: 80 });
  assert.match(text, /covered 0\.0%: routes 0\/25/);
  assert.match(text, /route 19\n {2}and 5 more\n$/);
});
