import { isUtf8 } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { CliError } from './errors.js';

/** What `git:REF:path` names: the file, or the manifests below the folder, as they are in that revision. */
export interface GitFile {
  /** `git:REF:path/to/file.yaml` */
  name: string;
  text: string;
  /** Named itself, not met in a folder. */
  explicit: boolean;
}

/** The most that git may answer, in bytes. */
const maxBytes = 512 * 1024 * 1024;

/** The revision and the path of `git:REF:path`; undefined for any other name. No path stands for the whole tree at the current folder. */
export function parseGitName(name: string): { ref: string; path: string } | undefined {
  const parts = /^git:([^:]+)(?::(.*))?$/s.exec(name);
  if (parts === null) return undefined;
  const [, ref = '', path = ''] = parts;
  if (ref.startsWith('-')) throw new CliError(`${name}: ${ref} is no revision`);
  return { ref, path: path === '' ? '.' : path };
}

/** Reads what a revision holds at a path, relative to the current folder. Throws where git cannot answer. */
export function readGit(name: string, ref: string, path: string, cwd: string): GitFile[] {
  const folder = path.replace(/\/+$/, '') || '.';
  const listed = git(['ls-tree', '-r', '-z', '--name-only', ref, '--', folder === '.' ? './' : folder], cwd, name);
  const files = listed
    .toString('utf8')
    .split('\0')
    .filter((file) => file !== '');
  const explicit = files.length === 1 && files[0] === folder.replace(/^\.\//, '');
  const wanted = explicit ? files : files.filter((file) => isManifest(file, folder));
  if (wanted.length === 0) {
    throw new CliError(
      `${name}: ${files.length === 0 ? 'nothing is there in that revision' : 'no file below it ends in .yaml, .yml or .json'}`,
      `'git ls-tree ${ref} ${folder}' shows what is there.`,
    );
  }
  const contents = blobs(git(['cat-file', '--batch'], cwd, name, wanted.map((file) => `${ref}:./${file}\n`).join('')));
  return wanted.map((file, index) => {
    const bytes = contents[index];
    if (bytes === undefined) throw new CliError(`${name}: ${file} cannot be read from git`);
    if (bytes.includes(0) || !isUtf8(bytes)) throw new CliError(`git:${ref}:${file} is not text in UTF-8`);
    return { name: `git:${ref}:${file}`, text: bytes.toString('utf8').replace(/^\ufeff/, ''), explicit };
  });
}

/** As in a walk of folders: the endings of manifests, without hidden folders and node_modules. */
function isManifest(file: string, folder: string): boolean {
  if (!/\.(?:ya?ml|json)$/i.test(file)) return false;
  const inner = folder === '.' ? file : file.slice(folder.replace(/^\.\//, '').length + 1);
  return !inner
    .split('/')
    .slice(0, -1)
    .some((part) => part.startsWith('.') || part === 'node_modules');
}

function git(args: string[], cwd: string, name: string, input?: string): Buffer {
  const { error, status, stdout, stderr } = spawnSync('git', args, { cwd, input: input ?? '', maxBuffer: maxBytes });
  if (error !== undefined) throw new CliError(`${name}: git cannot be run: ${error.message}`);
  if (status === 0) return stdout;
  const said =
    stderr
      .toString('utf8')
      .trim()
      .split('\n')[0]
      ?.replace(/^fatal: /, '') ?? '';
  throw new CliError(
    `${name}: git says: ${said}`,
    'Name it git:REF:path, with the path relative to the current folder, as in git:main:k8s/.',
  );
}

/** The contents in the answer of `git cat-file --batch`: a header line each, `<id> blob <size>`, then the bytes and a line break. */
function blobs(answer: Buffer): Buffer[] {
  const contents: Buffer[] = [];
  for (let at = 0; at < answer.length; ) {
    const end = answer.indexOf(10, at);
    const size = /^\S+ blob (\d+)$/.exec(answer.toString('latin1', at, end))?.[1];
    if (end < 0 || size === undefined) return contents;
    contents.push(answer.subarray(end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return contents;
}
