import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPath, type Path } from './path.js';

const written: [Path, string][] = [
  [[], ''],
  [['spec'], 'spec'],
  [['spec', 'routes', 0, 'match'], 'spec.routes[0].match'],
  [['items', 12], 'items[12]'],
  [[0, 'spec'], '[0].spec'],
  [['spec', 'match', 'attributes', 'interface'], 'spec.match.attributes.interface'],
  [['metadata', 'annotations', 'sidecar.istio.io/inject'], 'metadata.annotations["sidecar.istio.io/inject"]'],
  [['attributes', 'x-user'], 'attributes.x-user'],
  [['a', ''], 'a[""]'],
  [['a', '1'], 'a["1"]'],
  [['a', 'say "hi"\n'], String.raw`a["say \"hi\"\n"]`],
  [['a', '__proto__'], 'a.__proto__'],
  [['метод'], '["метод"]'],
];

for (const [path, expected] of written) {
  test(`${JSON.stringify(path)} is written ${JSON.stringify(expected)}`, () => {
    assert.equal(formatPath(path), expected);
  });
}
