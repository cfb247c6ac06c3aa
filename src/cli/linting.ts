import { relative, resolve } from 'node:path';
import type { Code } from '../base/codes.js';
import type { Finding, LocatedFinding } from '../base/finding.js';
import { loadPatterns, type Patterns } from '../base/pattern.js';
import type { RuleSetting } from '../lint/config.js';
import { lint } from '../lint/engine.js';
import { suppressByAnnotations, suppressByComments } from '../lint/suppress.js';
import type { LintOptions } from '../lint/types.js';
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
}

/** What one look at the input gave. */
export interface Looked {
  findings: LocatedFinding[];
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

/** The findings with what rules are set to. What could not be read cannot be turned off. */
function withSettings<T extends Finding>(findings: T[], settings: LintRun['settings']): T[] {
  if (settings.size === 0) return findings;
  return findings.flatMap((finding) => {
    const setting = settings.get(finding.code);
    if (setting === undefined || isUnreadable(finding)) return [finding];
    return setting === 'off' ? [] : [{ ...finding, severity: setting }];
  });
}

/** Tells whether the configuration ignores a finding; entries for a file by what is relative to the configuration's folder. */
function ignorer({ loaded, cwd }: LintRun): (finding: Finding) => boolean {
  const entries = loaded.config.ignore.map(({ files, rules }) => ({
    rules,
    patterns: files.flatMap((file) => expandBraces(file.replace(/^\.\//, ''))).map((pattern) => pattern.split('/')),
  }));
  const segments = new Map<string, string[]>();
  const segmentsOf = (file: string): string[] => {
    const known = segments.get(file);
    if (known !== undefined) return known;
    const made = relative(loaded.folder, resolve(cwd, file)).split(/[/\\]/);
    segments.set(file, made);
    return made;
  };
  return (finding) => {
    if (isUnreadable(finding)) return false;
    const file = finding.origin?.file;
    return entries.some(({ rules, patterns }) => {
      if (rules.length > 0 && !rules.includes(finding.code)) return false;
      if (patterns.length === 0) return true;
      if (file === undefined || file === '-') return false;
      const path = segmentsOf(file);
      return patterns.some((pattern) => matchesPath(pattern.length === 1 ? path.slice(-1) : path, pattern));
    });
  };
}

/** Looks at the input once: everything that is found, but for what is turned off, ignored or suppressed. */
export async function look(input: Input, run: LintRun): Promise<Looked> {
  const read = await readEverything(input);
  const vips = new Map<string, string[]>();
  for (const [host, address] of run.loaded.config.mesh.vips) vips.set(host, [...(vips.get(host) ?? []), address]);
  const result = lint({
    objects: read.objects,
    mesh: meshOf(read.objects, run.options, vips),
    namespace: text(run.options, 'namespace') ?? 'default',
    options: run.lintOptions,
    ...(read.patterns === undefined ? {} : { patterns: read.patterns }),
    ...(read.readers === undefined ? {} : { readers: read.readers }),
  });
  const ignored = ignorer(run);
  const wanted = withSettings([...read.findings, ...result.findings], run.settings);
  const { kept, added } = suppressByAnnotations(wanted, read.objects);
  const all = [...run.loaded.findings, ...kept, ...added].filter((finding) => !ignored(finding));
  const located = locateAll(all, input, run.frames);
  const unsuppressed = suppressByComments(located, read.commented, input.textOf);
  const findings = withSettings(unsuppressed, run.settings).filter((finding) => !ignored(finding));
  return {
    findings,
    files: input.sources.length,
    documents: read.documents,
    checked: result.checked,
    skipped: read.skipped + result.skipped,
  };
}
