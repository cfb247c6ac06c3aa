import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { sampleReport, summaryOf } from '../../../test/support/sample.js';
import { sarifSchema } from '../../../test/support/sarifschema.js';
import { codes, isCode } from '../../base/codes.js';
import { fileUri, renderSarif } from './sarif.js';

const ajv = new Ajv({ strict: true, allErrors: true });
addFormats.default(ajv);
const validate = ajv.compile(sarifSchema);

function valid(text: string): ReturnType<typeof JSON.parse> {
  const log = JSON.parse(text);
  assert.ok(validate(log), JSON.stringify(validate.errors, null, 2));
  return log;
}

describe('sarif', () => {
  it('is valid, with the place, the object, the rule and a fingerprint', () => {
    const [run] = valid(renderSarif(sampleReport(), { version: '1.2.3' })).runs;
    const [result] = run.results;
    const { partialFingerprints, ...rest } = result;
    assert.match(partialFingerprints['aerakictl/v1'], /^[0-9a-f]{32}$/);
    assert.deepEqual(rest, {
      ruleId: 'AER0001',
      ruleIndex: 0,
      level: 'error',
      message: { text: 'The key "hosts" is given twice; the last counts.\nRemove one of them.' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'rules/a%20b.yaml' },
            region: { startLine: 4, startColumn: 3, endLine: 4, endColumn: 8 },
          },
          logicalLocations: [
            { name: 'MetaRouter default/thrift', fullyQualifiedName: 'MetaRouter default/thrift: spec.hosts[0]', kind: 'object' },
          ],
        },
      ],
      relatedLocations: [
        {
          id: 0,
          physicalLocation: {
            artifactLocation: { uri: 'rules/a%20b.yaml' },
            region: { startLine: 3, startColumn: 3, endLine: 3, endColumn: 8 },
          },
          logicalLocations: [{ name: 'spec', fullyQualifiedName: 'spec', kind: 'object' }],
          message: { text: 'first given here' },
        },
      ],
    });
    assert.deepEqual([run.tool.driver.name, run.tool.driver.version, run.columnKind], ['aerakictl', '1.2.3', 'utf16CodeUnits']);
    assert.deepEqual(run.tool.driver.rules[0].name, 'CannotRead');
  });

  it('has no region where the line is not known, no place where there is none', () => {
    const [finding] = sampleReport().findings;
    assert.ok(finding);
    const { file: _file, at: _at, frame: _frame, related: _related, resource: _resource, ...bare } = finding;
    const findings = [
      { ...bare, file: 'a.yaml' },
      { ...bare, path: [] },
    ];
    const [run] = valid(renderSarif({ findings, summary: summaryOf({}) }, {})).runs;
    assert.deepEqual(run.results[0].locations[0].physicalLocation, { artifactLocation: { uri: 'a.yaml' } });
    assert.equal(run.results[1].locations, undefined);
  });

  it('is valid with rules for every code there is, and with none', () => {
    const findings = Object.keys(codes)
      .filter(isCode)
      .map((code) => ({ code, severity: 'info' as const, message: 'x', path: [] }));
    const [run] = valid(renderSarif({ findings, summary: summaryOf({}) }, {})).runs;
    for (const result of run.results) assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId);
    valid(renderSarif({ findings: [], summary: summaryOf({}) }, {}));
  });

  it('writes files as URIs', () => {
    assert.equal(fileUri('./a b/ü:#?.yaml'), 'a%20b/%C3%BC%3A%23%3F.yaml');
    assert.equal(fileUri('/etc/a.yaml'), 'file:///etc/a.yaml');
    assert.equal(fileUri('C:\\rules\\a.yaml'), 'file:///C:/rules/a.yaml');
    assert.equal(fileUri('../a.yaml'), '../a.yaml');
    assert.equal(fileUri('-'), '-');
  });

  it('is valid whatever the texts and files', () => {
    const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(text, text, text, (message, file, name) => {
        valid(renderSarif(sampleReport({ message, file, resource: { kind: name, name }, path: [name] }), {}));
      }),
      { numRuns: 200 },
    );
  });
});
