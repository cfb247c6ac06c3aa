import type { Origin } from '../base/finding.js';
import type { Path } from '../base/path.js';
import { documentsOf } from './documents.js';
import type { Layout } from './layout.js';
import { resolvePlain, toJson } from './scalars.js';

/** An unquoted value that YAML read as another type than text. */
export interface Surprise {
  /** As it stands in the file: `on`. */
  written: string;
  /** The value it became, in JSON: `true`. */
  became: string;
  /** What to write for the text: `"on"`. */
  quoted: string;
}

/** What YAML made of the plain scalar in that place; undefined if it is quoted, text, or nothing at all. */
export function explainLayout(text: string, layout: Layout): Surprise | undefined {
  if (!layout.plain || layout.members !== undefined || layout.items !== undefined) return undefined;
  const written = text.slice(layout.start, layout.end);
  const scalar = resolvePlain(written);
  if (written === '' || scalar.type === 'string') return undefined;
  return { written, became: String(scalar.type === 'int' ? scalar.value : toJson(scalar)), quoted: `"${written}"` };
}

/** Tells that YAML read the value at that path of a text as another type than text, and how to write the text instead. */
export function explainScalar(text: string, origin: Origin, path: Path): Surprise | undefined {
  const found = documentsOf(text);
  const read = found.documents[origin.document]?.read(true);
  if (read === undefined || !read.read || read.layout === undefined) return undefined;
  let layout: Layout | undefined = read.layout;
  for (const step of [...origin.prefix, ...path]) {
    layout = typeof step === 'number' ? layout?.items?.[step] : layout?.members?.get(step)?.value;
  }
  return layout === undefined ? undefined : explainLayout(found.text, layout);
}
