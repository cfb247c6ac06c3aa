import type { Json } from '../base/json.js';
import { documentsOf } from '../manifest/documents.js';
import { linesOf, rangeOf } from '../manifest/lines.js';
import { readSource } from '../manifest/read.js';
import { parseSlow } from '../manifest/slow.js';
import { parseValue } from '../manifest/value.js';
import { CliError } from './errors.js';

/** The one value of a text in YAML or JSON; throws with the place where it cannot be read. */
export function readValue(text: string, file: string): Json {
  const result = parseValue(text);
  if ('value' in result) return result.value;
  throw new CliError(`${file}:${result.line}:${result.column}: ${result.message}`);
}

/** The values of a file in YAML or JSON (`-` is stdin), one a document; an empty one is null. */
export function readValuesFile(file: string): Json[] {
  const shown = file === '-' ? 'stdin' : file;
  const { text, documents } = documentsOf(sourceText(file), parseSlow);
  if (documents.length === 0) return [null];
  return documents.map((document) => {
    const outcome = document.read(false);
    if (outcome.read) return outcome.value;
    const { line, column } = rangeOf(linesOf(text), outcome.problem.start, outcome.problem.start);
    throw new CliError(`${shown}:${line}:${column}: ${outcome.problem.message}`);
  });
}

/** The one value of a file in YAML or JSON (`-` is stdin). */
export function readValueFile(file: string): Json {
  return readValue(sourceText(file), file === '-' ? 'stdin' : file);
}

function sourceText(file: string): string {
  const content = readSource({ file, explicit: true });
  if (typeof content !== 'string') throw new CliError(content.message, content.fix);
  return content;
}
