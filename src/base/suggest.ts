/**
 * The known name most like the given one, for "did you mean". Letter case, `_` and `-` do not count as differences
 * (`local_rate_limit` is `localRateLimit`), and the beginning of a name is near it; otherwise as many edits as a third of the name's length are forgiven.
 * Returns undefined where nothing is like it.
 */
export function suggest(name: string, known: Iterable<string>): string | undefined {
  const wanted = fold(name);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    if (candidate === name) continue;
    const folded = fold(candidate);
    // The beginning of a name is as near as a single slip.
    const begun = wanted.length >= 3 && folded.startsWith(wanted);
    const distance = begun ? Math.min(1, bestDistance) : editDistance(wanted, folded, bestDistance);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function fold(name: string): string {
  return name.replace(/[_-]/g, '').toLowerCase();
}

/** Edits between two words, a swap of neighbours counting as one; `limit` or more is answered as `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (a === b) return 0;
  if (Math.abs(a.length - b.length) >= limit || a.length > 64 || b.length > 64) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1);
      row.push(least);
    }
    beforeLast = last;
    last = row;
  }
  return Math.min(limit, last[b.length] ?? limit);
}
