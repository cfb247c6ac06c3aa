import type { Json } from '../base/json.js';
import { hasOddCharacters } from './cursor.js';
import { parseFast } from './fast.js';
import { type JsonDocument, parseJsonStream, readJson } from './json.js';
import type { Layout } from './layout.js';
import type { Problem } from './problem.js';
import type { SlowParser } from './slow.js';
import { type Chunk, isBlank, splitDocuments } from './split.js';

/**
 * Thrown where a document needs the exact parse and the caller has not loaded it. It is as large as the rest of `validate` at start-up,
 * and most files never need it; the caller loads `slow.js` and reads the text again.
 */
export class SlowParserNeeded extends Error {}

/** A document that holds something. */
export interface DocumentText {
  start: number;
  end: number;
  /** Reads it; with the layout if `recording`. */
  read(recording: boolean): ReadDocument;
}

/** What a document holds, or why it cannot be read. An `empty` one holds no value at all, such as a lone `...`. */
export type ReadDocument =
  | { read: true; empty: boolean; value: Json; layout: Layout | undefined; warnings: Problem[] }
  | { read: false; problem: Problem };

/** The documents of a text, and the text that their offsets count in: the given one, with a line break at its end. */
export interface Documents {
  text: string;
  documents: DocumentText[];
}

/**
 * Finds the documents of a text as `kubectl` does: JSON values if it begins with `{` and is JSON, otherwise what stands between `---`
 * lines. Blank documents and those of comments only are left out. Reading one throws {@link SlowParserNeeded} if `slow` is not given and it is
 * not of the common kind.
 */
export function documentsOf(given: string, slow: SlowParser | undefined): Documents {
  const text = given.endsWith('\n') ? given : `${given}\n`;
  const documents: DocumentText[] = [];
  let from = 0;
  if (/^\s*\{/.test(text)) {
    const stream = parseJsonStream(text);
    for (const document of stream?.documents ?? []) {
      documents.push({ start: document.start, end: document.end, read: (recording) => readDocument(text, document, recording) });
    }
    if (stream?.rest === -1) return { text, documents };
    from = stream?.rest ?? 0;
  }
  const odd = hasOddCharacters(text);
  for (const chunk of splitDocuments(text, from)) {
    if (chunk.problem === undefined && isBlank(text, chunk)) continue;
    documents.push({ start: chunk.start, end: chunk.end, read: (recording) => readChunk(text, chunk, odd, recording, slow) });
  }
  return { text, documents };
}

function readChunk(text: string, chunk: Chunk, odd: boolean, recording: boolean, slow: SlowParser | undefined): ReadDocument {
  if (chunk.problem !== undefined) return { read: false, problem: chunk.problem };
  if (!odd || !hasOddCharacters(text.slice(chunk.start, chunk.end))) {
    const fast = parseFast(text, chunk.start, chunk.end, recording);
    if (fast !== undefined) return { read: true, empty: false, value: fast.value, layout: fast.layout, warnings: [] };
  }
  if (slow === undefined) throw new SlowParserNeeded();
  return slow(text, chunk.start, chunk.end);
}

function readDocument(text: string, document: JsonDocument, recording: boolean): ReadDocument {
  const read = recording && document.read ? readJson(text, document.start, document.end, true) : document;
  return read.read ? { ...read, empty: false } : read;
}
