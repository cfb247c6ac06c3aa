import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import fc from 'fast-check';
import { linesOfStream, type StreamLine } from './lines.js';

async function linesOf(chunks: Iterable<Buffer>, most: number): Promise<StreamLine[]> {
  const lines: StreamLine[] = [];
  for await (const line of linesOfStream(Readable.from(chunks), most)) lines.push(line);
  return lines;
}

const text = fc.string({ unit: fc.constantFrom('a', 'é', '\r', '\n'), maxLength: 40 });

test('however the bytes of a stream are cut, its lines are the same', async () => {
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat(40)), async (whole, cuts) => {
      const bytes = Buffer.from(whole);
      const places = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
      const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      const lines = (await linesOf(chunks, 1000)).map(({ line }) => line.toString());
      const expected = whole.split('\n');
      if (expected.at(-1) === '') expected.pop();
      assert.deepEqual(lines, expected);
    }),
  );
});

test('a last line without a line feed is broken', async () => {
  const lines = await linesOf([Buffer.from('a\nb')], 1000);
  assert.deepEqual(
    lines.map(({ line, broken }) => [line.toString(), broken]),
    [
      ['a', false],
      ['b', true],
    ],
  );
});

test('a long line comes in pieces, of which all but the first are continued, and nothing of it is lost', async () => {
  const lines = await linesOf([Buffer.from('abcde'), Buffer.from('fgh\nij\n')], 3);
  assert.deepEqual(
    lines.map(({ line, continued }) => [line.toString(), continued]),
    [
      ['abc', false],
      ['def', true],
      ['gh', true],
      ['ij', false],
    ],
  );
});

test('what a stream fails with is thrown after its whole lines', async () => {
  const stream = Readable.from(
    (function* () {
      yield Buffer.from('one\nhalf');
      throw new Error('broke');
    })(),
  );
  const lines: string[] = [];
  await assert.rejects(async () => {
    for await (const { line } of linesOfStream(stream, 1000)) lines.push(line.toString());
  }, /broke/);
  assert.deepEqual(lines, ['one']);
});
