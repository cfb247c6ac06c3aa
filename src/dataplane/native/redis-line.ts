const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', a: '\x07' };

/**
 * The words of a command line, split as redis-cli splits one: in double quotes `\n`, `\r`, `\t`, `\b`, `\a` and `\xHH` (a byte, taken as a
 * character) are escapes; in single quotes only `\'` is. A quote ends a word, so that white space must follow. Returns why it cannot be split.
 */
export function splitCommandLine(line: string): string[] | { error: string } {
  const words: string[] = [];
  let at = 0;
  for (;;) {
    while (at < line.length && /\s/.test(line.charAt(at))) at++;
    if (at >= line.length) return words;
    let word = '';
    while (at < line.length && !/\s/.test(line.charAt(at))) {
      const quote = line.charAt(at);
      if (quote !== '"' && quote !== "'") {
        word += quote;
        at++;
        continue;
      }
      const quoted = readQuoted(line, at + 1, quote);
      if (quoted === undefined) return { error: `the quote at character ${at + 1} is not closed` };
      word += quoted.text;
      at = quoted.end;
      if (at < line.length && !/\s/.test(line.charAt(at)))
        return { error: `white space must follow the quote that ends at character ${at}` };
    }
    words.push(word);
  }
}

function readQuoted(line: string, from: number, quote: string): { text: string; end: number } | undefined {
  let text = '';
  for (let at = from; at < line.length; ) {
    const here = line.charAt(at);
    if (here === quote) return { text, end: at + 1 };
    const next = line.charAt(at + 1);
    const byte = /^\\x[0-9a-f]{2}$/i.test(line.slice(at, at + 4)) ? line.slice(at + 2, at + 4) : undefined;
    if (here === '\\' && quote === '"' && byte !== undefined) {
      text += String.fromCharCode(Number.parseInt(byte, 16));
      at += 4;
    } else if (here === '\\' && next !== '' && (quote === '"' || next === "'")) {
      text += quote === '"' && Object.hasOwn(escapes, next) ? escapes[next] : next;
      at += 2;
    } else {
      text += here;
      at++;
    }
  }
  return undefined;
}
