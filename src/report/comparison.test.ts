import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compareObjects } from '../controlplane/compare.js';
import { differingNames, renderComparison } from './comparison.js';

const filter = (name: string, spec: object) => ({
  apiVersion: 'networking.istio.io/v1alpha3',
  kind: 'EnvoyFilter',
  metadata: { name, namespace: 'shop' },
  spec: JSON.parse(JSON.stringify(spec)),
});
const comparison = compareObjects(
  [filter('a', {}), filter('b', { port: 1, list: ['x'] })],
  [filter('b', { port: 2, list: ['x', { name: 'y' }] }), filter('c', {})],
);
const sides = { from: 'old', to: 'new' };
const plain = { color: false, width: 80 };

describe('a comparison', () => {
  it('names what is gone and new, and shows each field with both values', () => {
    assert.equal(
      renderComparison(comparison, sides, plain),
      `--- old
+++ new
- EnvoyFilter shop/a
+ EnvoyFilter shop/c

~ EnvoyFilter shop/b
    spec.list[1]
    + name: "y"
    spec.port
    - 1
    + 2

1 added, 1 removed, 1 changed
`,
    );
  });

  it('in short is one line an object', () => {
    assert.equal(
      differingNames(comparison),
      '  - EnvoyFilter shop/a\n  + EnvoyFilter shop/c\n  ~ EnvoyFilter shop/b (2 fields)\n',
    );
  });

  it('of equal sides says so', () => {
    assert.equal(renderComparison({ added: [], removed: [], changed: [] }, sides, plain), 'No difference between old and new.\n');
  });

  it('neutralises what came from outside', () => {
    const hostile = {
      kind: 'EnvoyFilter',
      namespace: 'shop',
      name: 'a\u001b[31m',
      changes: [{ path: ['\u001b'], to: '\u001b[2J' }],
    };
    const text = renderComparison({ added: [hostile], removed: [], changed: [hostile] }, { from: '\u001b', to: 'x' }, plain);
    assert.ok(!text.includes('\u001b'));
  });
});
