import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a merge gave: the text, and how many places hold both sides between markers. */
export interface Merged {
  text: string;
  conflicts: number;
}

/** Names of the sides in conflict markers. */
const sides = { ours: 'yours', base: 'generated before', theirs: 'generated now' };

/** Where both sides begin to stand between markers. */
export const conflictMarker = /^<{7} /m;

/** Puts two changes of a text together: by git where it is installed, else by {@link mergeLines}. */
export function merge(base: string, ours: string, theirs: string): Merged {
  return mergeWithGit(base, ours, theirs) ?? mergeLines(base, ours, theirs);
}

/** The same as git's `merge-file`; undefined where git is not to be had. */
export function mergeWithGit(base: string, ours: string, theirs: string): Merged | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-merge-'));
  try {
    const files = { ours: join(folder, 'ours'), base: join(folder, 'base'), theirs: join(folder, 'theirs') };
    writeFileSync(files.ours, ours);
    writeFileSync(files.base, base);
    writeFileSync(files.theirs, theirs);
    const labels = ['-L', sides.ours, '-L', sides.base, '-L', sides.theirs];
    const { status, stdout, error } = spawnSync('git', ['merge-file', '-p', ...labels, files.ours, files.base, files.theirs], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      timeout: 30_000,
    });
    // The status counts the conflicts; from 128 on it is an error.
    if (error !== undefined || status === null || status >= 128) return undefined;
    return { text: stdout, conflicts: status };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run of lines in the base and what a side has in its place. */
interface Change {
  start: number;
  end: number;
  lines: string[];
}

/** Puts two changes of a text together, line by line. Changes that touch each other and differ become a conflict. */
export function mergeLines(base: string, ours: string, theirs: string): Merged {
  const lines = split(base);
  const left = changes(lines, split(ours));
  const right = changes(lines, split(theirs));
  const out: string[] = [];
  let at = 0;
  let conflicts = 0;
  while (left.length > 0 || right.length > 0) {
    const start = Math.min(left[0]?.start ?? Number.POSITIVE_INFINITY, right[0]?.start ?? Number.POSITIVE_INFINITY);
    let end = start;
    const taken: [Change[], Change[]] = [[], []];
    // Gather what overlaps or touches, from either side.
    for (let more = true; more; ) {
      more = false;
      for (const [side, queue] of [left, right].entries()) {
        const next = queue[0];
        if (next === undefined || next.start > end) continue;
        queue.shift();
        taken[side]?.push(next);
        end = Math.max(end, next.end);
        more = true;
      }
    }
    out.push(...lines.slice(at, start));
    const sideText = (side: readonly Change[]): string[] => applied(lines, side, start, end);
    const [mine, generated] = [sideText(taken[0]), sideText(taken[1])];
    if (taken[1].length === 0 || same(mine, generated)) out.push(...mine);
    else if (taken[0].length === 0) out.push(...generated);
    else {
      conflicts++;
      out.push(`<<<<<<< ${sides.ours}\n`, ...closed(mine), '=======\n', ...closed(generated), `>>>>>>> ${sides.theirs}\n`);
    }
    at = end;
  }
  out.push(...lines.slice(at));
  return { text: out.join(''), conflicts };
}

/** Lines with their line breaks. */
function split(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Markers begin a line, so what stands before them must end one. */
function closed(lines: readonly string[]): string[] {
  return lines.map((line) => (line.endsWith('\n') ? line : `${line}\n`));
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, index) => line === b[index]);
}

function applied(lines: readonly string[], side: readonly Change[], start: number, end: number): string[] {
  const out: string[] = [];
  let at = start;
  for (const change of side) {
    out.push(...lines.slice(at, change.start), ...change.lines);
    at = change.end;
  }
  return [...out, ...lines.slice(at, end)];
}

/** The changes from one list of lines to another, by their longest common subsequence. */
function changes(from: readonly string[], to: readonly string[]): Change[] {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < from.length - head && tail < to.length - head && from[from.length - 1 - tail] === to[to.length - 1 - tail])
    tail++;
  const a = from.slice(head, from.length - tail);
  const b = to.slice(head, to.length - tail);
  // Beyond this the table would be too large; the middle is then one change.
  if (a.length * b.length > 16_000_000) return [{ start: head, end: head + a.length, lines: b }];
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const cell =
        a[i] === b[j]
          ? (table[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(table[(i + 1) * width + j] ?? 0, table[i * width + j + 1] ?? 0);
      table[i * width + j] = cell;
    }
  }
  const found: Change[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
      continue;
    }
    const change: Change = { start: head + i, end: head + i, lines: [] };
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && a[i] === b[j]) break;
      if (j < b.length && (i === a.length || (table[i * width + j + 1] ?? 0) >= (table[(i + 1) * width + j] ?? 0)))
        change.lines.push(b[j++] ?? '');
      else i++;
    }
    change.end = head + i;
    found.push(change);
  }
  return found;
}
