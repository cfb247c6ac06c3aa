import type { Finding, LocatedFinding } from '../base/finding.js';
import type { Path } from '../base/path.js';
import { locate } from '../manifest/locate.js';
import { parseText } from '../manifest/parse.js';
import { readSource } from '../manifest/read.js';
import { findSources, type Source } from '../manifest/sources.js';
import type { Manifest, ManifestObject } from '../manifest/types.js';
import type { Source as ObjectSource } from '../resource/source.js';
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
  /** The text of a file by its name, for positions; undefined if it cannot be read any more. */
  textOf(file: string): string | undefined;
}

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
  return { sources, findings, read, textOf };
}

/** Reads every object of the input into memory, for commands that look at them together. */
export function readAll(input: Input): Manifest {
  const manifest: Manifest = { objects: [], findings: [...input.findings], files: 0, documents: 0, skipped: 0 };
  const keep = (object: ManifestObject): void => {
    manifest.objects.push(object);
  };
  for (const source of input.sources) {
    const content = input.read(source);
    manifest.files++;
    if (typeof content !== 'string') {
      manifest.findings.push(content);
      continue;
    }
    const { documents, skipped, findings } = parseText(content, source, keep);
    manifest.documents += documents;
    manifest.skipped += skipped;
    manifest.findings.push(...findings);
  }
  return manifest;
}

/** Whether a finding says that something could not be read, which makes the exit status 2: an error of the codes 00xx. */
export function isUnreadable(finding: Finding): boolean {
  return finding.severity === 'error' && finding.code.startsWith('AER00');
}

/** Resolves the positions of findings about any file of the input. */
export function locateAll(findings: Finding[], input: Input, frames: boolean): LocatedFinding[] {
  return locate(findings, remembering(input), { frames });
}

/** Where values of the input's objects stand, as `file:line`, for texts that name them. */
export function placesOf(input: Input): (source: ObjectSource, path: Path) => string {
  const textOf = remembering(input);
  return (source, path) => {
    const asked: Finding = { code: 'AER0001', severity: 'info', message: '', origin: source.origin, path, target: 'key' };
    const [found] = locate([asked], textOf, { frames: false });
    return found?.at === undefined ? source.origin.file : `${source.origin.file}:${found.at.line}`;
  };
}

function remembering(input: Input): (file: string) => string | undefined {
  const texts = new Map<string, string | undefined>();
  return (file) => {
    if (!texts.has(file)) texts.set(file, input.textOf(file));
    return texts.get(file);
  };
}
