import { relative, resolve } from 'node:path';
import { type Code, codes } from '../base/codes.js';
import type { Finding, LocatedFinding } from '../base/finding.js';
import { formatPath } from '../base/path.js';
import { loadPatterns, type Patterns } from '../base/pattern.js';
import type { RuleSetting } from '../lint/config.js';
import { type LintResult, lint } from '../lint/engine.js';
import { suppressByAnnotations, suppressByComments } from '../lint/suppress.js';
import type { LintOptions } from '../lint/types.js';
import { overlay } from '../live/overlay.js';
import { expandBraces, matchesPath } from '../manifest/glob.js';
import { parseText } from '../manifest/parse.js';
import { parseSlow } from '../manifest/slow.js';
import type { ManifestObject } from '../manifest/types.js';
import { isOnlyRead, loadReaders, type Readers } from '../resource/validate.js';
import type { Loaded } from './lintconfig.js';
import { meshOf } from './meshing.js';
import { locateAll } from './objects.js';
import { text } from './options.js';
import { type Input, isUnreadable } from './reading.js';
import type { Options } from './types.js';

/** What a run of `lint` was asked for, beside its input. */
export interface LintRun {
  /** With those of the configuration. */
  options: Options;
  loaded: Loaded;
  settings: ReadonlyMap<Code, RuleSetting>;
  lintOptions: LintOptions;
  frames: boolean;
  cwd: string;
  /** What the files are laid over: the objects of a live mesh. Without it the files are all there is. */
  live?: readonly ManifestObject[];
}

/** What one look at the input gave. */
export interface Looked {
  findings: LocatedFinding[];
  /** The objects of the files, in their order. */
  objects: ManifestObject[];
  files: number;
  documents: number;
  checked: number;
  skipped: number;
}

/** Everything that was read, and what is needed to look at it. */
interface Read {
  objects: ManifestObject[];
  findings: Finding[];
  documents: number;
  skipped: number;
  /** Files with a comment that suppresses something. */
  commented: string[];
  patterns: Patterns | undefined;
  readers: Readers | undefined;
}

async function readEverything(input: Input): Promise<Read> {
  const read: Read = {
    objects: [],
    findings: [...input.findings],
    documents: 0,
    skipped: 0,
    commented: [],
    patterns: undefined,
    readers: undefined,
  };
  let isRead = false;
  for (const source of input.sources) {
    const content = input.read(source);
    if (typeof content !== 'string') {
      read.findings.push(content);
      continue;
    }
    if (content.includes('aerakictl-disable-')) read.commented.push(source.file);
    if (read.patterns === undefined && content.includes('regex')) read.patterns = await loadPatterns();
    const visit = (object: ManifestObject): void => {
      read.objects.push(object);
      isRead ||= isOnlyRead(object.value['apiVersion'], object.value['kind']);
    };
    const { documents, skipped, findings } = parseText(content, source, visit, parseSlow);
    read.documents += documents;
    read.skipped += skipped;
    read.findings.push(...findings);
  }
  if (isRead) read.readers = await loadReaders();
  return read;
}

/** What is said of files alone: the cluster gives a new Service its address, and has what Aeraki generates in it. */
const ofFilesAlone: ReadonlySet<Code> = new Set(['AER0420', 'AER0444']);

/** Files laid over a live mesh. */
interface Laid {
  objects: ManifestObject[];
  /** Of findings on live objects only those count that the files bring about. */
  isWanted: (finding: Finding) => boolean;
  /** Whether a finding is about the files. */
  isOfFiles: (finding: Finding) => boolean;
}

/** Lays the files over what is live. Where none was named, the live objects are what is looked at. */
function laidOver(
  live: readonly ManifestObject[],
  read: Read,
  linted: (objects: ManifestObject[]) => Finding[],
  namespace: string,
  named: boolean,
): Laid {
  if (!named) return { objects: [...live], isWanted: ({ code }) => !ofFilesAlone.has(code), isOfFiles: () => true };
  const liveFiles = new Set(live.map(({ origin }) => origin.file));
  const keyOf = ({ code, origin, path, message }: Finding): string => JSON.stringify([code, origin?.file, path, message]);
  const known = new Set(linted([...live]).map(keyOf));
  const isOfFiles = ({ origin }: Finding): boolean => origin === undefined || !liveFiles.has(origin.file);
  return {
    objects: overlay(live, read.objects, namespace).objects,
    isWanted: (finding) => !ofFilesAlone.has(finding.code) && (isOfFiles(finding) || !known.has(keyOf(finding))),
    isOfFiles,
  };
}

