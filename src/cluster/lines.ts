import type { Readable } from 'node:stream';

/**
 * The lines of a stream of bytes without their line feeds, the last one also without. `broken` is true for a last line that the stream ended in the middle of. A line of
 * more than `most` bytes is given in pieces of that size, so that memory is bounded. Throws what the stream fails with, after all whole lines were given.
 */
export async function* linesOfStream(
  stream: Readable,
  most: number,
): AsyncGenerator<{ line: Buffer; broken: boolean }, void, undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  const taken = (): Buffer => {
    const [only] = pieces;
    const line = pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces, size);
    pieces.length = 0;
    size = 0;
    return line;
  };
  for await (const chunk of stream) {
    const bytes: unknown = chunk;
    if (!Buffer.isBuffer(bytes)) continue;
    let start = 0;
    while (start < bytes.length) {
      const feed = bytes.indexOf(0x0a, start);
      const room = start + most - size;
      const end = Math.min(feed < 0 ? bytes.length : feed, room);
      pieces.push(bytes.subarray(start, end));
      size += end - start;
      const whole = end === feed;
      if (whole || size >= most) yield { line: taken(), broken: false };
      start = whole ? end + 1 : end;
    }
  }
  if (size > 0) yield { line: taken(), broken: true };
}
