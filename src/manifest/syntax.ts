import { Lexer, type YAMLParseError } from 'yaml';
import type { Problem } from './problem.js';

/** What the explanations look at: the document (`text` from `start` to `end`) and the place of the error in it. */
interface Context {
  text: string;
  start: number;
  end: number;
  from: number;
  to: number;
}

type Explanation = Pick<Problem, 'message'> & Partial<Problem>;

/** Says in a user's words what the YAML parser objects to, and where the cause is rather than where the parser noticed. */
export function explainError(error: YAMLParseError, text: string, start: number, end: number): Problem {
  const [first, last] = error.pos;
  const from = Math.min(first + start, end);
  const context = { text, start, end, from, to: Math.min(Math.max(last + start, from), end) };
  const problem: Problem = {
    code: 'AER0005',
    severity: 'error',
    start: context.from,
    end: context.to,
    ...explain(error, context),
  };
  return { ...problem, start: Math.min(problem.start, end), end: Math.min(Math.max(problem.start, problem.end), end) };
}

function explain(error: YAMLParseError, context: Context): Explanation {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return {
        code: 'AER0016',
        message: 'A tab is used for indentation; YAML allows only spaces.',
        fix: 'Replace the tab with spaces.',
      };
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'MULTILINE_IMPLICIT_KEY':
      return explainKey(context);
    case 'MISSING_CHAR':
      return explainMissing(error, context);
    case 'BAD_INDENT':
      return explainIndent(error, context);
    case 'BAD_SCALAR_START': {
      const character = context.text[context.from] ?? '';
      return {
        message: `A value cannot begin with \`${character}\` unless it is quoted.`,
        fix: `Quote it: ${quoted(restOfLine(context.text, context.from))}.`,
      };
    }
    case 'BAD_DQ_ESCAPE':
      return {
        message: `\`${context.text.slice(context.from, context.from + 2)}\` is no escape of YAML.`,
        fix: 'Double the backslash, or use single quotes, in which a backslash is itself.',
        end: context.from + 2,
      };
    case 'UNEXPECTED_TOKEN':
      return explainUnexpected(error, context);
    case 'BAD_DIRECTIVE':
      return { message: `${sentence(error.message)}`, fix: 'Remove the line: Kubernetes manifests need no directives.' };
    default:
      return { message: sentence(error.message) };
  }
}

function explainKey(context: Context): Explanation {
  const { text, from } = context;
  const lineStart = startOfLine(text, from);
  const before = text.slice(lineStart, from);
  const value = restOfLine(text, from);
  if (/^\s*(?:- +)*$/.test(before) || !before.includes(':')) {
    if (/:(?:\s|$)/.test(value))
      return { message: 'A key must be on one line, and its value must be indented deeper than the key.' };
    return {
      message: 'A colon and a space are missing behind this key, or the line is not indented as a part of the value above it.',
      fix: 'Write `key: value`, or indent the line like its neighbours.',
      end: from + value.length,
    };
  }
  if (/:(?:\s|$)/.test(value)) {
    return {
      message: 'A value that holds a colon and a space must be quoted; without quotes it would be a mapping inside a value.',
      fix: `Quote the value: ${quoted(value)}. Or put the inner mapping on lines of its own.`,
      end: from + value.length,
    };
  }
  const next = nextContent(text, from + value.length, context.end);
  return {
    message: `Bad indentation: this line is indented deeper than the key above it, which already has the value \`${clip(value)}\`.`,
    fix: 'Indent the line like the key above it, or remove the value above.',
    start: next.start,
    end: next.end,
  };
}

