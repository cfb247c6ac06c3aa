import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Finding } from '../base/finding.js';
import { readDescription } from '../codec/described/read.js';
import type { Description } from '../codec/described/types.js';
import { conflictMarker, merge } from './merge.js';
import { bytesOf, contentOf, descriptionFile, type ProjectFiles, projectFiles } from './project.js';
import { readRecord, recordFile, writeRecord } from './record.js';
import { verifyProject } from './verify.js';

/** Why a project cannot be written, and what to do. */
export class ScaffoldError extends Error {
  constructor(
    message: string,
    readonly fix?: string,
  ) {
    super(message);
    this.name = 'ScaffoldError';
  }
}

/** Files that a shell runs. */
const executable = /\.sh$/;

function writeFile(folder: string, path: string, content: string): void {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, bytesOf(path, content), { mode: executable.test(path) ? 0o755 : 0o644 });
}

/** Refuses a folder that holds something. */
export function refuseTaken(folder: string): void {
  if (!existsSync(folder)) return;
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    throw new ScaffoldError(`${folder} is there and is no folder`, 'Name another place with --output-dir.');
  }
  if (names.length > 0)
    throw new ScaffoldError(
      `${folder} is not empty, and nothing is overwritten`,
      `Name another place, or run 'codec update' in a project that is there.`,
    );
}

/**
 * Writes a new project: into a folder beside its place, which is verified and then moved there, so that a failure leaves nothing. Throws
 * {@link ScaffoldError} where the place is taken.
 */
export function createProject(folder: string, description: Description, text: string, tool: string): ProjectFiles {
  refuseTaken(folder);
  const files = projectFiles(description, text);
  const place = resolve(folder);
  mkdirSync(dirname(place), { recursive: true });
  const beside = mkdtempSync(join(dirname(place), `.${basename(place)}-`));
  try {
    for (const [path, content] of files) writeFile(beside, path, content);
    writeFile(beside, recordFile, writeRecord({ tool, files }));
    const wrong = verifyProject(beside).findings.find(({ severity }) => severity === 'error');
    if (wrong !== undefined)
      throw new ScaffoldError(
        `what was generated does not hold together: ${wrong.message}`,
        'This is a bug of the generator; nothing was written.',
      );
    if (existsSync(place)) rmdirSync(place);
    renameSync(beside, place);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
  return files;
}

/** What an update does to a file. */
export interface FileChange {
  path: string;
  change: 'written' | 'merged' | 'conflict' | 'unresolved' | 'restored' | 'removed' | 'kept';
  /** The new content; absent where the file goes or stays. */
  content?: string;
}

/** What an update would do. */
export interface Update {
  changes: FileChange[];
  /** Of the description; where one is an error, there are no changes. */
  findings: Finding[];
  record?: string;
}

/** Works out an update: the description is read, every file generated anew and put together with what the user changed. Writes nothing. */
export function planUpdate(folder: string, tool: string): Update {
  const record = readRecord(folder);
  if (record === undefined)
    throw new ScaffoldError(
      `${folder} holds no record of what was generated (${recordFile})`,
      "Name the folder that 'codec new' made.",
    );
  const text = readProjectFile(folder, descriptionFile);
  if (text === undefined) throw new ScaffoldError(`${join(folder, descriptionFile)} cannot be read`);
  const { description, findings } = readDescription(text, join(folder, descriptionFile));
  if (description === undefined) return { changes: [], findings };
  const files = projectFiles(description, text);
  const changes: FileChange[] = [];
  for (const path of new Set([...record.files.keys(), ...files.keys()])) {
    if (path === descriptionFile) continue;
    const change = changeOf(path, record.files.get(path), readProjectFile(folder, path), files.get(path));
    if (change !== undefined) changes.push(change);
  }
  return { changes, findings, record: writeRecord({ tool, files }) };
}

function changeOf(
  path: string,
  base: string | undefined,
  ours: string | undefined,
  theirs: string | undefined,
): FileChange | undefined {
  if (theirs === undefined) {
    if (ours === undefined) return undefined;
    return ours === base ? { path, change: 'removed' } : { path, change: 'kept' };
  }
  if (ours === undefined) return { path, change: base === undefined ? 'written' : 'restored', content: theirs };
  if (ours === theirs || theirs === base) return conflictMarker.test(ours) ? { path, change: 'unresolved' } : undefined;
  if (ours === base) return { path, change: 'written', content: theirs };
  if (path.endsWith('.bin')) return { path, change: 'written', content: theirs };
  const { text, conflicts } = merge(base ?? '', ours, theirs);
  return { path, change: conflicts > 0 || conflictMarker.test(text) ? 'conflict' : 'merged', content: text };
}

/** A project's file; undefined where it cannot be read. */
export function readProjectFile(folder: string, path: string): string | undefined {
  try {
    return contentOf(path, readFileSync(join(folder, path)));
  } catch {
    return undefined;
  }
}

/** Does what was planned: new contents are written beside their places first, then all are moved. */
export function applyUpdate(folder: string, { changes, record }: Update): void {
  const contents = new Map(changes.flatMap(({ path, content }) => (content === undefined ? [] : [[path, content] as const])));
  if (record !== undefined) contents.set(recordFile, record);
  const suffix = `.${process.pid}.tmp`;
  const written: string[] = [];
  try {
    for (const [path, content] of contents) {
      const full = join(folder, path);
      mkdirSync(dirname(full), { recursive: true });
      written.push(`${full}${suffix}`);
      writeFileSync(`${full}${suffix}`, bytesOf(path, content), { mode: executable.test(path) ? 0o755 : 0o644 });
    }
    for (const path of contents.keys()) renameSync(join(folder, `${path}${suffix}`), join(folder, path));
  } catch (error) {
    for (const path of written) rmSync(path, { force: true });
    throw error;
  }
  for (const { path, change } of changes) if (change === 'removed') rmSync(join(folder, path), { force: true });
}
