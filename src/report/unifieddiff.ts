/** Lines kept around a change. */
const context = 3;

/** Past this many differences the middle of two texts counts as replaced as a whole. */
const maxDifferences = 1_000;

/** A run of lines: kept, removed or added. Positions are line numbers from 0. */
interface Change {
  kind: ' ' | '-' | '+';
  line: string;
}

/** The changes from `a` to `b` after Myers' greedy algorithm: as few lines as possible. */
function changesOf(a: readonly string[], b: readonly string[]): Change[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const kept = (line: string): Change => ({ kind: ' ', line });
  return [...a.slice(0, start).map(kept), ...middle(a.slice(start, endA), b.slice(start, endB)), ...a.slice(endA).map(kept)];
}

function middle(a: readonly string[], b: readonly string[]): Change[] {
  const replaced: Change[] = [
    ...a.map((line): Change => ({ kind: '-', line })),
    ...b.map((line): Change => ({ kind: '+', line })),
  ];
  if (a.length === 0 || b.length === 0) return replaced;
  const furthest = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let d = 0; d <= Math.min(maxDifferences, a.length + b.length); d++) {
    trail.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
      let x = down ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(a, b, trail);
    }
  }
  return replaced;
}

function backtrack(a: readonly string[], b: readonly string[], trail: readonly Map<number, number>[]): Change[] {
  const changes: Change[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = trail.length - 1; d >= 0; d--) {
    const furthest = trail[d] ?? new Map<number, number>();
    const k = x - y;
    const down = k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
    const before = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : (furthest.get(before) ?? 0);
    const fromY = d === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) {
      x--;
      y--;
      changes.push({ kind: ' ', line: a[x] ?? '' });
    }
    if (d === 0) break;
    if (down) changes.push({ kind: '+', line: b[--y] ?? '' });
    else changes.push({ kind: '-', line: a[--x] ?? '' });
  }
  return changes.reverse();
}

/** Lines with their breaks, so that a missing one at the end is seen. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function range(first: number, count: number): string {
  return count === 1 ? `${first + 1}` : `${count === 0 ? first : first + 1},${count}`;
}

/** The difference of two texts as `diff -u` and `git apply` have it; empty where there is none. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const changes = changesOf(linesOf(before), linesOf(after));
  const hunks: { from: number; to: number }[] = [];
  changes.forEach(({ kind }, index) => {
    if (kind === ' ') return;
    const last = hunks.at(-1);
    if (last !== undefined && index - last.to <= 2 * context) last.to = index;
    else hunks.push({ from: index, to: index });
  });
  const name = file.replace(/^[/.]+/, '');
  let text = `--- a/${name}\n+++ b/${name}\n`;
  let at = 0;
  let lineA = 0;
  let lineB = 0;
  for (const { from, to } of hunks) {
    const first = Math.max(0, from - context);
    for (; at < first; at++) {
      lineA++;
      lineB++;
    }
    const shown = changes.slice(first, to + 1 + context);
    const inA = shown.filter(({ kind }) => kind !== '+').length;
    const inB = shown.filter(({ kind }) => kind !== '-').length;
    text += `@@ -${range(lineA, inA)} +${range(lineB, inB)} @@\n`;
    for (const { kind, line } of shown)
      text += line.endsWith('\n') ? kind + line : `${kind}${line}\n\\ No newline at end of file\n`;
    at = first + shown.length;
    lineA += inA;
    lineB += inB;
  }
  return text;
}
