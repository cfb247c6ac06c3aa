/** A stretch of the pattern that was written otherwise for re2js: half-open ranges in the original and in the result. */
interface Edit {
  original: readonly [number, number];
  written: readonly [number, number];
}

/** Why the C++ RE2 inside a proxy refuses a pattern that Go takes: `every` proxy, or only those `older` than Envoy 1.29. */
export interface ProxyRefusal {
  proxies: 'every' | 'older';
  reason: string;
}

/** A pattern of Go's `regexp`, written so that re2js takes, refuses and matches it as Go does. */
export interface Translated {
  /** What re2js is to compile. */
  text: string;
  edits: readonly Edit[];
  /** How many instructions Go would count for it: repetitions multiply. Never less than what re2js builds. */
  size: number;
  /** How many Unicode classes (`\pL`, `\p{Greek}`) and ranges beyond ASCII it has: each may be thousands of code points to fold. */
  classes: number;
  proxyRefusal?: ProxyRefusal;
}

/** Go's names for categories beside the short ones (`unicode.CategoryAliases`), in its canonical spelling. */
const aliases = new Map(
  (
    'Casedletter LC Closepunctuation Pe Combiningmark M Connectorpunctuation Pc Control Cc Currencysymbol Sc Dashpunctuation Pd ' +
    'Decimalnumber Nd Enclosingmark Me Finalpunctuation Pf Format Cf Initialpunctuation Pi Letter L Letternumber Nl Lineseparator Zl ' +
    'Lowercaseletter Ll Mark M Mathsymbol Sm Modifierletter Lm Modifiersymbol Sk Nonspacingmark Mn Number N Openpunctuation Ps Other C ' +
    'Otherletter Lo Othernumber No Otherpunctuation Po Othersymbol So Paragraphseparator Zp Privateuse Co Punctuation P Separator Z ' +
    'Spaceseparator Zs Spacingmark Mc Surrogate Cs Symbol S Titlecaseletter Lt Unassigned Cn Uppercaseletter Lu Cntrl Cc Digit Nd Punct P'
  )
    .match(/\w+ \w+/g)
    ?.map((pair): [string, string] => [pair.slice(0, pair.indexOf(' ')), pair.slice(pair.indexOf(' ') + 1)]),
);

/** What re2js knows and Go does not: binary properties, and scripts newer than the Unicode 15.0 of Go. */
const unknownToGo = new Set([
  'Alphabetic',
  'Dash',
  'Emoji',
  'Lowercase',
  'Math',
  'Uppercase',
  'Garay',
  'Sidetic',
  'Sunuwar',
  'Todhri',
  'Unknown',
]);

/** What Go knows and RE2 in C++ does not, beside the aliases. */
const unknownToEnvoy = new Set(['LC', 'Lc', 'Cn', 'Assigned', 'Ascii']);

/**
 * Writes a pattern of Go 1.26's `regexp` for re2js, which follows Go's parser but for these: names of Unicode classes (Go takes
 * any case, spaces, `_` and `-`, and long names; it finds no script whose own name has a `_`), groups that share a name (Go takes
 * them: the second gets another), and `[[:]`. Also counts what bounds need before anything is compiled.
 * A pattern that is not valid comes out not valid, for re2js to refuse.
 */
