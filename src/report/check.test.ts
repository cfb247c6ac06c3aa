import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CheckResult } from '../live/doctor/types.js';
import { checksJson, checksJunit, renderChecks } from './check.js';

const results: CheckResult[] = [
  {
    id: 'istio-found',
    group: 'istio',
    code: 'AER1105',
    title: 'istiod is installed',
    verdict: 'ok',
    message: 'istiod 1.18.1 in istio-system',
    docs: 'docs/codes/AER1105.md',
  },
  {
    id: 'istio-ready',
    group: 'istio',
    code: 'AER1106',
    title: 'istiod runs',
    verdict: 'unknown',
    message: 'could not list pods: it is forbidden',
    docs: 'docs/codes/AER1106.md',
  },
  {
    id: 'aeraki-ready',
    group: 'aeraki',
    code: 'AER1122',
    title: 'Aeraki runs',
    verdict: 'failed',
    message: 'No pod of aeraki is ready.',
    details: ['istio-system/aeraki-0: Running, not ready (CrashLoopBackOff \x1b[31m<&>)'],
    fix: "See `aeraki-log`, and **then** 'aerakictl lint --live'.",
    docs: 'docs/codes/AER1122.md',
  },
];
const plain = { color: false, width: 100 };

describe('the doctor in text', () => {
  it('claims no more than what was checked', () => {
    const [found, ready] = results;
    assert.ok(found !== undefined && ready !== undefined);
    const last = (all: CheckResult[]): string => renderChecks(all, plain).trimEnd().split('\n').at(-1) ?? '';
    assert.equal(last([found, ready]), 'Nothing that was checked is wrong: 1 ok, 1 not checked.');
    assert.equal(last([found, ready, ready]), 'Whether it works is not known: 1 ok, 2 not checked.');
    assert.equal(last([found]), 'All is well: 1 ok.');
  });

  it('marks each check under its heading, with remedy and page for what is not well', () => {
    assert.equal(
      renderChecks(results, plain),
      `istio
-----
+ istiod is installed: istiod 1.18.1 in istio-system
? istiod runs: not checked, because could not list pods: it is forbidden

aeraki
------
x Aeraki runs
    No pod of aeraki is ready.
    - istio-system/aeraki-0: Running, not ready (CrashLoopBackOff \\x1b[31m<&>)
    fix: See aeraki-log, and then 'aerakictl lint --live'.
    see docs/codes/AER1122.md for hints

Something is wrong: 1 ok, 1 failed, 1 not checked.
`,
    );
  });

  it('lists ten cases of many, and how many more there are', () => {
    const [, , failed] = results;
    assert.ok(failed);
    const many = renderChecks([{ ...failed, details: Array.from({ length: 40 }, (_, index) => `case ${index}`) }], plain);
    assert.match(many, /- case 9\n {4}- and 30 more\n/);
  });
});

describe('the doctor for machines', () => {
  it('says in JSON how many checks ended how', () => {
    const { summary } = checksJson(results);
    assert.deepEqual(summary, { ok: 1, warning: 0, failed: 1, unknown: 1 });
  });

  it('is JUnit with what could not be looked at skipped', () => {
    const xml = checksJunit(results);
    assert.match(xml, /<testsuite name="istio" tests="2" failures="0" errors="0" skipped="1">/);
    assert.match(xml, /<skipped message="not checked, because could not list pods: it is forbidden"\/>/);
    assert.match(xml, /<failure type="AER1122" message="No pod of aeraki is ready\.">/);
    assert.ok(xml.includes('&lt;&amp;&gt;'));
    assert.ok(!xml.includes('\x1b'));
  });
});
