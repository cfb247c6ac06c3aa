import { Lexer } from 'yaml';

/**
 * Finds a tab that go-yaml refuses and the parser lets pass: in the indentation of a line that holds nothing else or a comment, outside
 * of brackets and texts, and between a dash and its value; -1 if there is none. It lets a tab pass behind an unquoted value, if the line is indented deeper than its key.
 */
export function findTab(source: string): number {
  if (!source.includes('\t')) return -1;
  let at = 0;
  let brackets = 0;
  let lineStart = 0;
  let plain = false;
  let afterDash = false;
  let blank = true;
  let plainColumn = 0;
  for (const token of new Lexer().lex(source)) {
    const first = token[0] ?? '';
    if (/^[\x02\x18\x1f\ufeff]$/.test(token)) {
      if (token === '\x1f') plain = true;
      continue;
    }
    const isSpace = /^[ \t]+$/.test(token);
    if (isSpace && afterDash && brackets === 0 && token.includes('\t')) return at + token.indexOf('\t');
    if (!isSpace) afterDash = token === '-' || token === '?';
    if (isSpace && blank && brackets === 0 && token.includes('\t')) {
      const column = at - lineStart + token.indexOf('\t');
      if (!plain || column <= plainColumn) return lineStart + column;
    }
    if (token === '[' || token === '{') brackets++;
    else if (token === ']' || token === '}') brackets--;
    else if (!isSpace && !/^[\r\n#]/.test(first)) {
      plain = plain && !/^["'|>:,?-]$/.test(first);
      plainColumn = indentAt(source, at);
    }
    if (!isSpace) blank = false;
    at += token.length;
    const lastBreak = token.lastIndexOf('\n');
    if (lastBreak >= 0) {
      blank = /^[ \t]*$/.test(token.slice(lastBreak + 1));
      lineStart = at - (token.length - lastBreak - 1);
    }
  }
  return -1;
}

/** The column of the block that the value at the offset belongs to: of its key, or of its dash. */
function indentAt(source: string, offset: number): number {
  const start = source.lastIndexOf('\n', offset - 1) + 1;
  const lead = /^ *(?:- +)*/.exec(source.slice(start, offset + 1))?.[0] ?? '';
  return start + lead.length === offset ? lead.replace(/- +$/, '').length : lead.length;
}
