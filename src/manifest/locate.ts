import type { Finding, Frame, LocatedFinding, LocatedRelated, Origin, Range, Related } from '../base/finding.js';
import type { Path } from '../base/path.js';
import { type Documents, documentsOf } from './documents.js';
import type { Layout } from './layout.js';
import { type Lines, linesOf, lineText, rangeOf } from './lines.js';
import type { SlowParser } from './slow.js';
import { explainLayout } from './surprise.js';

/** A finding, or a related place of one, whose position is wanted. */
type Wanted = (LocatedFinding | LocatedRelated) & { origin: Origin };

/** Lines of a frame above the finding, and of the finding itself. */
const linesAbove = 2;
const linesShown = 6;

/**
 * Resolves the positions of findings, and of what is related to them, in the texts they were found in (`textOf`; undefined where it is no
 * longer to be had). Each document is read once more, with positions. A path that does not exist stands at its nearest parent's name;
 * an object as a whole at its `kind`. With `frames`, the lines around each finding are added. Returns the findings in their order.
 *
 * A finding about a wrong type (AER0102) whose value is text that YAML read otherwise (`on`) gets the quoted form as its `fix`.
 */
export function locate(
  findings: Finding[],
  textOf: (file: string) => string | undefined,
  options: { frames: boolean; slow: SlowParser | undefined },
): LocatedFinding[] {
  const located = findings.map(copy);
  for (const [file, wanted] of byFile(located)) {
    const text = textOf(file);
    for (const { item } of wanted) item.file = file;
    if (text !== undefined) locateInFile(text, wanted, options);
    else for (const { item } of wanted) if (item.range !== undefined) item.at = item.range;
  }
  return located;
}

function copy(finding: Finding): LocatedFinding {
  const { related, ...rest } = finding;
  return related === undefined ? rest : { ...rest, related: related.map((place: Related): LocatedRelated => ({ ...place })) };
}

/** What is wanted of one file; `finding` is set for findings themselves. */
interface InFile {
  item: Wanted;
  finding?: LocatedFinding;
}

function byFile(findings: LocatedFinding[]): Map<string, InFile[]> {
  const files = new Map<string, InFile[]>();
  const add = (origin: Origin, entry: InFile): void => {
    const known = files.get(origin.file);
    if (known === undefined) files.set(origin.file, [entry]);
    else known.push(entry);
  };
  for (const finding of findings) {
    if (hasOrigin(finding)) add(finding.origin, { item: finding, finding });
    for (const related of finding.related ?? []) if (hasOrigin(related)) add(related.origin, { item: related });
  }
  return files;
}

function hasOrigin<Place extends LocatedFinding | LocatedRelated>(place: Place): place is Place & { origin: Origin } {
  return place.origin !== undefined;
}

function locateInFile(text: string, wanted: InFile[], options: { frames: boolean; slow: SlowParser | undefined }): void {
  const reading = readPlaces(text, options.slow);
  // A document's places are worked out once for all findings in it.
  const byDocument = wanted.toSorted((a, b) => a.item.origin.document - b.item.origin.document);
  for (const entry of byDocument) {
    if (entry.item.range !== undefined) entry.item.at = entry.item.range;
    else {
      const layout = layoutOf(reading, entry.item.origin.document);
      if (layout !== undefined) locateInDocument(reading.lines, layout, entry);
    }
  }
  if (!options.frames) return;
  for (const { finding } of wanted) if (finding?.at !== undefined) finding.frame = frameOf(reading.lines, finding.at);
}

/** A text whose places are asked for: split once, and the last document read kept. */
interface Places {
  lines: Lines;
  documents: () => Documents;
  last: { number: number; layout: Layout | undefined } | undefined;
}

function readPlaces(text: string, slow: SlowParser | undefined): Places {
  let found: Documents | undefined;
  const documents = (): Documents => {
    found ??= documentsOf(text, slow);
    return found;
  };
  return { lines: linesOf(text.endsWith('\n') ? text : `${text}\n`), documents, last: undefined };
}

