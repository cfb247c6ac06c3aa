import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { mergeLines, mergeWithGit } from './merge.js';

const base = 'one\ntwo\nthree\nfour\nfive\nsix\n';

describe('a three-way merge', () => {
  it('keeps changes of both sides in different places', () => {
    assert.deepEqual(mergeLines(base, base.replace('one', 'ONE'), base.replace('five', 'FIVE')), {
      text: 'ONE\ntwo\nthree\nfour\nFIVE\nsix\n',
      conflicts: 0,
    });
  });

  it('takes a change that both sides made once', () => {
    const changed = base.replace('three\n', '');
    assert.deepEqual(mergeLines(base, changed, changed), { text: changed, conflicts: 0 });
  });

  it('marks a place that both sides changed differently', () => {
    assert.deepEqual(mergeLines(base, base.replace('three', 'mine'), base.replace('three', 'yours')), {
      text: 'one\ntwo\n<<<<<<< yours\nmine\n=======\nyours\n>>>>>>> generated now\nfour\nfive\nsix\n',
      conflicts: 1,
    });
  });

  const lines = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', 'd\n', '{\n', '}\n'), { maxLength: 12 }).map((all) => all.join(''));

  it('gives the other side where one changed nothing', () => {
    fc.assert(
      fc.property(lines, lines, (from, to) => {
        assert.equal(mergeLines(from, from, to).text, to);
        assert.equal(mergeLines(from, to, from).text, to);
        assert.equal(mergeLines(from, to, to).text, to);
      }),
    );
  });

  it('agrees with git where the changes are far apart', { skip: spawnSync('git', ['--version']).status !== 0 }, () => {
    const long = Array.from({ length: 30 }, (_, index) => `line ${index}\n`).join('');
    for (const [ours, theirs] of [
      [long.replace('line 3\n', ''), long.replace('line 20\n', 'new\nline 20\n')],
      [long.replace('line 3\n', 'mine\n'), long.replace('line 3\n', 'theirs\n')],
      [`${long}end\n`, `start\n${long}`],
    ] as const) {
      assert.deepEqual(mergeLines(long, ours, theirs), mergeWithGit(long, ours, theirs));
    }
  });
});
