import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse } from 'yaml';
import { sampleReport, summaryOf } from '../../../test/support/sample.js';
import { wellFormedXml } from '../../../test/support/wellformed.js';
import { codes, isCode } from '../../base/codes.js';
import type { DiagnosticReport, LocatedFinding } from '../../base/finding.js';
import { renderGithub } from './github.js';
import { renderGitlab } from './gitlab.js';
import { renderJson } from './json.js';
import { renderJunit } from './junit.js';
import { renderSarif } from './sarif.js';
import { renderTap } from './tap.js';
import { renderText } from './text.js';
import { renderYaml } from './yaml.js';

const nothing: DiagnosticReport = { findings: [], summary: summaryOf({ checked: 2 }) };

/** A finding without text behind it. */
function unplaced(): DiagnosticReport {
  return {
    findings: [
      {
        code: 'AER0001',
        severity: 'warning',
        message: 'No protocol.',
        resource: { kind: 'Service', name: 'a' },
        path: ['spec', 'ports', 0],
      },
    ],
    summary: summaryOf({ warnings: 1 }),
  };
}

describe('json', () => {
  it('keeps the contract', () => {
    assert.deepEqual(JSON.parse(renderJson(sampleReport())), {
      findings: [
        {
          code: 'AER0001',
          name: codes.AER0001.name,
          severity: 'error',
          message: 'The key "hosts" is given twice; the last counts.',
          file: 'rules/a b.yaml',
          line: 4,
          column: 3,
          endLine: 4,
          endColumn: 8,
          resource: { apiVersion: 'metaprotocol.aeraki.io/v1alpha1', kind: 'MetaRouter', namespace: 'default', name: 'thrift' },
          path: ['spec', 'hosts', 0],
          fix: 'Remove one of them.',
          related: [
            {
              message: 'first given here',
              file: 'rules/a b.yaml',
              line: 3,
              column: 3,
              endLine: 3,
              endColumn: 8,
              resource: {},
              path: ['spec'],
            },
          ],
          docs: 'docs/codes/AER0001.md',
        },
      ],
      summary: { files: 3, documents: 16, checked: 12, skipped: 4, errors: 1, warnings: 0, infos: 0 },
    });
  });

  it('leaves the place out where there is none', () => {
    const [finding] = JSON.parse(renderJson(unplaced())).findings;
    assert.deepEqual(Object.keys(finding), ['code', 'name', 'severity', 'message', 'resource', 'path', 'docs']);
  });
});

describe('yaml', () => {
  it('holds the same value as json', () => {
    assert.deepEqual(parse(renderYaml(sampleReport())), JSON.parse(renderJson(sampleReport())));
  });
});

describe('github', () => {
  it('writes one workflow command a finding', () => {
    const report = sampleReport({ message: '50% of\nthem: a, b', related: [] });
    assert.equal(
      renderGithub(report),
      '::error file=rules/a b.yaml,line=4,endLine=4,col=3,endColumn=8,title=AER0001 cannot-read::50%25 of%0Athem: a, b%0AFix: Remove one of them.\n',
    );
  });

  it('escapes what would end a property', () => {
    assert.match(renderGithub(sampleReport({ file: 'a,b:c%\n.yaml' })), /^::error file=a%2Cb%3Ac%25%0A\.yaml,line=4,/);
  });

  it('keeps the name of a file for GitHub, and shows what is in it on a terminal', () => {
    const report = sampleReport({ file: 'a\x1b[31m\u202e.yaml' });
    assert.ok(renderGithub(report).startsWith('::error file=a\x1b[31m\u202e.yaml,'));
    assert.ok(renderGithub(report, { terminal: true }).startsWith('::error file=a\\x1b[31m\\u202e.yaml,'));
  });

  it('names the object where there is no file', () => {
    assert.equal(renderGithub(unplaced()), '::warning title=AER0001 cannot-read::Service a: spec.ports[0]: No protocol.\n');
  });
});

