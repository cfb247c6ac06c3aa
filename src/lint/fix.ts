import { isDeepStrictEqual } from 'node:util';
import type { Edit, Finding } from '../base/finding.js';
import { isObject, type Json, type JsonObject, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import { documentsOf } from '../manifest/documents.js';
import type { Layout, Member } from '../manifest/layout.js';
import { parseSlow } from '../manifest/slow.js';

/** Where something stands in a document: its layout, its parent's, and its name if it is a member. */
interface Place {
  layout: Layout;
  parent: Layout | undefined;
  member: Member | undefined;
}

/** A part of a text and what stands there instead. */
interface Splice {
  start: number;
  end: number;
  text: string;
}

function placeAt(root: Layout, path: Path): Place | undefined {
  let place: Place = { layout: root, parent: undefined, member: undefined };
  for (const step of path) {
    const member = typeof step === 'string' ? place.layout.members?.get(step) : undefined;
    const layout = typeof step === 'number' ? place.layout.items?.[step] : member?.value;
    if (layout === undefined) return undefined;
    place = { layout, parent: place.layout, member };
  }
  return place;
}

/** A text as a scalar in the style of what stood there. Undefined: in a style that cannot be kept, such as a block. */
function scalarLike(before: string, text: string): string | undefined {
  if (before.startsWith('"')) return JSON.stringify(text);
  if (before.startsWith("'")) return `'${text.replaceAll("'", "''")}'`;
  if (before === '' || /^[|>&*!]/.test(before)) return undefined;
  return /^[A-Za-z_/.][\w./|@-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null|\.inf|\.nan)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

/** An item of a block list is cut with its lines, one of `[a, b]` with a comma. The last one there is stays. */
function cutItem(text: string, { layout, parent }: Place, index: number): Splice | undefined {
  const items = parent?.items ?? [];
  if (parent === undefined || items.length < 2) return undefined;
  if (text.charAt(parent.start) === '[') {
    const next = items[index + 1];
    const previous = items[index - 1];
    if (next !== undefined) return { start: layout.start, end: next.start, text: '' };
    return previous === undefined ? undefined : { start: previous.end, end: layout.end, text: '' };
  }
  const dash =
    text.charAt(layout.start) === '-' && layout.end === layout.start + 1 ? layout.start : text.lastIndexOf('-', layout.start - 1);
  const lineStart = text.lastIndexOf('\n', dash) + 1;
  if (dash < 0 || text.slice(lineStart, dash).trim() !== '' || text.slice(dash + 1, layout.start).trim() !== '') return undefined;
  const lineEnd = text.indexOf('\n', Math.max(layout.start, layout.end - 1));
  return { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1, text: '' };
}

function spliceOf(text: string, root: Layout, { path, target, replacement }: Edit): Splice | undefined {
  const place = placeAt(root, path);
  if (place === undefined) return undefined;
  const last = path.at(-1);
  if (target === 'item') return typeof last === 'number' ? cutItem(text, place, last) : undefined;
  const { start, end } = target === 'key' ? (place.member ?? { start: 0, end: 0 }) : place.layout;
  const before = text.slice(start, end);
  if (start === end || before.includes('\n')) return undefined;
  if (target === 'quote') return place.layout.plain ? { start, end, text: JSON.stringify(before) } : undefined;
  if (target === 'unquote') {
    const inside = /^(["'])([-+.\w]*)\1$/.exec(before)?.[2];
    return inside === undefined || inside === '' ? undefined : { start, end, text: inside };
  }
  if (replacement === undefined || (target === 'key' && place.parent?.members?.has(replacement) === true)) return undefined;
  const written = scalarLike(before, replacement);
  return written === undefined ? undefined : { start, end, text: written };
}

/** The value with the edit done on it, against which the new text is held. `made`: what the new text has in that place. */
function edited(value: Json, [step, ...rest]: Path, edit: Edit, made: Json): Json {
  if (step === undefined) {
    if (edit.target === 'value') return edit.replacement ?? '';
    const type = edit.target === 'quote' ? 'string' : typeof made;
    return typeof made === type && typeof made !== typeof value ? made : value;
  }
  if (typeof step === 'number') {
    if (!Array.isArray(value)) return value;
    if (rest.length === 0 && edit.target === 'item') return value.filter((_, index) => index !== step);
    const inside = Array.isArray(made) ? (made[step] ?? null) : null;
    return value.map((item, index) => (index === step ? edited(item, rest, edit, inside) : item));
  }
  if (!isObject(value)) return value;
  const renamed = rest.length === 0 && edit.target === 'key' ? (edit.replacement ?? step) : step;
  const result: JsonObject = Object.create(null);
  for (const [key, member] of Object.entries(value)) {
    if (key !== step) result[key] = member;
    else if (renamed !== step) result[renamed] = member;
    else result[key] = edited(member, rest, edit, (isObject(made) ? own(made, step) : undefined) ?? null);
  }
  return result;
}

function plain(value: Json): Json {
  return JSON.parse(JSON.stringify(value));
}

/** The text of one document with an edit done, or undefined where it cannot be done or would change anything else. */
function applyOne(text: string, edit: Edit): string | undefined {
  const before = documentsOf(text, parseSlow);
  const read = before.documents.length === 1 ? before.documents[0]?.read(true) : undefined;
  if (read === undefined || !read.read || read.layout === undefined) return undefined;
  const splice = spliceOf(before.text, read.layout, edit);
  if (splice === undefined) return undefined;
  const changed = before.text.slice(0, splice.start) + splice.text + before.text.slice(splice.end);
  const after = documentsOf(changed, parseSlow).documents;
  const made = after.length === 1 ? after[0]?.read(false) : undefined;
  if (made === undefined || !made.read) return undefined;
  if (!isDeepStrictEqual(plain(made.value), plain(edited(read.value, edit.path, edit, made.value)))) return undefined;
  return text.endsWith('\n') ? changed : changed.slice(0, -1);
}

/** Later items first, so that those before keep their place; everything else before items are cut. */
function inTurn(a: Edit, b: Edit): number {
  if (a.target !== 'item' || b.target !== 'item') return Number(a.target === 'item') - Number(b.target === 'item');
  for (let index = 0; index < Math.min(a.path.length, b.path.length); index++) {
    const [one, other] = [a.path[index], b.path[index]];
    if (one !== other)
      return typeof one === 'number' && typeof other === 'number' ? other - one : String(one) < String(other) ? -1 : 1;
  }
  return b.path.length - a.path.length;
}

/**
 * Does the edits of findings on the text of one file. All else stays as it is, comments and formatting too; an edit that would change
 * any other value of its document is left out. Edits marked unsafe only if `unsafe`. Answers how many were done.
 */
export function fixText(given: string, findings: readonly Finding[], unsafe: boolean): { text: string; fixed: number } {
  const byDocument = new Map<number, Map<string, Edit>>();
  for (const { edit, origin } of findings) {
    if (edit === undefined || origin === undefined || (edit.unsafe === true && !unsafe)) continue;
    const whole: Edit = { ...edit, path: [...origin.prefix, ...edit.path] };
    const edits = byDocument.get(origin.document) ?? new Map<string, Edit>();
    byDocument.set(origin.document, edits);
    edits.set(JSON.stringify([whole.target, whole.path]), whole);
  }
  if (byDocument.size === 0) return { text: given, fixed: 0 };
  const { text, documents } = documentsOf(given, parseSlow);
  let result = text;
  let fixed = 0;
  for (const [number, edits] of [...byDocument].sort(([a], [b]) => b - a)) {
    const document = documents[number];
    if (document === undefined) continue;
    let own = result.slice(document.start, document.end);
    for (const edit of [...edits.values()].sort(inTurn)) {
      const next = applyOne(own, edit);
      if (next === undefined) continue;
      own = next;
      fixed++;
    }
    result = result.slice(0, document.start) + own + result.slice(document.end);
  }
  if (!given.endsWith('\n') && result.endsWith('\n')) result = result.slice(0, -1);
  return { text: result, fixed };
}
