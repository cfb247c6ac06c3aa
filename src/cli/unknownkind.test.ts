import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { likelyKind, unknownKind } from './unknownkind.js';

describe('a name that is no kind', () => {
  const cases: [string, string | undefined][] = [
    ['mr', 'metarouter'],
    ['AP', 'applicationprotocol'],
    ['ef', 'envoyfilter'],
    ['metaruoter', 'metarouter'],
    ['x', undefined],
    ['foo', undefined],
  ];
  for (const [name, kind] of cases) it(`${name} may mean ${kind}`, () => assert.equal(likelyKind(name), kind));

  it('gets the list of kinds, each once, within 80 columns', () => {
    const { fix = '' } = unknownKind('foo', 'no such kind');
    assert.equal(fix.match(/metarouter/g)?.length, 1);
    for (const line of fix.split('\n')) assert.ok(line.length <= 80, line);
  });
});
