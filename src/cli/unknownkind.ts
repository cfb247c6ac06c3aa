import { suggest } from '../base/suggest.js';
import { wrap } from '../report/wrap.js';
import { kindNames, kinds } from '../resource/kinds.js';
import { CliError } from './errors.js';

/**
 * The kind that was probably meant by a name that none goes by, in lower case: by its initials (`mr` for MetaRouter, as short names are made), else by
 * a slip.
 */
export function likelyKind(name: string): string | undefined {
  const wanted = name.toLowerCase();
  const abbreviated = wanted.length < 2 ? undefined : kinds.find(({ kind }) => initials(kind) === wanted);
  return abbreviated?.kind.toLowerCase() ?? suggest(name, kindNames());
}

function initials(kind: string): string {
  return kind.replace(/[^A-Z]/g, '').toLowerCase();
}

/** The error for a name that is no kind; without a likely one it lists the kinds, each once. `problem` is what follows the name. */
export function unknownKind(name: string, problem: string): CliError {
  const likely = likelyKind(name);
  const all = kinds.map(({ kind }) => kind.toLowerCase()).join(', ');
  return new CliError(
    `${name}: ${problem}`,
    likely === undefined ? wrap(`The kinds: ${all}.`, 80).join('\n') : `Did you mean ${likely}?`,
  );
}
