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
