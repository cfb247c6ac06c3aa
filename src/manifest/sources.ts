import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Finding } from '../base/finding.js';
import { suggest } from '../base/suggest.js';
import { expandBraces, isGlob, matchesPath, matchesSegment } from './glob.js';
import { errorCode, reasonOf, type Source } from './read.js';

export type { Source } from './read.js';

/** The sources found so far. */
interface Search {
  sources: Source[];
  findings: Finding[];
  /** Real paths of the files, so that none is read twice. */
  seen: Map<string, Source>;
  exclude: string[][];
}

/**
 * Finds what the names stand for, in their order: files, `-` (stdin), folders (walked: `.yaml`, `.yml` and `.json`, in the order of
 * their names, without hidden folders and `node_modules`), and patterns (`*`, `**`, `?`, `[]`, `{a,b}`). No file comes twice. `exclude` holds patterns
 * relative to what was named; one without a slash fits names in any depth. A name that leads to nothing is a finding.
 */
export function findSources(names: string[], options: { exclude: string[] }): { sources: Source[]; findings: Finding[] } {
  const exclude = options.exclude.flatMap(expandBraces).map((pattern) => segmentsOf(pattern.replace(/^\.\//, '')));
  const search: Search = { sources: [], findings: [], seen: new Map(), exclude };
  for (const name of names) {
    if (name === '-') addFile(search, '-', '-', true);
    else addNamed(search, name);
  }
  return { sources: search.sources, findings: search.findings };
}

function segmentsOf(path: string): string[] {
  return path.split(/[/\\]/).filter((segment) => segment !== '' && segment !== '.');
}

function addNamed(search: Search, name: string): void {
  const found = statOf(name);
  if (found === undefined && isGlob(name)) addGlob(search, name);
  else if (typeof found === 'string')
    fail(search, 'AER0001', `${name} cannot be read: ${found}.`, 'Check the permissions.', name);
  else if (found === undefined) reportMissing(search, name);
  else if (found.isDirectory()) addFolder(search, name, 'it');
  else if (!isExcluded(search, segmentsOf(name)) && !isExcluded(search, [basename(name)]))
    addFile(search, name, realOf(name), true);
}

/** What the file system knows of a name; undefined if it does not exist, a text if it must not be asked. */
function statOf(name: string): Stats | string | undefined {
  try {
    return statSync(name, { throwIfNoEntry: false });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOTDIR' || code === 'ENAMETOOLONG' || code === 'ERR_INVALID_ARG_VALUE') return undefined;
    return reasonOf(error);
  }
}

function realOf(name: string): string {
  try {
    return realpathSync(name);
  } catch {
    return resolve(name);
  }
}

function addFile(search: Search, file: string, real: string, explicit: boolean): void {
  const known = search.seen.get(real);
  if (known !== undefined) {
    if (explicit) known.explicit = true;
    return;
  }
  const source = { file, explicit };
  search.seen.set(real, source);
  search.sources.push(source);
}

function fail(search: Search, code: Finding['code'], message: string, fix: string, file: string): void {
  search.findings.push({ code, severity: 'error', message, fix, path: [], origin: { file, document: 0, prefix: [] } });
}

function reportMissing(search: Search, name: string): void {
  const parent = dirname(name);
  const near = suggest(basename(name), namesIn(parent));
  const hint = near === undefined ? '' : ` Did you mean ${join(parent, near)}?`;
  const missing = namesIn(parent).length === 0 && statOf(parent) === undefined ? ` There is no folder ${parent} either.` : '';
  fail(
    search,
    'AER0001',
    `${name} does not exist.${missing}${hint}`,
    near === undefined ? 'Check the name.' : `Name ${join(parent, near)}.`,
    name,
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function addFolder(search: Search, name: string, what: string): void {
  const before = search.sources.length;
  const known = search.seen.size;
  const found = walk(search, name, name, new Set());
  if (search.sources.length === before && search.seen.size === known && !found) {
    fail(
      search,
      'AER0011',
      `${name} holds no manifest: no file in ${what} ends in .yaml, .yml or .json.`,
      'Check the folder and `--exclude`.',
      name,
    );
  }
}

/** Adds the manifests under a folder; true if any was met. `above` holds the real paths of the folders around it. */
function walk(search: Search, root: string, folder: string, above: ReadonlySet<string>): boolean {
  const real = realOf(folder);
  if (above.has(real)) return false;
  const inside = new Set(above).add(real);
  let found = false;
  for (const entry of entriesOf(search, folder)) {
    const path = join(folder, entry.name);
    const kind = kindOf(entry, path);
    if (kind === 'folder') {
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || isExcluded(search, segmentsOf(relative(root, path))))
        continue;
      if (walk(search, root, path, inside)) found = true;
    } else if (kind === 'file' && /\.(?:ya?ml|json)$/i.test(entry.name)) {
      if (isExcluded(search, segmentsOf(relative(root, path)))) continue;
      addFile(search, path, entry.isSymbolicLink() ? realOf(path) : real + sep + entry.name, false);
      found = true;
    }
  }
  return found;
}

function entriesOf(search: Search, folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch (error) {
    fail(
      search,
      'AER0001',
      `${folder} cannot be read: ${reasonOf(error)}.`,
      'Check the permissions, or exclude the folder.',
      folder,
    );
    return [];
  }
}

function kindOf(entry: Dirent, path: string): 'file' | 'folder' | 'other' {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  const target = entry.isSymbolicLink() ? statOf(path) : undefined;
  if (target === undefined || typeof target === 'string') return 'other';
  return target.isDirectory() ? 'folder' : target.isFile() ? 'file' : 'other';
}

/** True if a path, relative to what was named, is excluded: a pattern fits it or one of its folders. */
function isExcluded(search: Search, segments: string[]): boolean {
  return search.exclude.some((pattern) => {
    const [only] = pattern;
    if (pattern.length === 1 && only !== undefined && only !== '**') return matchesSegment(segments.at(-1) ?? '', only);
    return matchesPath(segments, pattern);
  });
}

function addGlob(search: Search, name: string): void {
  let found = false;
  for (const pattern of expandBraces(name)) if (expandGlob(search, pattern)) found = true;
  if (found) return;
  fail(search, 'AER0011', `The pattern ${name} fits no file.`, 'Check the pattern; `**` stands for any number of folders.', name);
}

/** Adds what a pattern without braces fits; true if there was anything. */
function expandGlob(search: Search, pattern: string): boolean {
  const all = pattern.split('/');
  const firstMagic = all.findIndex(isGlob);
  if (firstMagic < 0) {
    if (statOf(pattern) === undefined) return false;
    addNamed(search, pattern);
    return true;
  }
  const base = firstMagic === 0 ? '' : all.slice(0, firstMagic).join('/') || '/';
  const parts = all.slice(firstMagic).filter((part) => part !== '' && part !== '.');
  const hits: string[] = [];
  collect(search, base, [], parts, hits, new Set());
  for (const hit of hits.sort()) addNamed(search, hit);
  return hits.length > 0;
}

/** Collects the paths under `base` that fit the pattern. A pattern that ends in `**` means the manifests below. */
function collect(
  search: Search,
  base: string,
  segments: string[],
  pattern: string[],
  hits: string[],
  above: ReadonlySet<string>,
): void {
  const folder = join(base === '' ? '.' : base, ...segments);
  const real = realOf(folder);
  if (above.has(real) || statOf(folder) === undefined) return;
  const inside = new Set(above).add(real);
  const deep = pattern.includes('**');
  for (const entry of entriesOf(search, folder)) {
    const path = [...segments, entry.name];
    const kind = kindOf(entry, join(folder, entry.name));
    if (kind === 'other' || isExcluded(search, path)) continue;
    const wanted = pattern.at(-1) !== '**' || (kind === 'file' && /\.(?:ya?ml|json)$/i.test(entry.name));
    if (wanted && matchesPath(path, pattern)) hits.push(join(base, ...path));
    else if (
      kind === 'folder' &&
      entry.name !== 'node_modules' &&
      (deep ? !entry.name.startsWith('.') : path.length < pattern.length)
    ) {
      collect(search, base, path, pattern, hits, inside);
    }
  }
}
