import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Explanation } from '../resource/schema.js';
import { renderCodes, renderExplanation, renderFieldTree } from './explain.js';

const plain = { color: false, width: 60 };

const explanation: Explanation = {
  kind: 'MetaRouter',
  path: ['spec', 'routes'],
  type: '[]object',
  description: 'Routes in their order; the first whose conditions all hold is taken.',
  required: true,
  default: [],
  constraints: [{ text: 'at least one', enforcedBy: 'webhook' }],
  fields: [
    { name: 'name', type: 'string', required: false, summary: 'Name of the route, as it appears in the proxy.' },
    { name: 'route', type: '[]object', required: true, summary: 'Where matched requests go.' },
  ],
};

describe('the codes', () => {
  it('are a table', () => {
    assert.equal(
      renderCodes(['AER0101', 'AER0102'], { color: false, width: 90 }),
      [
        'CODE      NAME            SEVERITY   WHAT IS WRONG',
        'AER0101   unknown-field   error      A field that the kind does not have',
        'AER0102   wrong-type      error      A value of another type than the field takes',
        '',
      ].join('\n'),
    );
  });
});

describe('an explanation', () => {
  it('reads like kubectl explain', () => {
    assert.equal(
      renderExplanation(explanation, plain),
      [
        'KIND:     MetaRouter',
        'FIELD:    spec.routes',
        'TYPE:     []object, required',
        'DEFAULT:  []',
        '',
        'DESCRIPTION:',
        '  Routes in their order; the first whose conditions all hold',
        '  is taken.',
        '',
        'RULES:',
        '  RULE           ENFORCED BY',
        '  at least one   webhook',
        '',
        'FIELDS:',
        '  FIELD   TYPE       REQUIRED   MEANING',
        '  name    string                Name of the route, as it',
        '                                appears in the proxy.',
        '  route   []object   yes        Where matched requests go.',
        '',
      ].join('\n'),
    );
  });

  it('of all fields below is an indented list', () => {
    const leaf = { name: 'host', type: 'string', required: true, summary: '', fields: [] };
    const tree = [{ name: 'route', type: '[]object', required: false, summary: '', fields: [leaf] }];
    assert.equal(renderFieldTree(tree, plain), 'route <[]object>\n  host <string> required\n');
  });
});
