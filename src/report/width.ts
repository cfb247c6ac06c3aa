/** Code points drawn two columns wide, from Unicode's East Asian Width W and F; emoji are told by their property. */
const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2fb],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
];

const colorCodes = /\x1b\[[\d;]*m/g;
const ascii = /^[\x20-\x7e]*$/;
const nothing = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;
const emoji = /^\p{Emoji_Presentation}|^\p{Emoji}\ufe0f|^\p{Regional_Indicator}{2}/u;

/** Made when the first text beyond ASCII is met: it costs more than most commands have to say. */
let segmenter: Intl.Segmenter | undefined;

function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** The characters of a text as a reader sees them: a letter with its accents, or an emoji of several code points, is one. */
export function graphemes(text: string): string[] {
  if (ascii.test(text)) return text.split('');
  return Array.from(segments(text), (part) => part.segment);
}

/** Columns that a text takes on a terminal. Our own colours count nothing, nor do control characters: sanitize what is from outside first. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  let columns = 0;
  for (const { segment } of segments(text.replace(colorCodes, ''))) columns += graphemeWidth(segment);
  return columns;
}

/** Columns of one grapheme: 0, 1 or 2. */
export function graphemeWidth(grapheme: string): number {
  if (grapheme.length === 1 && ascii.test(grapheme)) return 1;
  if (emoji.test(grapheme)) return 2;
  if (nothing.test(grapheme)) return 0;
  const code = grapheme.codePointAt(0) ?? 0;
  return wide.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}

/** The text followed by spaces up to that many columns, or before it where it stands right. */
export function pad(text: string, columns: number, align: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, columns - displayWidth(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

/** As much of the text as fits into that many columns, its end cut off with `…` if it is longer. */
export function shorten(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let kept = '';
  let used = 1;
  for (const grapheme of graphemes(text)) {
    used += graphemeWidth(grapheme);
    if (used > columns) break;
    kept += grapheme;
  }
  return `${kept}…`;
}
