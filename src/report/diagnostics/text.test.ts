import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sampleReport, summaryOf } from '../../../test/support/sample.js';
import type { LocatedFinding } from '../../base/finding.js';
import { renderText } from './text.js';

const plain = { color: false, width: 80 };

/** The lines of the code frame for one line of text and a place in it. */
function frameOf(line: string, column: number, endColumn: number, width = 80): string[] {
  const at = { line: 1, column, endLine: 1, endColumn };
  const report = sampleReport({ at, frame: { first: 1, lines: [line] }, related: [] });
  const text = renderText(report, { color: false, width });
  return text.split('\n').filter((shown) => /^ 1? *\| ./.test(shown));
}

describe('text', () => {
  it('shows a line break in what it tells of, rather than breaking the line', () => {
    const related = [{ message: 'a\nb', path: [] }];
    const text = renderText(sampleReport({ message: 'No field "a\nb".', related }), plain);
    assert.ok(text.startsWith('error AER0001 cannot-read: No field "a\\nb".\n'));
    assert.ok(text.includes('= see: a\\nb\n'));
  });

  it('names the program as it was called', () => {
    const text = renderText(sampleReport(), { ...plain, program: 'kubectl aeraki' });
    assert.ok(text.includes('\nMore on a code: kubectl aeraki explain AER0001\n'));
  });

  it('shows the place with its lines, the related place, and what to do', () => {
    assert.equal(
      renderText(sampleReport(), plain),
      [
        'error AER0001 cannot-read: The key "hosts" is given twice; the last counts.',
        '  --> rules/a b.yaml:4:3  MetaRouter default/thrift',
        '   |',
        ' 2 | spec:',
        ' 3 |   hosts: [a]',
        '   |   ----- first given here',
        ' 4 |   hosts: [b]',
        '   |   ^^^^^',
        ' 5 |   routes: []',
        '   = fix: Remove one of them.',
        '',
        'More on a code: aerakictl explain AER0001',
        '',
        '1 error in 3 files (12 documents checked, 4 skipped)',
        '',
      ].join('\n'),
    );
  });

  it('names a related place elsewhere, and wraps at the width', () => {
    const related = [
      {
        message: 'the subset is missing here',
        file: 'dr.yaml',
        path: ['spec'],
        at: { line: 9, column: 1, endLine: 9, endColumn: 2 },
      },
    ];
    const text = renderText(sampleReport({ related, message: 'The host has no subset "v9".' }), { color: false, width: 40 });
    assert.equal(text.split('\n').slice(0, 2).join('\n'), 'error AER0001 cannot-read: The host\n  has no subset "v9".');
    assert.match(text, /^ {3}= see: dr\.yaml:9:1: the subset is$\n^ {10}missing here$/m);
  });

  it('names the object where no text is behind the finding', () => {
    const { findings, summary } = sampleReport();
    const { file: _file, at: _at, frame: _frame, related: _related, fix: _fix, ...rest } = findings[0] as LocatedFinding;
    assert.match(renderText({ findings: [rest], summary }, plain), /\n --> MetaRouter default\/thrift: spec\.hosts\[0\]\n\nMore/);
  });

  it('says so when all is well', () => {
    const summary = summaryOf({ checked: 1, files: 1 });
    assert.equal(renderText({ findings: [], summary }, plain), 'No problems: 1 document checked in 1 file\n');
  });

  it('counts each severity, large numbers with commas', () => {
    const summary = summaryOf({ errors: 2, warnings: 1, infos: 1234, files: 3, checked: 12_000, skipped: 4 });
    const last = renderText({ findings: [], summary }, plain);
    assert.equal(last, '2 errors, 1 warning, 1,234 infos in 3 files (12,000 documents checked, 4 skipped)\n');
  });

  it('orders findings by file as given, then by line, column and code', () => {
    const at = (line: number, column: number) => ({ line, column, endLine: line, endColumn: column + 1 });
    const make = (file: string, line: number, column: number): LocatedFinding => ({
      ...sampleReport().findings[0],
      code: 'AER0001',
      severity: 'error',
      message: 'x',
      path: [],
      file,
      at: at(line, column),
    });
    const findings = [make('b.yaml', 2, 1), make('a.yaml', 1, 1), make('b.yaml', 1, 9), make('b.yaml', 1, 3)];
    const places = renderText({ findings, summary: summaryOf({ errors: 4 }) }, plain).match(/--> \S+/g);
    assert.deepEqual(places, ['--> b.yaml:1:3', '--> b.yaml:1:9', '--> b.yaml:2:1', '--> a.yaml:1:1']);
  });

  it('colours the severity, the underline and the fix', () => {
    const text = renderText(sampleReport(), { color: true, width: 80 });
    assert.ok(text.startsWith('\x1b[1m\x1b[31merror AER0001 cannot-read:\x1b[39m\x1b[22m The key'));
    assert.ok(text.includes('\x1b[1m\x1b[31m^^^^^\x1b[39m\x1b[22m'));
  });

  it('shows escape sequences of the file and of names instead of sending them', () => {
    const text = renderText(sampleReport({ message: 'a\x1b[2Jb', resource: { kind: 'X', name: '\x1b]0;t\x07' } }), plain);
    assert.ok(!text.includes('\x1b') && text.includes('a\\x1b[2Jb') && text.includes('X \\x1b]0;t\\x07'));
  });
});

describe('code frame', () => {
  it('underlines after a tab', () => {
    assert.deepEqual(frameOf('\tfoo: bar', 2, 5), [' 1 |     foo: bar', '   |     ^^^']);
  });

  it('underlines wide characters by their columns', () => {
    assert.deepEqual(frameOf('- 你好: 😀x', 3, 5), [' 1 | - 你好: 😀x', '   |   ^^^^']);
    assert.deepEqual(frameOf('- 你好: 😀x', 9, 10), [' 1 | - 你好: 😀x', '   |           ^']);
  });

  it('shows control characters as escapes and underlines all of them', () => {
    assert.deepEqual(frameOf('a: \x1b[1mb', 4, 9), [' 1 | a: \\x1b[1mb', '   |    ^^^^^^^^']);
  });

  it('marks the end of the line where the place is past it', () => {
    assert.deepEqual(frameOf('a: [', 5, 5), [' 1 | a: [', '   |     ^']);
  });

  it('cuts a long line around the place', () => {
    const line = `${'a'.repeat(200)}BAD${'b'.repeat(200)}`;
    const [shown = '', under = ''] = frameOf(line, 201, 204, 40);
    assert.match(shown, /^ 1 \| …a+BADb+…$/);
    assert.equal(shown.length, 40);
    assert.equal(under.indexOf('^^^'), shown.indexOf('BAD'));
  });

  it('does so in a line of ten megabytes too', () => {
    const line = `${'é'.repeat(5_000_000)}BAD${'b'.repeat(5_000_000)}`;
    const [shown = '', under = ''] = frameOf(line, 5_000_001, 5_000_004, 60);
    assert.equal(under.indexOf('^^^'), shown.indexOf('BAD'));
  });

  it('underlines the first line of a place of several lines to its end', () => {
    const at = { line: 2, column: 1, endLine: 4, endColumn: 3 };
    const text = renderText(
      sampleReport({ at, frame: { first: 1, lines: ['', 'spec:', '  a: 1', '  b: 2'] }, related: [] }),
      plain,
    );
    assert.match(text, /\n {3}\|\n 2 \| spec:\n {3}\| \^{5}\n 3 \| {3}a: 1\n {3}= fix/);
  });
});