describe('gitlab', () => {
  it('writes a Code Quality report', () => {
    const [issue] = JSON.parse(renderGitlab(sampleReport({ file: './rules/a.yaml' })));
    const { fingerprint, ...rest } = issue;
    assert.match(fingerprint, /^[0-9a-f]{32}$/);
    assert.deepEqual(rest, {
      type: 'issue',
      check_name: 'AER0001',
      description: 'The key "hosts" is given twice; the last counts.\nFix: Remove one of them.',
      categories: ['Bug Risk'],
      severity: 'critical',
      location: { path: 'rules/a.yaml', lines: { begin: 4, end: 4 } },
    });
  });

  it('keeps a fingerprint when lines move, and tells equal findings apart', () => {
    const [finding] = sampleReport().findings as [LocatedFinding];
    const moved = { ...finding, at: { line: 40, column: 1, endLine: 40, endColumn: 2 } };
    const of = (findings: LocatedFinding[]): string[] =>
      JSON.parse(renderGitlab({ findings, summary: summaryOf({}) })).map((issue: { fingerprint: string }) => issue.fingerprint);
    assert.deepEqual(of([moved]), of([finding]));
    assert.equal(new Set(of([finding, finding, { ...finding, path: [] }])).size, 3);
  });
});

describe('tap', () => {
  it('has a test point a finding, failed from the severity that counts', () => {
    assert.equal(
      renderTap(unplaced(), {}),
      [
        'TAP version 14',
        '1..1',
        'ok 1 - AER0001 cannot-read at Service a: spec.ports[0]',
        '  ---',
        '  message: "No protocol."',
        '  severity: "warning"',
        '  object: "Service a: spec.ports[0]"',
        '  docs: "docs/codes/AER0001.md"',
        '  ...',
        '',
      ].join('\n'),
    );
    assert.match(renderTap(unplaced(), { failOn: 'warning' }), /^not ok 1 /m);
    assert.match(renderTap(sampleReport(), { failOn: 'never' }), /^ok 1 /m);
  });

  it('escapes what would start a directive', () => {
    assert.match(
      renderTap(sampleReport({ file: 'a # skip.yaml' }), {}),
      /^not ok 1 - AER0001 cannot-read at a \\# skip\.yaml:4:3$/m,
    );
  });

  it('has a passing point where there is nothing to say', () => {
    assert.equal(renderTap(nothing, {}), 'TAP version 14\n1..1\nok 1 - 2 documents checked in 1 file\n');
  });
});

describe('junit', () => {
  it('has a suite a file and a case a finding', () => {
    const report = sampleReport({ message: 'a < b & "c"', related: [] });
    assert.equal(
      renderJunit(report, {}),
      [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<testsuites name="aerakictl" tests="1" failures="1" errors="0">',
        '  <testsuite name="rules/a b.yaml" tests="1" failures="1" errors="0">',
        '    <testcase classname="rules/a b.yaml" name="AER0001 cannot-read (4:3)" file="rules/a b.yaml" line="4">',
        '      <failure type="error" message="a &lt; b &amp; &quot;c&quot;">rules/a b.yaml:4:3',
        'MetaRouter default/thrift: spec.hosts[0]',
        'a &lt; b &amp; &quot;c&quot;',
        'Fix: Remove one of them.</failure>',
        '    </testcase>',
        '  </testsuite>',
        '</testsuites>',
        '',
      ].join('\n'),
    );
  });

  it('passes what does not count as a failure, with its text as output', () => {
    const xml = renderJunit(unplaced(), {});
    assert.match(xml, /failures="0"/);
    assert.match(xml, /<system-out>warning: Service a: spec\.ports\[0\]\nNo protocol\.<\/system-out>/);
  });

  it('has a passing case where there is nothing to say', () => {
    const xml = renderJunit(nothing, {});
    wellFormedXml(xml);
    assert.match(xml, /<testcase classname="aerakictl" name="2 documents checked in 1 file"\/>/);
  });

  it('shows control characters, which XML cannot hold', () => {
    const xml = renderJunit(sampleReport({ message: 'a\x00b\x1bc\ufffe' }), {});
    wellFormedXml(xml);
    assert.ok(xml.includes('a\\x00b\\x1bc\ufffd'));
  });
});

