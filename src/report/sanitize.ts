// Controls, format characters (bidi overrides, zero-width, tags; not the joiners that emoji and scripts need), line separators, halves of pairs.
const unsafe = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Nearly every text: nothing in it needs a closer look. */
const harmless = /^[\x20-\x7e]*$/;

/** How a character that must not reach a terminal is shown instead: `\x1b`, `\n`, `\u202e`, `\u{e0041}`. */
function visible(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a) return '\\n';
  if (code === 0x0d) return '\\r';
  if (code === 0x09) return '\\t';
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}

/**
 * Text from outside made harmless for a terminal: escape sequences, other control characters (line breaks and tabs too), bidi overrides,
 * zero-width characters and halves of surrogate pairs are shown as escapes. The result is one line.
 */
export function sanitize(text: string): string {
  return harmless.test(text) ? text : text.replace(unsafe, visible);
}

/** As {@link sanitize}, but line breaks stay (as `\n`), and tabs become two spaces. */
export function sanitizeLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => sanitize(line.replaceAll('\t', '  ')))
    .join('\n');
}

/** The text with each half of a surrogate pair that stands alone replaced by U+FFFD, so that it can be encoded. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Cs}/gu, '\ufffd');
}
