import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Json } from '../base/json.js';
import { resolvePlain, resolveTagged, toJson, toKey } from './scalars.js';

interface Recorded {
  text: string;
  value?: Json;
  refused?: true;
  key: string | null;
}

const recorded = JSON.parse(
  readFileSync(new URL('../../test/fixtures/kubectl/scalars.json', import.meta.url), 'utf8'),
) as Recorded[];

for (const { text, value, key } of recorded) {
  test(`plain scalar ${text}: the value and the key that kubectl makes of it`, () => {
    const scalar = resolvePlain(text);
    const got = toJson(scalar);
    // Zero has a sign in Go's JSON, but none in its meaning.
    assert.deepEqual(got === 0 ? 0 : got, value === 0 ? 0 : value);
    if (key !== null) assert.equal(toKey(scalar), key);
    else if (text !== '<<') assert.notEqual(typeof toKey(scalar), 'string');
  });
}

test('a tag decides the type, and refuses what does not fit it', () => {
  assert.deepEqual(resolveTagged('str', '12'), { type: 'string', value: '12' });
  assert.deepEqual(resolveTagged('int', '0x10'), { type: 'int', value: 16n, unsigned: false });
  assert.deepEqual(resolveTagged('float', '3'), { type: 'float', value: 3 });
  assert.deepEqual(resolveTagged('binary', 'aGk='), { type: 'string', value: 'hi' });
  assert.deepEqual(resolveTagged('int', 'ten'), { error: 'cannot decode !!str `ten` as a !!int' });
  assert.deepEqual(resolveTagged('binary', 'a'), { error: '!!binary value contains invalid base64 data' });
});