describe('any finding', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
    fc.string({
      unit: fc.constantFrom(
        '\n',
        '\r',
        '\t',
        ' ',
        '<',
        '&',
        ']]>',
        '"',
        "'",
        '%',
        '#',
        ':',
        ',',
        '\x1b',
        '\\',
        '--',
        '你',
        '\u202e',
      ),
    }),
  );
  const place = fc.tuple(fc.nat(9), fc.nat(99), fc.nat(9), fc.nat(99)).map(([line, column, lines, columns]) => ({
    line: line + 1,
    column: column + 1,
    endLine: line + 1 + lines,
    endColumn: column + 1 + columns,
  }));
  const related = fc.record(
    { message: text, path: fc.array(fc.oneof(text, fc.nat())), file: text, at: place },
    { requiredKeys: ['message', 'path'] },
  );
  const finding = fc.record(
    {
      code: fc.constantFrom(...Object.keys(codes).filter(isCode)),
      severity: fc.constantFrom('error' as const, 'warning' as const, 'info' as const),
      message: text,
      path: fc.array(fc.oneof(text, fc.nat())),
      fix: text,
      file: text,
      at: place,
      frame: fc.record({ first: fc.constant(1), lines: fc.array(text, { maxLength: 12 }) }),
      resource: fc.record({ apiVersion: text, kind: text, namespace: text, name: text }, { requiredKeys: [] }),
      related: fc.array(related, { maxLength: 3 }),
    },
    { requiredKeys: ['code', 'severity', 'message', 'path'] },
  );
  const report = fc.array(finding, { maxLength: 4 }).map((findings): DiagnosticReport => ({ findings, summary: summaryOf({}) }));
  const holds = (name: string, check: (value: DiagnosticReport) => void): void => {
    it(name, () => fc.assert(fc.property(report, check), { numRuns: 200 }));
  };

  holds('is JSON that gives every text back', (value) => {
    const { findings } = JSON.parse(renderJson(value));
    assert.deepEqual(findings.map((one: LocatedFinding) => one.message).sort(), value.findings.map((one) => one.message).sort());
  });

  holds('is YAML', (value) => void parse(renderYaml(value)));

  // As a terminal obeys it: escape sequences, and characters that turn the direction of writing.
  const obeyed = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

  for (const [format, render] of Object.entries({
    json: renderJson,
    yaml: renderYaml,
    gitlab: renderGitlab,
    sarif: (value: DiagnosticReport) => renderSarif(value, {}),
    tap: (value: DiagnosticReport) => renderTap(value, {}),
    'github on a terminal': (value: DiagnosticReport) => renderGithub(value, { terminal: true }),
    text: (value: DiagnosticReport) => renderText(value, { color: false, width: 80 }),
  }))
    holds(`${format} has nothing that a terminal would obey`, (value) => assert.doesNotMatch(render(value), obeyed));

  holds('junit has nothing that a terminal would obey but tabs', (value) =>
    assert.doesNotMatch(renderJunit(value, {}).replaceAll('\t', ''), obeyed),
  );

  holds('is well-formed XML', (value) => wellFormedXml(renderJunit(value, {})));

  holds('is one GitHub command a line', (value) => {
    const lines = renderGithub(value).split('\n');
    assert.equal(lines.pop(), '');
    assert.equal(lines.length, value.findings.length);
    for (const line of lines) assert.match(line, /^::(error|warning|notice) [^\r]*::[^\r]*$/);
  });

  holds('is TAP with as many points as planned', (value) => {
    const lines = renderTap(value, {}).split('\n');
    const points = lines.filter((line) => /^(not )?ok \d+ - /.test(line));
    assert.equal(lines[1], `1..${points.length}`);
    for (const line of lines) assert.match(line, /^(TAP version 14|1\.\.\d+|(not )?ok \d+ - .*| {2}(---|\.\.\.|[a-z]+: ".*")|)$/);
  });

  holds('has its own fingerprint for GitLab', (value) => {
    const issues: { fingerprint: string; location: { path: string; lines: { begin: number } } }[] = JSON.parse(
      renderGitlab(value),
    );
    assert.equal(new Set(issues.map((issue) => issue.fingerprint)).size, value.findings.length);
    for (const { location } of issues) assert.ok(location.path.length > 0 && location.lines.begin >= 1);
  });
});
