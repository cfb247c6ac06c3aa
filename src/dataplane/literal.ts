/** What a pattern's match must look like: start with this text, or (`whole`) be it. */
export interface LiteralStart {
  text: string;
  whole: boolean;
}

/**
 * The text that everything an RE2 pattern fully matches starts with, as far as it can be told without parsing the pattern: the
 * empty text where in doubt. With it a table can pass over patterns that cannot match.
 */
export function literalStart(pattern: string): LiteralStart {
  if (pattern.includes('|') && !alternatesInGroupsOnly(pattern)) return { text: '', whole: false };
  let text = '';
  let at = pattern.startsWith('^') ? 1 : 0;
  while (at < pattern.length) {
    const escaped = pattern[at] === '\\';
    const character = pattern[escaped ? at + 1 : at] ?? '';
    if (escaped ? !/[!-/:-@[-`{-~]/.test(character) : !/[\w ,:;=@%&~'"<>!#/-]/.test(character)) {
      // A repetition behind an empty quotation or a group of flags counts for what stands before it.
      const mayRepeat = pattern.startsWith('\\', at) || pattern.startsWith('(?', at);
      return { text: mayRepeat ? text.slice(0, -1) : text, whole: false };
    }
    at += escaped ? 2 : 1;
    if (/^[*+?{]/.test(pattern.slice(at, at + 1))) return { text, whole: false };
    text += character;
  }
  return { text, whole: true };
}

/** Whether every `|` stands inside a group. Classes and quoting would need a parser: with them the answer is no. */
function alternatesInGroupsOnly(pattern: string): boolean {
  if (pattern.includes('[') || pattern.includes('\\Q')) return false;
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    if (character === '\\') at++;
    else if (character === '(') depth++;
    else if (character === ')') depth--;
    else if (character === '|' && depth === 0) return false;
  }
  return true;
}
