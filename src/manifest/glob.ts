/** True if the text is a pattern rather than a name: it has `*`, `?`, `[` or `{`. */
export function isGlob(text: string): boolean {
  return /[*?[{]/.test(text);
}

/** How many patterns the braces of one may stand for. */
const maxAlternatives = 1000;

/** Writes out the braces of a pattern: `a.{yaml,json}` is `a.yaml` and `a.json`. Braces without a comma are text. */
export function expandBraces(pattern: string): string[] {
  let patterns = [''];
  let at = 0;
  while (at < pattern.length) {
    const group = pattern[at] === '{' ? braceGroup(pattern, at) : undefined;
    const options = group === undefined ? [pattern[at] ?? ''] : group.options.flatMap(expandBraces);
    patterns = patterns.flatMap((start) => options.map((option) => start + option)).slice(0, maxAlternatives);
    at = group === undefined ? at + 1 : group.end;
  }
  return patterns;
}

function braceGroup(pattern: string, start: number): { options: string[]; end: number } | undefined {
  const options: string[] = [];
  let depth = 0;
  let from = start + 1;
  for (let at = start; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '{') depth++;
    else if (character === ',' && depth === 1) {
      options.push(pattern.slice(from, at));
      from = at + 1;
    } else if (character === '}' && --depth === 0) {
      if (options.length === 0) return undefined;
      return { options: [...options, pattern.slice(from, at)], end: at + 1 };
    }
  }
  return undefined;
}

/**
 * True if a path, in segments, fits a pattern without braces, in segments: `**` stands for any number of folders, the others as in
 * {@link matchesSegment}. Takes time in proportion to both lengths, whatever the pattern.
 */
export function matchesPath(segments: readonly string[], pattern: readonly string[]): boolean {
  let at = 0;
  let inPattern = 0;
  let retryPattern = -1;
  let retryAt = 0;
  while (at < segments.length) {
    const part = pattern[inPattern];
    if (part === '**') {
      retryPattern = ++inPattern;
      retryAt = at;
    } else if (part !== undefined && matchesSegment(segments[at] ?? '', part)) {
      at++;
      inPattern++;
    } else if (retryPattern >= 0 && !(segments[retryAt] ?? '').startsWith('.')) {
      inPattern = retryPattern;
      at = ++retryAt;
    } else return false;
  }
  while (pattern[inPattern] === '**') inPattern++;
  return inPattern === pattern.length;
}

/** True if a name fits a pattern: `*` any letters, `?` one, `[a-z]` or `[!a-z]` one of a set. A leading dot must be written out. */
export function matchesSegment(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  let at = 0;
  let inPattern = 0;
  let retryPattern = -1;
  let retryAt = 0;
  while (at < name.length) {
    const character = pattern[inPattern];
    const next = character === '*' ? -1 : matchesOne(name[at] ?? '', pattern, inPattern);
    if (character === '*') {
      retryPattern = ++inPattern;
      retryAt = at;
    } else if (next >= 0) {
      at++;
      inPattern = next;
    } else if (retryPattern >= 0) {
      inPattern = retryPattern;
      at = ++retryAt;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern++;
  return inPattern === pattern.length;
}

/** Behind the part of the pattern that the character fits, or -1. */
function matchesOne(character: string, pattern: string, at: number): number {
  const part = pattern[at];
  if (part === undefined) return -1;
  if (part === '?') return at + 1;
  const close = part === '[' ? pattern.indexOf(']', at + 2) : -1;
  if (close < 0) return part === character ? at + 1 : -1;
  const negated = pattern[at + 1] === '!' || pattern[at + 1] === '^';
  const set = pattern.slice(at + (negated ? 2 : 1), close);
  let found = false;
  for (let index = 0; index < set.length; index++) {
    const low = set[index] ?? '';
    if (set[index + 1] === '-' && index + 2 < set.length) {
      if (low <= character && character <= (set[index + 2] ?? '')) found = true;
      index += 2;
    } else if (low === character) found = true;
  }
  return found !== negated ? close + 1 : -1;
}
