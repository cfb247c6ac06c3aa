import { type Code, codeLike, isCode } from '../base/codes.js';
import type { LocatedFinding, Origin, Range, ResourceRef } from '../base/finding.js';
import { asString, own } from '../base/json.js';
import type { ManifestObject } from '../manifest/types.js';
import { objectAt, textAt } from '../resource/core.js';
import { attributesAnnotation, wordsOf } from './context.js';

/** The annotation that suppresses codes on its object: `AER0301, AER0302: reason`. */
export const ignoreAnnotation = 'aerakictl/ignore';

const knownAnnotations = [ignoreAnnotation, attributesAnnotation];

/** A comment that suppresses codes on one line. */
interface Comment {
  codes: Code[];
  /** The line it is about, from 1. */
  line: number;
  at: Range;
}

/** A word that should be a code and is none. */
interface Stray {
  word: string;
  at: Range;
}

const marker = /(?:^|\s)#\s*aerakictl-disable-(next-line|line)\b[ \t]*([^:\r\n]*)/;

/** Whether a line holds nothing that a finding could be about. */
function isBlank(line: string): boolean {
  return /^\s*(?:#|$)/.test(line);
}

/**
 * Reads the comments of a text: `# aerakictl-disable-next-line AER0301, AER0302: reason` is about the next line that is neither blank nor
 * a comment, `# aerakictl-disable-line AER0301` about its own. Without a code every finding of the line is meant.
 */
function commentsOf(text: string): { comments: Comment[]; strays: Stray[] } {
  const comments: Comment[] = [];
  const strays: Stray[] = [];
  if (!text.includes('aerakictl-disable-')) return { comments, strays };
  const lines = text.split('\n');
  lines.forEach((line, index) => {
    const found = marker.exec(line);
    if (found === null) return;
    const start = line.indexOf('#', found.index) + 1;
    const at = { line: index + 1, column: start, endLine: index + 1, endColumn: line.trimEnd().length + 1 };
    const words = wordsOf(found[2] ?? '');
    for (const word of words) if (!isCode(word)) strays.push({ word, at });
    const codes = words.filter(isCode);
    if (words.length > 0 && codes.length === 0) return;
    let about = index;
    if (found[1] === 'next-line') {
      do about++;
      while (about < lines.length && isBlank(lines[about] ?? ''));
    }
    comments.push({ codes, line: about + 1, at });
  });
  return { comments, strays };
}

function originKey({ file, document, prefix }: Origin): string {
  return `${file}\n${document}\n${prefix.join('/')}`;
}

function said(code: 'AER0390' | 'AER0391', message: string, fix: string, file: string, at: Range): LocatedFinding {
  return { code, severity: 'warning', message, fix, path: [], file, at, origin: { file, document: 0, prefix: [] } };
}

function strayFix(word: string): string {
  const near = codeLike(word);
  return near === undefined ? 'Write codes such as AER0301, and a colon before the reason.' : `Did you mean ${near}?`;
}

function names(codes: readonly Code[]): string {
  return codes.length === 0 ? 'anything' : codes.join(', ');
}

/** Takes out what comments suppress, and says which of them suppressed nothing. */
function byComments(
  findings: readonly LocatedFinding[],
  textOf: (file: string) => string | undefined,
  files: readonly string[],
): LocatedFinding[] {
  const byFile = new Map<string, Map<number, Comment[]>>();
  const added: LocatedFinding[] = [];
  const all: { file: string; comment: Comment; used: Set<Code>; any: boolean }[] = [];
  const entries = new Map<Comment, (typeof all)[number]>();
  for (const file of files) {
    const text = textOf(file);
    if (text === undefined) continue;
    const { comments, strays } = commentsOf(text);
    for (const { word, at } of strays) {
      added.push(said('AER0391', `${word} is no code: it suppresses nothing.`, strayFix(word), file, at));
    }
    if (comments.length === 0) continue;
    const byLine = new Map<number, Comment[]>();
    byFile.set(file, byLine);
    for (const comment of comments) {
      byLine.set(comment.line, [...(byLine.get(comment.line) ?? []), comment]);
      const entry = { file, comment, used: new Set<Code>(), any: false };
      all.push(entry);
      entries.set(comment, entry);
    }
  }
  const kept = findings.filter(({ code, file, at }) => {
    if (file === undefined || at === undefined || code.startsWith('AER00')) return true;
    const fitting = (byFile.get(file)?.get(at.line) ?? []).filter(({ codes }) => codes.length === 0 || codes.includes(code));
    for (const comment of fitting) {
      const entry = entries.get(comment);
      entry?.used.add(code);
      if (entry !== undefined) entry.any = true;
    }
    return fitting.length === 0;
  });
  for (const { file, comment, used, any } of all) {
    const unused = comment.codes.filter((code) => !used.has(code));
    if (comment.codes.length === 0 ? any : unused.length === 0) continue;
    added.push(
      said(
        'AER0390',
        `There is no finding of ${names(unused)} on line ${comment.line}.`,
        'Remove the suppression.',
        file,
        comment.at,
      ),
    );
  }
  return [...kept, ...added];
}

/** An object that says what is not to be said of it. */
interface Annotated {
  origin: Origin;
  resource: ResourceRef;
  codes: Code[];
  strays: string[];
  /** Annotations that only look like ours. */
  unknown: string[];
}

function annotatedOf(objects: readonly ManifestObject[]): Map<string, Annotated> {
  const found = new Map<string, Annotated>();
  for (const { value, origin } of objects) {
    const metadata = objectAt(value, 'metadata');
    const annotations = objectAt(metadata, 'annotations');
    const ours = Object.keys(annotations ?? {}).filter((name) => name.startsWith('aerakictl/'));
    if (ours.length === 0) continue;
    const [before = ''] = (asString(own(annotations, ignoreAnnotation)) ?? '').split(':');
    const words = wordsOf(before);
    const resource: ResourceRef = {};
    const kind = asString(own(value, 'kind'));
    const namespace = textAt(metadata, 'namespace');
    if (kind !== undefined) resource.kind = kind;
    if (namespace !== '') resource.namespace = namespace;
    resource.name = textAt(metadata, 'name');
    found.set(originKey(origin), {
      origin,
      resource,
      codes: words.filter(isCode),
      strays: words.filter((word) => !isCode(word)),
      unknown: ours.filter((name) => !knownAnnotations.includes(name)),
    });
  }
  return found;
}

/** Takes out what annotations suppress; what suppressed nothing is returned as findings without a position. */
export function suppressByAnnotations<T extends Pick<LocatedFinding, 'code' | 'origin'>>(
  findings: readonly T[],
  objects: readonly ManifestObject[],
): { kept: T[]; added: LocatedFinding[] } {
  const annotated = annotatedOf(objects);
  if (annotated.size === 0) return { kept: [...findings], added: [] };
  const used = new Set<string>();
  const kept = findings.filter(({ code, origin }) => {
    if (origin === undefined || code.startsWith('AER00')) return true;
    const key = originKey(origin);
    if (annotated.get(key)?.codes.includes(code) !== true) return true;
    used.add(`${key}\n${code}`);
    return false;
  });
  const added = [...annotated].flatMap(([key, { origin, resource, codes, strays, unknown }]): LocatedFinding[] => {
    const base = { severity: 'warning', origin, resource, path: ['metadata', 'annotations', ignoreAnnotation] } as const;
    const unused = codes.filter((code) => !used.has(`${key}\n${code}`));
    return [
      ...(unused.length > 0
        ? [
            {
              ...base,
              code: 'AER0390' as const,
              message: `There is no finding of ${names(unused)} on this object.`,
              fix: 'Take it out of the annotation.',
            },
          ]
        : []),
      ...strays.map((word) => ({
        ...base,
        code: 'AER0391' as const,
        message: `${word} is no code: it suppresses nothing.`,
        fix: strayFix(word),
      })),
      ...unknown.map((name) => ({
        ...base,
        path: ['metadata', 'annotations', name],
        target: 'key' as const,
        code: 'AER0391' as const,
        message: `There is no annotation ${name}: it does nothing.`,
        fix: `The annotations are ${knownAnnotations.join(' and ')}.`,
      })),
    ];
  });
  return { kept, added };
}

/** Takes out what comments in the files suppress, and adds what is amiss with the comments. Positions must be known. */
export function suppressByComments(
  findings: readonly LocatedFinding[],
  files: readonly string[],
  textOf: (file: string) => string | undefined,
): LocatedFinding[] {
  return byComments(findings, textOf, files);
}
