import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { displayWidth, pad, shorten } from './width.js';
import { wrap, wrapColumn, wrapHanging } from './wrap.js';

describe('displayWidth', () => {
  const cases: [string, number][] = [
    ['abc', 3],
    ['你好', 4],
    ['e\u0301', 1],
    ['😀', 2],
    ['👩‍💻', 2],
    ['🇩🇪', 2],
    ['❤️', 2],
    ['한글', 4],
    ['\x1b[31mred\x1b[39m', 3],
  ];
  for (const [text, columns] of cases)
    it(`${JSON.stringify(text)} takes ${columns}`, () => assert.equal(displayWidth(text), columns));

  it('pads and shortens by columns, not by characters', () => {
    assert.equal(pad('你', 4), '你  ');
    assert.equal(pad('7', 3, 'right'), '  7');
    assert.equal(shorten('你好世界', 6), '你好…');
  });
});

describe('wrap', () => {
  it('breaks at spaces and keeps the breaks that are there', () => {
    assert.deepEqual(wrap('one two three\nfour', 8), ['one two', 'three', 'four']);
  });

  it('lets a long word stick out, so that it can be copied', () => {
    assert.deepEqual(wrap('see outbound|9090|v1|host now', 10), ['see', 'outbound|9090|v1|host', 'now']);
  });

  it('indents further lines under the first', () => {
    assert.deepEqual(wrapHanging('fix: ', 'remove one of the two of them', 25), ['fix: remove one of the', '     two of them']);
  });

  it('breaks a long word in a column, after a separator if there is one', () => {
    assert.deepEqual(wrapColumn('outbound|9090|v1', 10), ['outbound|', '9090|v1']);
    assert.deepEqual(wrapColumn('abcdefghij', 4), ['abcd', 'efgh', 'ij']);
  });
});
