import { escapeXml, xmlTag } from '../xml.js';
import { countResults, type PlacedResult, type SuiteReport } from './types.js';
import { failureText } from './words.js';

/** A run as JUnit's XML: a suite a file, a test case a test. */
export function renderSuiteJunit({ results }: SuiteReport): string {
  const files = new Map<string, PlacedResult[]>();
  for (const result of results) files.set(result.file, [...(files.get(result.file) ?? []), result]);
  const counts = (some: readonly PlacedResult[]): Record<string, number> => {
    const { tests, failed, skipped } = countResults(some);
    return { tests, failures: failed, errors: 0, skipped };
  };
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    xmlTag('testsuites', { name: 'aerakictl simulate', ...counts(results) }),
  ];
  for (const [file, some] of files) {
    lines.push(`  ${xmlTag('testsuite', { name: file, ...counts(some) })}`);
    for (const result of some) lines.push(...testCase(result));
    lines.push('  </testsuite>');
  }
  return `${lines.join('\n')}\n</testsuites>\n`;
}

function testCase(result: PlacedResult): string[] {
  const { test, file, line, status, reason } = result;
  const attributes = { classname: file, name: test.name, file, line };
  if (status === 'passed') return [`    ${xmlTag('testcase', attributes, true)}`];
  const body =
    status === 'skipped'
      ? xmlTag('skipped', { message: reason }, true)
      : `${xmlTag('failure', { type: 'expectation', message: result.failures.map(({ what }) => what).join(', ') })}${escapeXml(failureText(result))}</failure>`;
  return [`    ${xmlTag('testcase', attributes)}`, `      ${body}`, '    </testcase>'];
}
