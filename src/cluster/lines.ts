import type { Readable } from 'node:stream';

/** A line, or a piece of one, without its line feed. */
export interface StreamLine {
  line: Buffer;
  /** The stream ended in the middle of it. */
  broken: boolean;
  /** It goes on with what was given before: together they were longer than the most. */
  continued: boolean;
}

/**
 * The lines of a stream of bytes. A line of more than `most` bytes is given in pieces of that size, so that memory is bounded. Throws what the stream
 * fails with, after all whole lines were given.
 */
export async function* linesOfStream(stream: Readable, most: number): AsyncGenerator<StreamLine, void, undefined> {
  const pieces: Buffer[] = [];
  let size = 0;
  let continued = false;
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
      const end = Math.min(feed < 0 ? bytes.length : feed, start + most - size);
      pieces.push(bytes.subarray(start, end));
      size += end - start;
      const whole = end === feed;
      if (whole || size >= most) {
        yield { line: taken(), broken: false, continued };
        continued = !whole;
      }
      start = whole ? end + 1 : end;
    }
  }
  if (size > 0) yield { line: taken(), broken: true, continued };
}
