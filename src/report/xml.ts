import { sanitize, wellFormed } from './sanitize.js';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/**
 * Text for XML 1.0: the five special characters as entities; control characters, which XML has no way to write, as visible escapes; halves of
 * pairs and non-characters replaced. Line breaks and tabs stay.
 */
export function escapeXml(text: string): string {
  if (/^[\w ./:-]*$/.test(text)) return text;
  return wellFormed(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/(?![\t\n])[\x00-\x1f\x7f-\x9f]/g, sanitize)
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** An opening tag, or an empty element. Attributes without a value are left out; line breaks in values are kept by reference. */
export function xmlTag(name: string, attributes: Record<string, string | number | undefined>, empty = false): string {
  const given = Object.entries(attributes).flatMap(([key, value]) => {
    if (value === undefined) return [];
    return ` ${key}="${escapeXml(String(value)).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`;
  });
  return `<${name}${given.join('')}${empty ? '/' : ''}>`;
}
