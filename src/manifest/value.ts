import type { Json } from '../base/json.js';
import { documentsOf } from './documents.js';
import { linesOf, rangeOf } from './lines.js';
import { parseSlow } from './slow.js';

/** Why a text holds no single value, and where: line and column from 1. */
export interface ValueError {
  message: string;
  line: number;
  column: number;
}

/** The one value of a text in YAML or JSON, read as `kubectl` reads it; null of an empty text. Not only objects of Kubernetes. */
export function parseValue(given: string): { value: Json } | ValueError {
  const { text, documents } = documentsOf(given, parseSlow);
  const [first, second] = documents;
  if (first === undefined) return { value: null };
  const place = (offset: number): { line: number; column: number } => rangeOf(linesOf(text), offset, offset);
  const outcome = first.read(false);
  if (!outcome.read) return { message: outcome.problem.message, ...place(outcome.problem.start) };
  if (second !== undefined)
    return { message: 'a second document begins here, and one value is expected', ...place(second.start) };
  return { value: outcome.value };
}
