/** A compiled RE2 pattern. Matching is linear in the text, whatever the pattern. */
export interface Pattern {
  readonly source: string;
  /** True if the whole text matches, as Envoy's `safe_regex` asks. */
  fullMatch(text: string): boolean;
}

/** Why a pattern is not RE2, in the words of Go's `regexp` package (`missing closing ): \`(a\``). */
export interface PatternError {
  error: string;
}

/** The engine for users' patterns, which are RE2 and never run on JavaScript's own. */
export interface Patterns {
  /** Compiles a pattern, or says in Go's words why it cannot be. Compiled patterns are kept and shared. */
  compile(source: string): Pattern | PatternError;
}

/** Tells a refused pattern from a compiled one. */
export function isPatternError(result: Pattern | PatternError): result is PatternError {
  return 'error' in result;
}

/** How many compiled patterns are kept; past that the memory starts anew. */
const kept = 10_000;

/**
 * Loads the RE2 engine. It is half of the program's start-up when loaded, so only callers that have met a pattern ask for it,
 * and hand it on as a value.
 */
export async function loadPatterns(): Promise<Patterns> {
  const { RE2JS } = await import('re2js');
  const compiled = new Map<string, Pattern | PatternError>();
  const compileAnew = (source: string): Pattern | PatternError => {
    try {
      const program = RE2JS.compile(source);
      return { source, fullMatch: (text) => program.matches(text) };
    } catch (error) {
      return { error: error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error) };
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
