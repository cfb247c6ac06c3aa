import type { Json } from '../base/json.js';
import { readSource } from '../manifest/read.js';
import { parseValue } from '../manifest/value.js';
import { CliError } from './errors.js';

/** The one value of a text in YAML or JSON; throws with the place where it cannot be read. */
export function readValue(text: string, file: string): Json {
  const result = parseValue(text);
  if ('value' in result) return result.value;
  throw new CliError(`${file}:${result.line}:${result.column}: ${result.message}`);
}

/** The one value of a file in YAML or JSON (`-` is stdin). */
export function readValueFile(file: string): Json {
  const content = readSource({ file, explicit: true });
  if (typeof content !== 'string') throw new CliError(content.message, content.fix);
  return readValue(content, file === '-' ? 'stdin' : file);
}
