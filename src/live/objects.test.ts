import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ageText, asWritten, lastWrite } from './objects.js';

describe('an age reads as kubectl writes it', () => {
  const age = (seconds: number): string => ageText(0, seconds * 1000);
  const cases: [number, string][] = [
    [0, '0s'],
    [119, '119s'],
    [120, '2m'],
    [200, '3m20s'],
    [600, '10m'],
    [10_740, '179m'],
    [10_800, '3h'],
    [14_700, '4h5m'],
    [90_000, '25h'],
    [180_000, '2d2h'],
    [8 * 86_400, '8d'],
    [800 * 86_400, '2y70d'],
  ];
  for (const [seconds, text] of cases) it(text, () => assert.equal(age(seconds), text));
  it('is unknown without a time', () => assert.equal(ageText(undefined, 0), '<unknown>'));
  it('is never below zero, where the clocks differ', () => assert.equal(ageText(5000, 0), '0s'));
});

describe('the last write of an object', () => {
  const field = (manager: string, time: string, subresource = '') => ({ manager, time, ...(subresource ? { subresource } : {}) });
  it('is the latest of its managed fields, but for those of the status', () => {
    const managedFields = [
      field('kubectl', '2026-01-01T00:00:00Z'),
      field('aeraki', '2026-01-03T00:00:00Z'),
      field('kubelet', '2026-01-09T00:00:00Z', 'status'),
    ];
    assert.deepEqual(lastWrite({ metadata: { managedFields } }), { manager: 'aeraki', at: Date.parse('2026-01-03T00:00:00Z') });
  });
  it('is its creation where none are told and nothing has changed since', () => {
    assert.deepEqual(lastWrite({ metadata: { creationTimestamp: '2026-01-01T00:00:00Z', generation: 1 } }), {
      manager: '',
      at: Date.parse('2026-01-01T00:00:00Z'),
    });
  });
  it('is not known where it has changed, or no generation is counted', () => {
    assert.equal(lastWrite({ metadata: { creationTimestamp: '2026-01-01T00:00:00Z', generation: 2 } }), undefined);
    assert.equal(lastWrite({ metadata: { creationTimestamp: '2026-01-01T00:00:00Z' } }), undefined);
  });
});

it('an object as somebody wrote it is without what the server adds', () => {
  const origin = { file: 'cluster:MetaRouter/shop/orders', document: 0, prefix: [] };
  const written = {
    apiVersion: 'metaprotocol.aeraki.io/v1alpha1',
    kind: 'MetaRouter',
    metadata: { name: 'orders', namespace: 'shop', labels: { app: 'orders' } },
    spec: { hosts: ['orders'] },
  };
  const metadata = {
    ...written.metadata,
    uid: '1',
    resourceVersion: '2',
    generation: 3,
    creationTimestamp: '2026-01-01T00:00:00Z',
  };
  assert.deepEqual(asWritten({ value: { ...written, metadata, status: {} }, origin }), { value: written, origin });
});
