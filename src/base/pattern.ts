import { type ProxyRefusal, quoteOriginal, type Translated, translateGoPattern } from './go-syntax.js';
import { type PatternProgram, readProgram } from './program.js';

export type { ProxyRefusal } from './go-syntax.js';

/** A compiled RE2 pattern. Matching is linear in the text, whatever the pattern. */
export interface Pattern {
  readonly source: string;
  /** Set where Go, and so the webhook, takes the pattern and the C++ RE2 of a proxy does not: that proxy refuses the whole route configuration. */
  readonly proxyRefusal?: ProxyRefusal;
  /** True if the whole text matches, as Envoy's `safe_regex` asks. */
  fullMatch(text: string): boolean;
  /** Where the pattern is found in the text, from the left, as pairs of start and end in UTF-16 units. Empty matches are left out. */
  find(text: string): [number, number][];
  /** True if the pattern is found anywhere in the text, as grep looks for it. */
  foundIn(text: string): boolean;
  /** The automaton that does the matching, for exact reasoning; undefined where it cannot be read. Made anew by each call. */
  program(): PatternProgram | undefined;
}

/** Why a pattern is not RE2, in the words of Go 1.26's `regexp` package (`missing closing ): \`(a\``). */
export interface PatternError {
  error: string;
  /** Set where the pattern is past {@link patternLimits}: nobody has said that Go refuses it. */
  beyondLimits?: true;
}

/** The engine for users' patterns, which are RE2 and never run on JavaScript's own. */
export interface Patterns {
  /** Compiles a pattern, or says in Go's words why it cannot be. Compiled patterns are kept and shared. */
  compile(source: string): Pattern | PatternError;
}

/** Stands for the engine where no pattern was met, so that what reasons on conditions works without it: it has no pattern to compile. */
export const noPatterns: Patterns = { compile: () => ({ error: 'the engine for patterns is not loaded' }) };

/** Tells a refused pattern from a compiled one. */
export function isPatternError(result: Pattern | PatternError): result is PatternError {
  return 'error' in result;
}

/** Bounds on what is compiled, so that time and memory stay small. Istio's proxies take 32,768 instructions at most. */
export const patternLimits = { characters: 65_536, instructions: 100_000, unicodeClasses: 500 };

/** How many compiled patterns are kept, some 10 KB each; past that the memory starts anew. */
const kept = 2_000;

const plainAtom = String.raw`(?:[\w \/:@,;=~!#%&'"<>-]|\\[.\/$^|?*+()[\]{}\\-]|\\[dDwWsS]|\.|\[(?:a-z|A-Z|0-9|_)+\])[*+?]?`;
const plain = new RegExp(String.raw`^(?:[|^$]|${plainAtom}|\((?:\?:)?(?:[|^$]|${plainAtom})*\)[*+?]?)*$`);

/**
 * Tells patterns that Go and every RE2 take without any doubt, so that no engine is needed to say so: letters, `.`, common classes,
 * `*`, `+`, `?`, alternatives and groups that do not nest. False is no verdict.
 */
export function isPlainPattern(source: string): boolean {
  return source.length <= patternLimits.characters && plain.test(source);
}

/**
 * Loads the RE2 engine. It is half of the program's start-up when loaded, so only callers that have met a pattern ask for it,
 * and hand it on as a value.
 */