function layoutOf(reading: Places, number: number): Layout | undefined {
  if (reading.last?.number !== number) {
    const read = reading.documents().documents[number]?.read(true);
    reading.last = { number, layout: read?.read === true ? read.layout : undefined };
  }
  return reading.last.layout;
}

/**
 * Where values of objects stand, for texts that name them in passing: the line, from 1, of the member at `path`; undefined where the text
 * is no longer to be had. Each file is split once, so that thousands of places may be asked for, best in the order of the text.
 */
export function lineFinder(
  textOf: (file: string) => string | undefined,
  slow: SlowParser,
): (origin: Origin, path: Path) => number | undefined {
  const files = new Map<string, Places | undefined>();
  return (origin, path) => {
    if (!files.has(origin.file)) {
      const text = textOf(origin.file);
      files.set(origin.file, text === undefined ? undefined : readPlaces(text, slow));
    }
    const reading = files.get(origin.file);
    const layout = reading === undefined ? undefined : layoutOf(reading, origin.document);
    if (reading === undefined || layout === undefined) return undefined;
    const item: Wanted = { origin, path, target: 'key', message: '' };
    locateInDocument(reading.lines, layout, { item });
    return item.at?.line;
  };
}

function locateInDocument(lines: Lines, root: Layout, { item, finding }: InFile): void {
  const object = walk(root, item.origin.prefix);
  const place = object.missing ? object : walk(object.layout, item.path, object);
  const whole = item.path.length === 0 && !object.missing ? wholeObject(object.layout) : undefined;
  const isKey = item.target === 'key' || place.missing;
  const { start, end } = whole ?? (isKey ? (place.name ?? wholeObject(place.layout)) : place.layout);
  item.at = rangeOf(lines, start, end);
  if (finding?.code !== 'AER0102' || place.missing || !/string|text/i.test(finding.message)) return;
  const surprise = explainLayout(lines.text, place.layout);
  if (surprise === undefined) return;
  finding.fix = `Put it in quotes, \`${surprise.quoted}\`: YAML reads \`${surprise.written}\` as ${surprise.became}.`;
}

/** How far a path leads. */
interface Place {
  layout: Layout;
  /** Where the name of the last member on the way stands. */
  name?: { start: number; end: number } | undefined;
  /** True if the path ends before its last step. */
  missing: boolean;
}

function walk(from: Layout, path: Path, before?: Place): Place {
  let place: Place = { layout: from, name: before?.name, missing: false };
  for (const step of path) {
    const member = typeof step === 'string' ? place.layout.members?.get(step) : undefined;
    const layout = typeof step === 'number' ? place.layout.items?.[step] : member?.value;
    if (layout === undefined) return { ...place, missing: true };
    place = { layout, name: member ?? firstLine(layout), missing: false };
  }
  return place;
}

/** An item of a list has no name: its first member's stands for it. */
function firstLine(layout: Layout): { start: number; end: number } {
  const [first] = layout.members?.values() ?? [];
  return first ?? layout;
}

/** Where an object as a whole is shown: its `kind`, its name, or its first key. */
function wholeObject(layout: Layout): { start: number; end: number } {
  const kind = layout.members?.get('kind')?.value;
  return kind ?? layout.members?.get('metadata')?.value.members?.get('name')?.value ?? firstLine(layout);
}

function frameOf(lines: Lines, at: Range): Frame {
  const count = lines.text.endsWith('\n') ? lines.starts.length - 1 : lines.starts.length;
  const first = Math.max(1, at.line - linesAbove);
  const last = Math.min(count, Math.min(at.endLine, at.line + linesShown - 1) + 1);
  const shown: string[] = [];
  for (let number = first; number <= last; number++) shown.push(lineText(lines, number));
  return { first, lines: shown };
}
