import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readDescription } from '../codec/described/read.js';
import { type Answers, describeAnswers } from './answers.js';

const answers: Answers = {
  protocol: 'orders',
  proxy: 'head',
  byteOrder: 'little',
  magic: '0xae20',
  fields: [
    { name: 'kind', type: 'u8' },
    { name: 'id', type: 'u32' },
    { name: 'size', type: 'u32' },
  ],
  length: 'size',
  counts: 'afterHeader',
  max: 65_536,
  requestId: 'id',
  typeField: 'kind',
  types: [
    ['request', '0'],
    ['response', '1'],
    ['heartbeat', '2'],
  ],
  attributes: ['kind'],
};

it('answers become a description without a mistake', () => {
  const { description, findings } = readDescription(describeAnswers(answers), 'codec.yaml');
  assert.deepEqual(
    findings.filter(({ severity }) => severity !== 'info'),
    [],
  );
  assert.deepEqual([description?.fields[0]?.name, description?.byteOrder, description?.requestId], ['magic', 'little', 'id']);
  assert.deepEqual([...(description?.heartbeat?.set ?? [])], [['kind', 2n]]);
});

it('where no field carries the code of an error, it stands in front of the message', () => {
  const { description } = readDescription(describeAnswers(answers), 'codec.yaml');
  assert.deepEqual(description?.error.body, [{ part: 'code', type: 'u32' }, { part: 'message' }]);
});
