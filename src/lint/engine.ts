import type { Code } from '../base/codes.js';
import type { Finding, Origin, Severity } from '../base/finding.js';
import type { Path } from '../base/path.js';
import type { Patterns } from '../base/pattern.js';
import { translate } from '../controlplane/translate.js';
import type { Translation } from '../controlplane/types.js';
import type { ManifestObject } from '../manifest/types.js';
import type { Mesh } from '../mesh/types.js';
import { type Readers, validateObject } from '../resource/validate.js';
import { lintContext } from './context.js';
import { withEdits } from './noteedits.js';
import { withOverlaps } from './overlaps.js';
import { rules } from './rules.js';
import type { LintContext, LintOptions } from './types.js';

/** What is linted, and what it is judged with. */
export interface LintInput {
  objects: readonly ManifestObject[];
  /** The mesh that the objects make. */
  mesh: Mesh;
  /** Its translation, where the caller has it already. */
  translation?: Translation;
  /** Given to objects that name no namespace. */
  namespace: string;
  /** Both as for `validateObject`. */
  patterns?: Patterns;
  readers?: Readers;
  options: LintOptions;
}

/** What was found, and how many objects were looked into. */
export interface LintResult {
  findings: Finding[];
  checked: number;
  skipped: number;
}

/**
 * The name of an object by where it stands, as a key. Two objects of one text have different ones.
 */
function originKey(origin: Origin | undefined): string {
  return origin === undefined ? '' : `${origin.file}\n${origin.document}\n${origin.prefix.join('/')}`;
}

/** In `lint`, what kills the control plane or makes a proxy refuse its configuration is an error, though the API server takes it. */
const raised: Partial<Record<Code, Severity>> = {
  AER0130: 'error',
  AER0132: 'error',
  AER0508: 'error',
  AER0601: 'error',
  AER0606: 'error',
};

/** What is certain only where every object of the mesh is there. */
const certainWhenComplete = new Set<Code>(['AER0422', 'AER0501', 'AER0511', 'AER0625']);

/** Codes that say the same as a verdict on the object alone or a note, and give way to it where both would be said. */
export const sameAs: Partial<Record<Code, readonly Code[]>> = {
  AER0310: ['AER0230'],
  AER0317: ['AER0443'],
  AER0402: ['AER0132'],
  AER0403: ['AER0218'],
  AER0404: ['AER0212'],
  AER0406: ['AER0132'],
  AER0407: ['AER0132'],
  AER0408: ['AER0132'],
  AER0409: ['AER0130', 'AER0231', 'AER0101', 'AER0102', 'AER0103', 'AER0104', 'AER0105'],
  AER0424: ['AER0142'],
  AER0425: ['AER0140'],
  AER0505: ['AER0204'],
  AER0508: ['AER0216', 'AER0217'],
  AER0509: ['AER0219'],
  AER0621: ['AER0134'],
  AER0700: ['AER0133'],
};

function isPrefix(short: Path, long: Path): boolean {
  return short.length <= long.length && short.every((step, index) => step === long[index]);
}

function areNested(one: Path, other: Path): boolean {
  return isPrefix(one, other) || isPrefix(other, one);
}

/** Whether the verdict on the object has said it already: the same matter near it, or an error at or above its place. */
function isSaid(finding: Finding, verdict: readonly Finding[]): boolean {
  return verdict.some(({ code, path, severity }) => {
    if (sameAs[finding.code]?.includes(code)) return areNested(path, finding.path);
    return severity === 'error' && path.length > 0 && finding.path.length > 0 && isPrefix(path, finding.path);
  });
}

/** Where findings are, by their code and object. */
function pathsOf(findings: readonly Finding[]): Map<string, Path[]> {
  const paths = new Map<string, Path[]>();
  for (const { code, origin, path } of findings) {
    const key = `${code} ${originKey(origin)}`;
    const known = paths.get(key);
    if (known === undefined) paths.set(key, [path]);
    else known.push(path);
  }
  return paths;
}

/** What rules and notes say beside the verdict on each object, each thing once. */
function further(findings: readonly Finding[], verdicts: readonly Finding[]): Finding[] {
  const byObject = new Map<string, Finding[]>();
  for (const finding of verdicts) {
    const key = originKey(finding.origin);
    const known = byObject.get(key);
    if (known === undefined) byObject.set(key, [finding]);
    else known.push(finding);
  }
  const seen = new Set<string>();
  const once = findings.filter((finding) => {
    const object = originKey(finding.origin);
    const key = JSON.stringify([object, finding.code, finding.path, finding.message]);
    if (seen.has(key)) return false;
    seen.add(key);
    return !isSaid(finding, byObject.get(object) ?? []);
  });
  const saidAt = pathsOf(once);
  return once.filter(({ code, origin, path }) => {
    const same = sameAs[code];
    if (same === undefined) return true;
    return !same.some((other) => saidAt.get(`${other} ${originKey(origin)}`)?.some((place) => areNested(place, path)));
  });
}

/** The notes but for those that a rule says with the same code at the very values they are about. */
function withoutCoarser(notes: readonly Finding[], ruled: readonly Finding[]): Finding[] {
  const paths = pathsOf(ruled);
  return notes.filter(
    ({ code, origin, path }) => !paths.get(`${code} ${originKey(origin)}`)?.some((finer) => isPrefix(path, finer)),
  );
}

function judged(finding: Finding, complete: boolean): Finding {
  // A pattern that only older proxies refuse is no error for certain; an empty prefix is.
  const isPrefixRefused = finding.code === 'AER0133' && finding.path.at(-1) === 'prefix';
  const severity =
    (isPrefixRefused ? 'error' : raised[finding.code]) ??
    (complete && certainWhenComplete.has(finding.code) ? 'error' : undefined);
  if (severity === undefined || severity === finding.severity || finding.severity === 'info') return finding;
  return { ...finding, severity };
}

/** What rules look at, made of a mesh and its translation; for commands that run rules on what is live. */
export function contextOf({ objects, mesh, translation, namespace, patterns, options }: LintInput): LintContext {
  const all = patterns === undefined ? options : { ...options, patterns };
  return lintContext(objects, mesh, translation ?? translate(mesh), namespace, all);
}

/**
 * Everything that is worth saying about objects as they stand: the verdict on each (`validate`), what Aeraki drops, guesses or dies of
 * (the notes of the translation), and the rules. Each thing is said once, with the code of whoever says it first in this order.
 * A finding that the caller can put right carries an `edit`.
 */
export function lint(input: LintInput): LintResult {
  const { objects, namespace, patterns, readers, options } = input;
  const result: LintResult = { findings: [], checked: 0, skipped: 0 };
  const judge = {
    namespace,
    ...(patterns === undefined ? {} : { patterns }),
    ...(readers === undefined ? {} : { readers }),
  };
  const verdicts: Finding[] = [];
  for (const object of objects) {
    const { status, findings } = validateObject(object, judge);
    result[status]++;
    if (findings.length > 0) verdicts.push(...findings);
  }
  const context = contextOf(input);
  const ruled = rules.flatMap(({ check }) => check(context));
  const said = further([...withoutCoarser(context.translation.notes, ruled), ...ruled], verdicts);
  const all = [...verdicts, ...said].map((finding) => judged(finding, options.complete === true));
  result.findings = withOverlaps(withEdits(all, context), context);
  return result;
}