function explainMissing(error: YAMLParseError, context: Context): Explanation {
  const { text, from } = context;
  const quote = /Missing closing ("|')quote/.exec(error.message)?.[1];
  if (quote !== undefined) {
    const opening = openingQuote(context, quote);
    return {
      message: `The quote \`${quote}\` that is opened here is not closed.`,
      fix: `Close the text with \`${quote}\`.`,
      start: opening,
      end: opening + 1,
    };
  }
  if (/directives-end/.test(error.message)) {
    return {
      message:
        'A directive (`%…`) stands alone in its document: kubectl cuts the text at `---` before it reads the directive, and refuses it.',
      fix: 'Remove the line: Kubernetes manifests need no directives.',
      start: context.start,
      end: context.start + restOfLine(text, context.start).length,
    };
  }
  if (/Comments must be separated/.test(error.message)) return { message: 'A comment must have a space before its `#`.' };
  if (/flow collection|expected|end with/i.test(error.message)) return { message: sentence(error.message) };
  if (/followed by map values/.test(error.message)) {
    const line = restOfLine(text, startOfLine(text, from)).trim();
    return {
      message: `A colon and a space are missing: \`${clip(line)}\` is no \`key: value\`.`,
      fix: line.includes(':')
        ? 'Put a space behind the colon.'
        : 'Write `key: value`, or indent the line as a part of the value above it.',
      ...lineAt(text, from),
    };
  }
  return { message: sentence(error.message) };
}

function explainIndent(error: YAMLParseError, context: Context): Explanation {
  const flow = /Flow (?:map|sequence).* ([\]}])$/.exec(error.message);
  if (flow !== null) {
    const close = flow[1] ?? ']';
    return {
      message: `A \`${close === ']' ? '[' : '{'}\` is not closed with \`${close}\` before this place, or its lines are not indented deeper than its key.`,
      fix: `Close it with \`${close}\`.`,
      ...(context.from >= context.end ? { start: context.end - 1, end: context.end } : {}),
    };
  }
  if (/same column/.test(error.message)) {
    return {
      message: 'Bad indentation: the items of one list or mapping must start in the same column.',
      fix: 'Indent the line like its neighbours.',
      ...lineAt(context.text, context.from),
    };
  }
  return { message: `Bad indentation: ${sentence(error.message)}`, fix: 'Indent the line like its neighbours.' };
}

function explainUnexpected(error: YAMLParseError, context: Context): Explanation {
  const { text, from } = context;
  if (/block-seq-ind on same line/.test(error.message)) {
    const lineStart = startOfLine(text, from);
    if (text.slice(lineStart, from).includes(':')) {
      return { message: 'A list cannot begin on the line of its key.', fix: 'Put `- …` on the next line.' };
    }
    return {
      message: 'Bad indentation: a list item stands where a key of the mapping is expected.',
      fix: 'Indent the list under its key.',
      end: from + restOfLine(text, from).length,
    };
  }
  if (/flow-(?:map|seq)-end/.test(error.message)) {
    return {
      message: `\`${text.slice(from, from + 1)}\` closes nothing that is open here.`,
      fix: 'Remove it, or open the bracket before.',
    };
  }
  if (/Block scalar header/.test(error.message)) {
    return {
      message: 'Behind `|` or `>` only a comment may follow on the same line.',
      fix: 'Put the text on the next line, indented.',
    };
  }
  if (/at node end/.test(error.message)) {
    const line = lineAt(text, from);
    if (line.start === from) {
      return {
        message: 'Bad indentation: the line is neither a part of the value above it nor of the collection around that.',
        fix: 'Indent the line like its neighbours.',
        ...line,
      };
    }
    return {
      message: `Nothing but a comment may follow a value, but here is \`${clip(restOfLine(text, from))}\`.`,
      fix: 'Quote the whole value, or remove the rest.',
      end: from + restOfLine(text, from).length,
    };
  }
  return { message: sentence(error.message) };
}

/** Where the quote was opened that is still open at the place of the error. */
function openingQuote(context: Context, quote: string): number {
  const { text, start, end, from } = context;
  let at = start;
  let opening = Math.max(start, text.lastIndexOf(quote, from));
  for (const token of new Lexer().lex(text.slice(start, end))) {
    if (/^[\x02\x18\x1f]$/.test(token)) continue;
    if (token.startsWith(quote)) opening = at;
    at += token.length;
    if (at >= from) break;
  }
  return opening;
}

function startOfLine(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** What is left of the line, without spaces at its end. */
function restOfLine(text: string, at: number): string {
  const stop = text.indexOf('\n', at);
  return text.slice(at, stop < 0 ? undefined : stop).trimEnd();
}

/** The content of the line that holds the offset. */
function lineAt(text: string, at: number): { start: number; end: number } {
  const lineStart = startOfLine(text, at);
  const line = restOfLine(text, lineStart);
  const start = lineStart + line.length - line.trimStart().length;
  return { start, end: lineStart + line.length };
}

/** The first content of the lines below. */
function nextContent(text: string, at: number, end: number): { start: number; end: number } {
  let next = text.indexOf('\n', at);
  while (next >= 0 && next + 1 < end) {
    const line = lineAt(text, next + 1);
    if (line.end > line.start && text[line.start] !== '#') return line;
    next = text.indexOf('\n', next + 1);
  }
  return { start: at, end: at };
}

function quoted(value: string): string {
  return `\`${value.includes("'") ? JSON.stringify(value) : `'${value}'`}\``;
}

function clip(text: string): string {
  return text.length > 40 ? `${text.slice(0, 37)}…` : text;
}

function sentence(message: string): string {
  return message.endsWith('.') ? message : `${message}.`;
}
