import { type Document, isAlias, isCollection, parseDocument } from 'yaml';
import type { Json } from '../base/json.js';
import { buildValue } from './build.js';
import { indentContinuations, moveLayout, moveProblem } from './dedent.js';
import { findTooDeep, maxNesting } from './depth.js';
import type { Layout } from './layout.js';
import type { Problem } from './problem.js';
import { explainError } from './syntax.js';
import { findTab } from './tabs.js';

/** What the exact parse made of a document: its value and where everything stands, or why it cannot be read. */
export type SlowResult =
  | { read: true; empty: boolean; value: Json; layout: Layout; warnings: Problem[] }
  | { read: false; problem: Problem };

/** The exact parse, as a value: callers that start fast load it only when a document needs it. */
export type SlowParser = typeof parseSlow;

/**
 * Reads one document exactly as `kubectl` does, with the place of every key and value. The document is `text` from `start` to `end`,
 * without its `---` line; all offsets count in `text`. Never throws.
 */
export function parseSlow(text: string, start: number, end: number): SlowResult {
  const tooDeep = findTooDeep(text, start, end);
  if (tooDeep >= 0) return { read: false, problem: deepProblem(tooDeep) };
  const marker = endMarker(text, start, end);
  // go-yaml takes these for line breaks; one character for another keeps the offsets.
  const source = text.slice(start, marker ?? end).replace(/\r(?!\n)|[\x85\u2028\u2029]/g, '\n');
  const forbidden = forbiddenCharacter.exec(source);
  if (forbidden !== null) return { read: false, problem: forbiddenProblem(forbidden[0], start + forbidden.index) };
  const document = compose(source);
  if (document === undefined) return { read: false, problem: deepProblem(start) };
  const error = document.errors[0];
  if (error !== undefined) {
    // The parser turns an exhausted stack into an error of its own.
    if (/call stack/.test(error.message)) return { read: false, problem: deepProblem(start) };
    const indented = indentContinuations(source, (candidate) => compose(candidate)?.errors[0]);
    if (indented !== undefined) {
      const { source: again, toOriginal } = indented;
      const result = parseSlow(again, 0, again.length);
      const move = (offset: number): number => start + toOriginal(offset);
      if (result.read)
        return {
          ...result,
          layout: moveLayout(result.layout, move),
          warnings: result.warnings.map((warning) => moveProblem(warning, move)),
        };
    }
    const cut = rootEnd(document, source, error.pos[0]);
    if (cut === undefined || cut >= source.length)
      return { read: false, problem: explainError(error, text, start, start + source.length) };
    const kept = parseSlow(text, start, start + cut);
    if (kept.read)
      kept.warnings.push(
        ignored(text, start + cut, 'the value above is complete, and kubectl drops what follows up to the next `---`.'),
      );
    return kept;
  }
  const tabbed = findTab(source);
  if (tabbed >= 0) return { read: false, problem: tabProblem(start + tabbed) };
  const built = buildValue(document, source, start);
  if ('problem' in built) return { read: false, problem: built.problem };
  if (marker !== undefined) {
    if (document.contents === null) return { read: false, problem: lonelyMarker(marker) };
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

function tabProblem(at: number): Problem {
  const message = 'A tab is used for indentation, if only on an empty line; YAML allows only spaces.';
  return { code: 'AER0016', severity: 'error', message, fix: 'Remove the tab.', start: at, end: at + 1 };
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

/**
 * Where the document's value ends for go-yaml, which reads one value and never looks at what follows it: behind a list or mapping whose
 * first line is indented, at the first line that is indented less, and behind brackets; undefined if the text goes on as it should.
 */
function rootEnd(document: Document.Parsed, source: string, errorAt: number): number | undefined {
  const { contents } = document;
  if (!isCollection(contents)) return undefined;
  if (contents.flow) {
    const stop = contents.range[1];
    return errorAt >= stop && /^\s*\w/.test(source.slice(stop)) ? stop : undefined;
  }
  const [start] = contents.range;
  const indent = start - (source.lastIndexOf('\n', start - 1) + 1);
  if (indent === 0 || source.slice(start - indent, start).trim() !== '') return undefined;
  const outdented = new RegExp(`\\n {0,${indent - 1}}[-\\w"']`, 'g');
  outdented.lastIndex = start;
  const found = outdented.exec(source);
  return found === null ? undefined : found.index + 1;
}

function lonelyMarker(marker: number): Problem {
  return {
    code: 'AER0005',
    severity: 'error',
    message: 'The end marker `...` ends a document that holds nothing, which kubectl refuses.',
    fix: 'Remove the line.',
    start: marker,
    end: marker + 3,
  };
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
  const rest = /^[ \t]*[^#\s]/m.exec(text.slice(lineStop + 1, end));
  if (lineStop < 0 || rest === null) return undefined;
  return ignored(
    text,
    lineStop + 1 + rest.index,
    'the line `...` above ends the document, and kubectl drops what follows up to the next `---`.',
  );
}

function ignored(text: string, lineStart: number, reason: string): Problem {
  const stop = text.indexOf('\n', lineStart);
  const line = text.slice(lineStart, stop < 0 ? undefined : stop);
  return {
    code: 'AER0020',
    severity: 'warning',
    message: `Nothing of this is read: ${reason}`,
    fix: 'Indent it like the rest, or begin a document of its own with `---`.',
    start: lineStart + line.length - line.trimStart().length,
    end: lineStart + line.trimEnd().length,
  };
}
