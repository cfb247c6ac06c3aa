import type { Finding } from '../base/finding.js';
import { expandBraces, matchesPath, matchesSegment } from './glob.js';

/** A pattern of `--exclude`, and whether anything was left out by it. */
interface Exclusion {
  written: string;
  /** One for each way to read its braces, in segments. */
  patterns: string[][];
  isUsed: boolean;
}

/** What is left out of folders and patterns. */
export type Exclusions = Exclusion[];

/** Reads the patterns of `--exclude`. */
export function readExclusions(patterns: readonly string[]): Exclusions {
  return patterns.map((written) => ({ written, patterns: expandBraces(written).map(segmentsOf), isUsed: false }));
}

/** The names of a path, without `.`; that of an absolute path begins with an empty one. */
export function segmentsOf(path: string): string[] {
  return path
    .split(/[/\\]/)
    .filter((segment, index, all) => (segment !== '' || (index === 0 && all.length > 1)) && segment !== '.');
}

/**
 * True if a path is left out. `inside` is where it is in what was named, in segments: none for what was named itself. `printed` is the
 * path as the report prints it. A pattern may mean either; one without a slash fits names in any depth. The folders above what was named do not
 * count for one that begins with `**`: nobody has chosen them. Every pattern that fits counts as used.
 */
export function isExcluded(exclusions: Exclusions, inside: readonly string[], printed: string): boolean {
  if (exclusions.length === 0) return false;
  const whole = segmentsOf(printed);
  if (whole.at(-1) === '..') return false;
  const named = whole.slice(-inside.length - 1);
  let excluded = false;
  for (const exclusion of exclusions) {
    const isHit = exclusion.patterns.some(
      (pattern) => fits(inside, pattern) || fits(pattern[0] === '**' ? named : whole, pattern),
    );
    if (!isHit) continue;
    exclusion.isUsed = true;
    excluded = true;
  }
  return excluded;
}

function fits(segments: readonly string[], pattern: string[]): boolean {
  const [only] = pattern;
  const last = segments.at(-1);
  if (last === undefined) return false;
  if (pattern.length === 1 && only !== undefined && only !== '**') return matchesSegment(last, only);
  return matchesPath(segments, pattern);
}

/** A finding for each pattern by which nothing was left out. */
export function unusedExclusions(exclusions: Exclusions): Finding[] {
  return exclusions
    .filter(({ isUsed }) => !isUsed)
    .map(({ written }) => ({
      code: 'AER0023',
      severity: 'info',
      message: `\`--exclude ${written}\` leaves nothing out: no file or folder fits it.`,
      fix: 'Write the path as the report prints it, or as it is inside the folder that was named; a name without a slash fits in any depth.',
      path: [],
    }));
}