export function translateGoPattern(source: string): Translated {
  const edits: Edit[] = [];
  let text = '';
  let copied = 0;
  let classes = 0;
  let proxyRefusal: ProxyRefusal | undefined;
  const names = new Set<string>();
  const size = new SizeCount();

  const replace = (from: number, to: number, by: string) => {
    text += source.slice(copied, from);
    edits.push({ original: [from, to], written: [text.length, text.length + by.length] });
    text += by;
    copied = to;
  };
  const refuse = (proxies: ProxyRefusal['proxies'], reason: string) => {
    if (proxyRefusal === undefined || (proxies === 'every' && proxyRefusal.proxies === 'older'))
      proxyRefusal = { proxies, reason };
  };

  /** Reads `\pL` or `\p{Greek}` at a place and answers where it ends. */
  const unicodeClass = (at: number): number => {
    classes++;
    const braced = source[at + 2] === '{';
    const close = braced ? source.indexOf('}', at) : at + 2 + ((source.codePointAt(at + 2) ?? 0) > 0xffff ? 2 : 1);
    if (close < 0 || close > source.length) return source.length;
    const end = braced ? close + 1 : close;
    const full = source.slice(at + (braced ? 3 : 2), close);
    const negated = full.startsWith('^') ? '^' : '';
    const name = full.slice(negated.length);
    const canonical = canonicalName(name);
    const category = aliases.get(canonical);
    if (category !== undefined || canonical !== name || unknownToEnvoy.has(canonical)) {
      refuse('every', `the proxy's RE2 knows no class \`${source.slice(at, end)}\``);
    }
    const known = unknownToGo.has(canonical) ? `!${canonical}` : (category ?? canonical);
    if (known !== name) replace(at + 2, end, `{${negated}${known}}`);
    return end;
  };

  /** Reads a class from its `[` and answers where it ends, as `parser.parseClass` of Go. */
  const bracketClass = (start: number): number => {
    let at = start + 1;
    if (source[at] === '^') at++;
    for (let first = true; at < source.length && (first || source[at] !== ']'); first = false) {
      if (source.startsWith('[:', at)) {
        const close = source.indexOf(':]', at + 2);
        if (close >= 0) {
          at = close + 2;
          continue;
        }
        if (source[at + 2] === ']') replace(at, at + 1, '\\[');
      }
      if (source[at] === '\\' && /[pP]/.test(source[at + 1] ?? '')) {
        at = unicodeClass(at);
        continue;
      }
      const several = source[at] === '\\' && /[dDsSwW]/.test(source[at + 1] ?? '');
      at = classCharacter(source, at);
      if (!several && source[at] === '-' && at + 1 < source.length && source[at + 1] !== ']') {
        if (!/[ -[\]-~]/.test(source[at + 1] ?? '')) classes++;
        at = classCharacter(source, at + 1);
      }
    }
    return at + 1;
  };

  /** Reads what opens a group, or only sets flags, and answers where it ends. */
  const openGroup = (at: number): number => {
    if (source[at + 1] !== '?') {
      size.open();
      return at + 1;
    }
    const named = matchAt(/\(\?(P?)<(\w+)>/y, source, at);
    if (named !== undefined) {
      const end = at + named[0].length;
      const name = named[2] ?? '';
      if (names.has(name)) replace(at, end, `(?P<_${at}>`);
      if (named[1] === '') {
        refuse('older', `RE2 knows \`(?<${name}>\` only since September 2023; \`(?P<${name}>\` works everywhere`);
      }
      names.add(name);
      size.open();
      return end;
    }
    const flags = matchAt(/\(\?[imsU-]*([:)])/y, source, at);
    if (flags === undefined) return source.length;
    if (flags[1] === ':') size.open();
    return at + flags[0].length;
  };

  for (let at = 0; at < source.length; ) {
    const character = source[at];
    if (character === '\\') {
      const next = source[at + 1];
      if (next === 'Q') {
        const close = source.indexOf('\\E', at + 2);
        const end = close < 0 ? source.length : close;
        for (let i = at + 2; i < end; i++) size.atom();
        at = close < 0 ? end : close + 2;
      } else {
        size.atom();
        at = next === 'p' || next === 'P' ? unicodeClass(at) : classCharacter(source, at);
      }
    } else if (character === '[') {
      size.atom();
      at = bracketClass(at);
    } else if (character === '(') {
      at = openGroup(at);
    } else if (character === ')') {
      size.close();
      at++;
    } else if (character === '*' || character === '+' || character === '?') {
      size.repeat(1, 1, 2);
      at++;
    } else if (character === '{') {
      const counts = matchAt(/\{(0|[1-9]\d{0,3})(,(0|[1-9]\d{0,3})?)?\}/y, source, at);
      if (counts === undefined) size.atom();
      else {
        const least = Number(counts[1]);
        const most = counts[2] === undefined ? least : Number(counts[3] ?? least);
        size.repeat(Math.max(least, most), most, most - least + 2);
      }
      at += counts?.[0].length ?? 1;
    } else {
      size.atom();
      at++;
    }
  }
  text += source.slice(copied);
  return { text, edits, size: size.total(), classes, ...(proxyRefusal === undefined ? {} : { proxyRefusal }) };
}

/** Go's name of what re2js quotes in an error: the same stretch of the pattern as the user wrote it. */
export function quoteOriginal(source: string, translated: Translated, quoted: string): string {
  const from = translated.text.indexOf(quoted);
  if (translated.edits.length === 0 || from < 0) return quoted;
  const back = (position: number, side: 0 | 1): number => {
    let shift = 0;
    for (const { original, written } of translated.edits) {
      if (position <= written[0]) break;
      if (position < written[1]) return original[side];
      shift = original[1] - written[1];
    }
    return position + shift;
  };
  return source.slice(back(from, 0), back(from + quoted.length, 1));
}

/** A class name as Go looks it up: first letter large, the others small, without spaces, `_` and `-`. */
function canonicalName(name: string): string {
  const letters = name.replace(/[ _-]/g, '').replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return letters.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

/** The end of one character of a class, escaped or not. */
function classCharacter(source: string, at: number): number {
  if (source[at] !== '\\') return at + 1;
  if (!source.startsWith('\\x{', at)) return at + 2;
  const close = source.indexOf('}', at);
  return close < 0 ? source.length : close + 1;
}

function matchAt(sticky: RegExp, source: string, at: number): RegExpExecArray | undefined {
  sticky.lastIndex = at;
  return sticky.exec(source) ?? undefined;
}

interface Frame {
  /** Instructions so far, the last atom included. */
  sum: number;
  last: number;
  /** The most copies that repetitions inside make of one atom: over the whole group, and of the last atom. */
  copies: number;
  lastCopies: number;
}

/** Adds up the size of a program from the outside of its syntax, as `parser.calcSize` of Go does on the tree. */
class SizeCount {
  private readonly stack: Frame[] = [];
  private frame: Frame = emptyFrame();

  atom(instructions = 1, copies = 1): void {
    this.frame.sum += instructions;
    this.frame.last = instructions;
    this.frame.lastCopies = copies;
    this.frame.copies = Math.max(this.frame.copies, copies);
  }

  open(): void {
    this.stack.push(this.frame);
    this.frame = emptyFrame();
  }

  close(): void {
    const { sum, copies } = this.frame;
    this.frame = this.stack.pop() ?? emptyFrame();
    this.atom(sum + 2, copies);
  }

  /** Repeats the last atom. Past 1,000 copies Go refuses the pattern with words of its own: such a repetition counts once. */
  repeat(times: number, most: number, extra: number): void {
    const { frame } = this;
    const copies = frame.lastCopies * Math.max(1, most);
    const size = copies > 1000 ? frame.last : frame.last * times + extra;
    frame.sum += Math.max(0, size - frame.last);
    frame.last = Math.max(frame.last, size);
    if (copies <= 1000) frame.lastCopies = copies;
    frame.copies = Math.max(frame.copies, frame.lastCopies);
  }

  total(): number {
    return this.stack.reduce((sum, frame) => sum + frame.sum, this.frame.sum);
  }
}

function emptyFrame(): Frame {
  return { sum: 0, last: 0, copies: 1, lastCopies: 1 };
}
