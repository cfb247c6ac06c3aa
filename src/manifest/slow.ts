import { type Document, isAlias, isCollection, parseDocument } from 'yaml';
import type { Json } from '../base/json.js';
import { buildValue } from './build.js';
import { findTooDeep, maxNesting } from './depth.js';
import type { Layout } from './layout.js';
import type { Problem } from './problem.js';
import { explainError } from './syntax.js';

/** What the exact parse made of a document: its value and where everything stands, or why it cannot be read. */
export type SlowResult =
  | { read: true; empty: boolean; value: Json; layout: Layout; warnings: Problem[] }
  | { read: false; problem: Problem };

/**
 * Reads one document exactly as `kubectl` does, with the place of every key and value. The document is `text` from `start` to `end`,
 * without its `---` line; all offsets count in `text`. Never throws.
 */
export function parseSlow(text: string, start: number, end: number): SlowResult {
  const tooDeep = findTooDeep(text, start, end);
  if (tooDeep >= 0) return { read: false, problem: deepProblem(tooDeep) };
  const marker = endMarker(text, start, end);
  const source = text.slice(start, marker ?? end);
  const forbidden = forbiddenCharacter.exec(source);
  if (forbidden !== null) return { read: false, problem: forbiddenProblem(forbidden[0], start + forbidden.index) };
  const document = compose(source);
  if (document === undefined) return { read: false, problem: deepProblem(start) };
  const error = document.errors[0];
  if (error !== undefined) return { read: false, problem: explainError(error, text, start, start + source.length) };
  const built = buildValue(document, source, start);
  if ('problem' in built) return { read: false, problem: built.problem };
  if (marker !== undefined) {
    const rest = afterMarker(text, marker, end);
    if (rest !== undefined) built.warnings.push(rest);
  }
  return { read: true, empty: document.contents === null || isNothing(document), ...built };
}

const forbiddenCharacter = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

function forbiddenProblem(character: string, at: number): Problem {
  const name = `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
  return {
    code: 'AER0005',
    severity: 'error',
    message: `The control character ${name} is not allowed in YAML.`,
    fix: 'Remove it, or write it as an escape in double quotes.',
    start: at,
    end: at + 1,
  };
}

function deepProblem(at: number): Problem {
  return {
    code: 'AER0007',
    severity: 'error',
    message: `The document is nested deeper than ${maxNesting} levels.`,
    start: at,
    end: at + 1,
  };
}

/** Composes the document; undefined if that exhausted the stack. */
function compose(source: string): Document.Parsed | undefined {
  try {
    return parseDocument(source, {
      schema: 'failsafe',
      version: '1.2',
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
  } catch (thrown) {
    if (thrown instanceof RangeError) return undefined;
    throw thrown;
  }
}

function isNothing(document: Document.Parsed): boolean {
  const { contents } = document;
  if (contents === null) return true;
  if (isCollection(contents) || isAlias(contents)) return false;
  return contents.source === '' && contents.type === 'PLAIN' && contents.anchor === undefined && contents.tag === undefined;
}

/** The start of the first line `...`, which ends the document. */
function endMarker(text: string, start: number, end: number): number | undefined {
  for (let at = start; at >= 0 && at < end; at = text.indexOf('\n...', at)) {
    if (at > start || text.charCodeAt(at) === 0x0a) at++;
    if (at < end && text.startsWith('...', at) && /^[ \t\r\n]?$/.test(text.slice(at + 3, at + 4))) return at;
    if (at === start) continue;
  }
  return undefined;
}

/** A warning if anything but comments follows the end marker, as `kubectl` drops it. */
function afterMarker(text: string, marker: number, end: number): Problem | undefined {
  const lineStop = text.indexOf('\n', marker);
  const rest = /^[ \t]*[^#\s].*$/m.exec(text.slice(lineStop + 1, end));
  if (lineStop < 0 || rest === null) return undefined;
  const at = lineStop + 1 + rest.index;
  return {
    code: 'AER0020',
    severity: 'warning',
    message:
      'Nothing of this is read: the line `...` above ends the document, and kubectl drops what follows up to the next `---`.',
    fix: 'Replace the line `...` with `---`.',
    start: at,
    end: at + rest[0].trimEnd().length,
  };
}
