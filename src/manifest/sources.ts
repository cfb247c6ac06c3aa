import { type Dirent, lstatSync, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Finding } from '../base/finding.js';
import { suggest } from '../base/suggest.js';
import { type Exclusions, isExcluded, readExclusions, segmentsOf, unusedExclusions } from './exclude.js';
import { expandBraces, isGlob, matchesPath } from './glob.js';
import { emptyName, errorCode, reasonOf, type Source, unreadable } from './read.js';

export type { Source } from './read.js';

/** The sources found so far. */
interface Search {
  sources: Source[];
  findings: Finding[];
  /** Real paths of the files, so that none is read twice. */
  seen: Map<string, Source>;
  exclude: Exclusions;
  /** What was said already, and how much of it were errors. */
  told: Set<string>;
  errors: number;
}

/**
 * Finds what the names stand for, in their order: files, `-` (stdin), folders (walked: `.yaml`, `.yml` and `.json`, in the order of
 * their names, without hidden folders and `node_modules`), and patterns (`*`, `**`, `?`, `[]`, `{a,b}`). No file comes twice. `exclude` holds patterns
 * that fit a path as it is printed, or relative to what was named; one without a slash fits names in any depth. A name that leads to nothing is
 * a finding, and so is a pattern of `exclude` that leaves nothing out, and what is met in a folder and cannot be read.
 */
export function findSources(names: string[], options: { exclude: string[] }): { sources: Source[]; findings: Finding[] } {
  const exclude = readExclusions(options.exclude);
  const search: Search = { sources: [], findings: [], seen: new Map(), exclude, told: new Set(), errors: 0 };
  for (const name of names) {
    if (name === '-') addFile(search, '-', '-', true);
    else if (name === '') report(search, emptyName());
    else addNamed(search, name);
  }
  const [first] = names;
  if (first !== undefined && search.sources.length === 0 && search.findings.length === 0)
    fail(search, 'AER0011', '`--exclude` leaves out all that was named.', 'Check `--exclude`.', first);
  search.findings.push(...unusedExclusions(exclude));
  return { sources: search.sources, findings: search.findings };
}

function addNamed(search: Search, name: string): void {
  const found = statOf(name);
  if (found === undefined && isGlob(name)) addGlob(search, name);
  else if (typeof found === 'string') report(search, unreadable(name, found));
  else if (found === undefined && isEntry(name))
    report(search, { ...unreadable(name, reasons.dangling), fix: 'Correct the link, or name the file itself.' });
  else if (found === undefined && name.includes(replacement)) reportNameless(search, name);
  else if (found === undefined) reportMissing(search, name);
  else if (isExcluded(search.exclude, [], name)) return;
  else if (found.isDirectory()) addFolder(search, name);
  else addFile(search, name, realOf(name), true);
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
  report(search, { code, severity: 'error', message, fix, path: [], origin: { file, document: 0, prefix: [] } });
}

/** Adds a finding of a file or folder, once: the alternatives of a pattern may come to the same folder again. */
function report(search: Search, finding: Finding): void {
  const key = `${finding.code} ${finding.message}`;
  if (search.told.has(key)) return;
  search.told.add(key);
  if (finding.severity === 'error') search.errors++;
  search.findings.push(finding);
}

