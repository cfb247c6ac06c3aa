import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { merging, timeKey } from './merging.js';

async function* from<T>(...items: T[]): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const nobody = (): void => {};

test('streams are merged by their keys, and the order of each is kept', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.nat(99)), { maxLength: 6 }), async (lists) => {
      const merge = merging<string>((item) => item.slice(0, 2), Infinity);
      const streams = lists.map((list, stream) =>
        list
          .sort((a, b) => a - b)
          .map((number, index) => `${String(number).padStart(2, '0')} of ${stream}, ${String(index).padStart(3, '0')}`),
      );
      for (const stream of streams) merge.add(from(...stream), nobody);
      merge.seal();
      const merged = await all(merge.items());
      const keys = merged.map((item) => item.slice(0, 2));
      assert.deepEqual(keys, [...keys].sort());
      for (const [stream, items] of streams.entries())
        assert.deepEqual(
          merged.filter((item) => item.includes(`of ${stream},`)),
          items,
        );
    }),
  );
});

test('a stream that has nothing does not hold up the others for longer than the patience', async () => {
  const merge = merging<string>((item) => item, 5);
  const silence = new Promise<never>(() => {});
  merge.add(from('b', 'c'), nobody);
  merge.add(
    (async function* () {
      yield 'a';
      await silence;
    })(),
    nobody,
  );
  const read: string[] = [];
  for await (const item of merge.items()) {
    read.push(item);
    if (read.length === 3) break;
  }
  assert.deepEqual(read, ['a', 'b', 'c']);
});

test('no more than two items of a stream are asked for before somebody reads', async () => {
  let asked = 0;
  let closed = false;
  const merge = merging<number>((item) => String(item), 0);
  merge.add(
    (async function* () {
      try {
        for (;;) yield await Promise.resolve(asked++);
      } finally {
        closed = true;
      }
    })(),
    nobody,
  );
  const items = merge.items();
  assert.equal((await items.next()).value, 0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(asked, 2);
  await items.return(undefined);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(closed, 'who stops reading ends the streams');
});

test('a stream that fails is told of, and the others go on', async () => {
  const merge = merging<string>((item) => item, Infinity);
  const errors: unknown[] = [];
  merge.add(
    (async function* () {
      yield await Promise.resolve('a');
      throw new Error('gone');
    })(),
    (error) => errors.push(error),
  );
  merge.add(from('b', 'c'), nobody);
  merge.seal();
  assert.deepEqual(await all(merge.items()), ['a', 'b', 'c']);
  assert.deepEqual(errors.map(String), ['Error: gone']);
});

test('times sort by what they mean, not by how they are written', () => {
  const inOrder = [
    'nonsense',
    '1999-12-31T23:59:59Z',
    '2026-11-21T08:50:22Z',
    '2026-11-21T08:50:22.1Z',
    '2026-11-21T16:50:22.12+08:00',
    '2026-11-21T08:50:22.123456788Z',
    '2026-11-21T08:50:22.123456789Z',
    '2026-11-21T08:50:22.123456790Z',
    '2026-11-21T08:50:23.000000001Z',
  ];
  assert.deepEqual(
    [...inOrder].reverse().sort((a, b) => (timeKey(a) < timeKey(b) ? -1 : 1)),
    inOrder,
  );
});
