import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parseSelector } from './selector.js';

describe('a label selector selects as kubectl does', () => {
  const selects = (selector: string, labels: Record<string, string>): boolean | undefined => parseSelector(selector)?.(labels);
  it('by equality, in both spellings', () => {
    assert.equal(selects('app=a', { app: 'a' }), true);
    assert.equal(selects('app==a', { app: 'b' }), false);
    assert.equal(selects('app=', { app: '' }), true);
  });
  it('by inequality, which an absent label fulfils', () => {
    assert.equal(selects('app!=a', {}), true);
    assert.equal(selects('app!=a', { app: 'a' }), false);
  });
  it('by sets, whose commas are their own', () => {
    assert.equal(selects('app in (a, b),tier', { app: 'b', tier: '' }), true);
    assert.equal(selects('app notin (a,b)', { app: 'b' }), false);
    assert.equal(selects('app notin (a,b)', {}), true);
  });
  it('by being there or not', () => {
    assert.equal(selects('app', {}), false);
    assert.equal(selects('!app', {}), true);
  });
  it('by all requirements together', () => {
    assert.equal(selects('app=a,tier=web', { app: 'a', tier: 'db' }), false);
  });
  it('and is undefined where the text is none', () => {
    for (const text of ['', 'a b', 'a=b c', 'a in b', 'a>1', '-a']) assert.equal(parseSelector(text), undefined, text);
  });
  it('names that objects inherit are no labels', () => {
    assert.equal(selects('constructor', {}), false);
  });
  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSelector(text)));
  });
});