/** Whether there is an entry of that name, be it a link that leads nowhere. */
function isEntry(name: string): boolean {
  try {
    return lstatSync(name, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** What stands for the bytes of a name that are no UTF-8. */
const replacement = '\ufffd';

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

/** Node gives names as text, and no text leads back to a name that is none. */
function reportNameless(search: Search, name: string): void {
  const fix = 'Rename it, or leave it out with `--exclude`.';
  report(search, { ...unreadable(name, `its name is not UTF-8 (${replacement} stands for what does not fit)`), fix });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function addFolder(search: Search, name: string): void {
  const errors = search.errors;
  // What could not be looked into may hold manifests.
  if (walk(search, name, name, new Set()) || search.errors > errors) return;
  fail(
    search,
    'AER0011',
    `${name} holds no manifest: no file in it ends in .yaml, .yml or .json.`,
    'Check the folder and `--exclude`.',
    name,
  );
}

/** Adds the manifests under a folder; true if any was met. `above` holds the real paths of the folders around it. */
function walk(search: Search, root: string, folder: string, above: ReadonlySet<string>): boolean {
  const real = realOf(folder);
  if (above.has(real)) return false;
  const inside = new Set(above).add(real);
  let found = false;
  for (const entry of entriesOf(search, folder)) {
    const path = join(folder, entry.name);
    if (search.exclude.length > 0 && isExcluded(search.exclude, segmentsOf(relative(root, path)), path)) continue;
    const kind = kindOf(entry, path);
    if (kind === 'folder') {
      if (isPassedOver(entry.name)) continue;
      if (isReadable(search, entry, path) && walk(search, root, path, inside)) found = true;
    } else if (!manifestName.test(entry.name)) continue;
    else if (kind !== 'file') reportOdd(search, kind, path);
    else if (isReadable(search, entry, path)) {
      addFile(search, path, entry.isSymbolicLink() ? realOf(path) : real + sep + entry.name, false);
      found = true;
    }
  }
  return found;
}

const manifestName = /\.(?:ya?ml|json)$/i;

function isPassedOver(folder: string): boolean {
  return folder.startsWith('.') || folder === 'node_modules';
}

/** Whether the entry can be asked for by its name; reports it if not. A name may hold the replacement character itself. */
function isReadable(search: Search, entry: Dirent, path: string): boolean {
  if (!entry.name.includes(replacement) || isEntry(path)) return true;
  reportNameless(search, path);
  return false;
}

const reasons = {
  special: 'it is no file but a pipe, a socket or a device',
  dangling: 'it is a link, and its target does not exist',
};

/** Tells of what has the name of a manifest and is no file. Editors leave links such as `.#a.yaml`, of which nothing is told. */
function reportOdd(search: Search, kind: OddKind, path: string): void {
  if (basename(path).startsWith('.')) return;
  const origin = { file: path, document: 0, prefix: [] };
  report(search, {
    code: 'AER0022',
    severity: kind === 'special' ? 'info' : 'warning',
    message: `${path} was skipped: ${typeof kind === 'string' ? reasons[kind] : kind.reason}.`,
    fix: kind === 'special' ? 'Name it itself to have it read.' : 'Correct the link, or remove it.',
    path: [],
    origin,
  });
}

function entriesOf(search: Search, folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  } catch (error) {
    const fix = 'Check the permissions, or exclude the folder.';
    report(search, { ...unreadable(folder, reasonOf(error)), fix });
    return [];
  }
}

/** What cannot be read: a link without target, what is no file, or in words why the link cannot be followed. */
type OddKind = 'dangling' | 'special' | { reason: string };

function kindOf(entry: Dirent, path: string): 'file' | 'folder' | OddKind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  if (!entry.isSymbolicLink()) return 'special';
  const target = statOf(path);
  // A link whose name is not UTF-8 cannot be asked for either; whoever takes it for a file finds that out.
  if (target === undefined) return entry.name.includes(replacement) && !isEntry(path) ? 'file' : 'dangling';
  if (typeof target === 'string') return { reason: target };
  return target.isDirectory() ? 'folder' : target.isFile() ? 'file' : 'special';
}

function addGlob(search: Search, name: string): void {
  const errors = search.errors;
  let found = false;
  for (const pattern of expandBraces(name)) if (expandGlob(search, pattern)) found = true;
  if (found || search.errors > errors) return;
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
    const printed = join(base, ...path);
    if (isExcluded(search.exclude, path, printed)) continue;
    const kind = kindOf(entry, printed);
    const wanted = (pattern.at(-1) !== '**' || manifestName.test(entry.name)) && matchesPath(path, pattern);
    if (kind !== 'file' && kind !== 'folder') {
      if (wanted && manifestName.test(entry.name)) reportOdd(search, kind, printed);
      continue;
    }
    if (wanted && (kind === 'file' || pattern.at(-1) !== '**')) {
      if (isReadable(search, entry, printed)) hits.push(printed);
    } else if (
      kind === 'folder' &&
      entry.name !== 'node_modules' &&
      (deep ? !entry.name.startsWith('.') : path.length < pattern.length)
    ) {
      collect(search, base, path, pattern, hits, inside);
    }
  }
}
