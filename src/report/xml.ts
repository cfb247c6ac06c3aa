import { sanitize, wellFormed } from './sanitize.js';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Format characters and separators; the joiners that emoji and scripts need stay. */
const invisible = /(?![\u200c\u200d])[\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Text for XML 1.0: the five special characters as entities; control characters, which XML has no way to write, as visible escapes; halves of
 * pairs and non-characters replaced. Line breaks and tabs stay.
 * Bidi overrides and other format characters are written by their number.
 */
export function escapeXml(text: string): string {
  if (/^[\w ./:-]*$/.test(text)) return text;
  return wellFormed(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/(?![\t\n])[\x00-\x1f\x7f-\x9f]/g, sanitize)
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
    .replace(invisible, (character) => `&#${character.codePointAt(0) ?? 0};`);
}

/** An opening tag, or an empty element. Attributes without a value are left out; line breaks in values are kept by reference. */
export function xmlTag(name: string, attributes: Record<string, string | number | undefined>, empty = false): string {
  const given = Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return ` ${key}="${escapeXml(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`;
  });
  return `<${name}${given.join('')}${empty ? '/' : ''}>`;
}