export async function loadPatterns(): Promise<Patterns> {
  const { RE2JS, RE2JSSyntaxException } = await import('re2js');
  const compiled = new Map<string, Pattern | PatternError>();
  const folds = new Map<number, number[]>();
  // A class that folds case spells out every code point that a letter equals; the last code point of all keeps it a class.
  const foldsOf = (codePoint: number): readonly number[] => {
    let known = folds.get(codePoint);
    if (known === undefined) {
      const text = `(?i)[\\x{${codePoint.toString(16)}}\\x{10ffff}]`;
      const [, read] = readProgram(RE2JS.compile(text).re2().prog, () => [])?.steps ?? [];
      known = read?.op === 'read' ? spelledOut(read.ranges).filter((folded) => folded !== 0x10ffff) : [codePoint];
      folds.set(codePoint, known);
    }
    return known;
  };
  const compileAnew = (source: string): Pattern | PatternError => {
    if (isPlainPattern(source)) {
      let compiledOnce: ReturnType<typeof RE2JS.compile> | undefined;
      const engine = () => {
        compiledOnce ??= RE2JS.compile(source);
        return compiledOnce;
      };
      return {
        source,
        fullMatch: (text) => engine().matches(text),
        find: (text) => found(engine().matcher(text)),
        foundIn: (text) => engine().test(text),
        program: () => readProgram(engine().re2().prog, foldsOf),
      };
    }
    if (source.length > patternLimits.characters) return beyond('characters', source.length);
    const translated = translateGoPattern(source);
    if (translated.size > patternLimits.instructions) return beyond('instructions', translated.size);
    if (translated.classes > patternLimits.unicodeClasses) return beyond('unicodeClasses', translated.classes);
    try {
      const program = RE2JS.compile(translated.text);
      const { proxyRefusal } = translated;
      return {
        source,
        ...(proxyRefusal === undefined ? {} : { proxyRefusal }),
        fullMatch: (text) => program.matches(text),
        find: (text) => found(program.matcher(text)),
        foundIn: (text) => program.test(text),
        program: () => readProgram(program.re2().prog, foldsOf),
      };
    } catch (error) {
      if (error instanceof RE2JSSyntaxException)
        return { error: inGoWords(source, translated, error.getDescription(), error.getPattern()) };
      return { error: `the pattern could not be compiled: ${error instanceof Error ? error.message : String(error)}` };
    }
  };
  return {
    compile(source) {
      const known = compiled.get(source);
      if (known !== undefined) return known;
      if (compiled.size >= kept) compiled.clear();
      const result = compileAnew(source);
      compiled.set(source, result);
      return result;
    },
  };
}

/** What re2js calls a matcher, as far as it is needed. */
interface Finder {
  find(): boolean;
  start(): number;
  end(): number;
}

function found(finder: Finder): [number, number][] {
  const ranges: [number, number][] = [];
  while (finder.find()) if (finder.end() > finder.start()) ranges.push([finder.start(), finder.end()]);
  return ranges;
}

function spelledOut(ranges: readonly number[]): number[] {
  const all: number[] = [];
  for (let i = 0; i + 1 < ranges.length; i += 2)
    for (let codePoint = ranges[i] ?? 0; codePoint <= (ranges[i + 1] ?? 0); codePoint++) all.push(codePoint);
  return all;
}

/** The text of Go's `syntax.Error` where re2js says it otherwise. */
function inGoWords(source: string, translated: Translated, description: string, quoted: string | null): string {
  if (quoted === null || quoted === '') {
    return `${description}: \`${description === 'trailing backslash at end of expression' ? '' : source}\``;
  }
  if (quoted === '(?<' || quoted === '(?P<') return `invalid or unsupported Perl syntax: \`${quoted.replace('P<', 'P')}\``;
  if (quoted === '[:]') {
    const from = source.indexOf('[:]');
    return `${description}: \`${source.slice(from, source.indexOf(':]', from + 2) + 2)}\``;
  }
  return `${description}: \`${quoteOriginal(source, translated, quoted)}\``;
}

function beyond(what: keyof typeof patternLimits, found: number): PatternError {
  const unit = { characters: 'characters', instructions: 'instructions', unicodeClasses: 'Unicode classes and ranges' }[what];
  const number = (value: number) => value.toLocaleString('en-US');
  return {
    error: `the pattern has ${number(found)} ${unit}; patterns of more than ${number(patternLimits[what])} are not read`,
    beyondLimits: true,
  };
}
