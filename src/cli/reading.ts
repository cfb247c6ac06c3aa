import type { Finding } from '../base/finding.js';
import { readSource } from '../manifest/read.js';
import { findSources, type Source } from '../manifest/sources.js';
import { CliError } from './errors.js';
import { text, texts } from './options.js';
import type { Invocation } from './types.js';

/** What the command line names, ready to be read. Texts that can be read only once (stdin, a kustomization) are kept. */
export interface Input {
  sources: Source[];
  /** What was named but could not be found or built. */
  findings: Finding[];
  /** The text of a source, or why it cannot be read. */
  read(source: Source): string | Finding;
  /** Whether a source is a file that anyone can read again, not stdin or a kustomization. */
  isFile(source: Source): boolean;
  /** The text of a file by its name, for positions; undefined if it cannot be read any more. */
  textOf(file: string): string | undefined;
}

/** What is read where nothing is named. */
export const noInput: Input = {
  sources: [],
  findings: [],
  read: () => '',
  isFile: () => false,
  textOf: () => undefined,
};

/** Finds what the plain arguments, `-f` and `-k` name. Throws where nothing is named at all. */
export async function gather(invocation: Pick<Invocation, 'arguments' | 'options' | 'program'>, command: string): Promise<Input> {
  const names = [...texts(invocation.options, 'filename'), ...invocation.arguments];
  const kustomization = text(invocation.options, 'kustomize');
  if (names.length === 0 && kustomization === undefined) {
    throw new CliError(
      'nothing to read: no file was named',
      `Name files, folders or - for stdin, as in '${invocation.program} ${command} k8s/'. '${invocation.program} ${command} --help' has examples.`,
    );
  }
  const { sources, findings } = findSources(names, { exclude: texts(invocation.options, 'exclude') });
  const kept = new Map<string, string | Finding>();
  if (kustomization !== undefined) {
    sources.push({ file: kustomization, explicit: true });
    const { buildKustomization } = await import('../manifest/kustomize.js');
    kept.set(kustomization, buildKustomization(kustomization));
  }
  const read = (source: Source): string | Finding => {
    const known = kept.get(source.file);
    if (known !== undefined) return known;
    const content = readSource(source);
    if (source.file === '-') kept.set('-', content);
    return content;
  };
  const textOf = (file: string): string | undefined => {
    const content = read({ file, explicit: true });
    return typeof content === 'string' ? content : undefined;
  };
  const isFile = (source: Source): boolean => source.file !== '-' && !kept.has(source.file);
  return { sources, findings, read, isFile, textOf };
}

/** Whether a finding says that something could not be read, which makes the exit status 2: an error of the codes 00xx. */
export function isUnreadable(finding: Finding): boolean {
  return finding.severity === 'error' && finding.code.startsWith('AER00');
}