/** Loads what live objects are judged with: any of them may have a pattern, or be of a kind that is only read. */
async function loadAll(read: Read): Promise<void> {
  read.patterns ??= await loadPatterns();
  read.readers ??= await loadReaders();
}

/** The findings with what rules are set to. What could not be read cannot be turned off. */
function withSettings<T extends Finding>(findings: T[], settings: LintRun['settings']): T[] {
  if (settings.size === 0) return findings;
  return findings.flatMap((finding) => {
    const setting = settings.get(finding.code);
    if (setting === undefined || isUnreadable(finding)) return [finding];
    return setting === 'off' ? [] : [{ ...finding, severity: setting }];
  });
}

/** What the configuration ignores. */
interface Ignorer {
  isIgnored(finding: Finding): boolean;
  /** Entries that ignored nothing so far, though some of the files looked at are theirs. */
  unused(files: readonly string[]): Finding[];
}

/** Entries for a file count by what is relative to the configuration's folder. */
function ignorer({ loaded, cwd }: LintRun): Ignorer {
  const entries = loaded.config.ignore.map(({ files, rules, path }) => ({
    rules,
    path,
    patterns: files.flatMap((file) => expandBraces(file.replace(/^\.\//, ''))).map((pattern) => pattern.split('/')),
  }));
  const used = new Set<(typeof entries)[number]>();
  const segments = new Map<string, string[]>();
  const segmentsOf = (file: string): string[] => {
    const known = segments.get(file);
    if (known !== undefined) return known;
    const made = relative(loaded.folder, resolve(cwd, file)).split(/[/\\]/);
    segments.set(file, made);
    return made;
  };
  const isOf = ({ patterns }: (typeof entries)[number], file: string | undefined): boolean => {
    if (patterns.length === 0) return true;
    if (file === undefined || file === '-') return false;
    const path = segmentsOf(file);
    return patterns.some((pattern) => matchesPath(pattern.length === 1 ? path.slice(-1) : path, pattern));
  };
  return {
    isIgnored(finding) {
      if (isUnreadable(finding)) return false;
      const entry = entries.find(
        (one) => (one.rules.length === 0 || one.rules.includes(finding.code)) && isOf(one, finding.origin?.file),
      );
      if (entry !== undefined) used.add(entry);
      return entry !== undefined;
    },
    unused: (files) =>
      entries
        .filter((entry) => !used.has(entry) && files.some((file) => isOf(entry, file)))
        .map(({ path }) => ({
          code: 'AER0390',
          severity: codes.AER0390.severity,
          message: `The entry ${formatPath(path)} of the configuration ignores nothing.`,
          path,
          origin: { file: loaded.file ?? '', document: 0, prefix: [] },
          fix: codes.AER0390.fix,
        })),
  };
}

/** Looks at the input once: everything that is found, but for what is turned off, ignored or suppressed. */
export async function look(input: Input, run: LintRun): Promise<Looked> {
  const read = await readEverything(input);
  if (run.live !== undefined) await loadAll(read);
  const namespace = text(run.options, 'namespace') ?? 'default';
  const vips = new Map<string, string[]>();
  for (const [host, address] of run.loaded.config.mesh.vips) vips.set(host, [...(vips.get(host) ?? []), address]);
  const linted = (objects: ManifestObject[]): LintResult =>
    lint({
      objects,
      mesh: meshOf(objects, run.options, vips),
      namespace,
      options: run.lintOptions,
      ...(read.patterns === undefined ? {} : { patterns: read.patterns }),
      ...(read.readers === undefined ? {} : { readers: read.readers }),
    });
  const named = input.sources.length > 0 || read.findings.length > 0;
  const laid = run.live && laidOver(run.live, read, (objects) => linted(objects).findings, namespace, named);
  const objects = laid?.objects ?? read.objects;
  const result = linted(objects);
  const { isIgnored, unused } = ignorer(run);
  const wanted = withSettings([...read.findings, ...result.findings], run.settings);
  const { kept, added } = suppressByAnnotations(wanted, objects);
  const counted = laid === undefined ? [...kept, ...added] : [...kept.filter(laid.isWanted), ...added.filter(laid.isOfFiles)];
  const all = [...run.loaded.findings, ...counted].filter((finding) => !isIgnored(finding));
  const stale = withSettings(unused(input.sources.map(({ file }) => file)), run.settings);
  const located = locateAll([...all, ...stale], input, run.frames);
  const unsuppressed = suppressByComments(located, read.commented, input.textOf);
  const findings = withSettings(unsuppressed, run.settings).filter((finding) => !isIgnored(finding));
  return {
    findings,
    objects: read.objects,
    files: input.sources.length,
    documents: read.documents,
    checked: result.checked,
    skipped: read.skipped + result.skipped,
  };
}
