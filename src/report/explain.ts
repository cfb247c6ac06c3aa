import type { CodeInfo } from '../base/codes/info.js';
import { type Code, codes, docsPage } from '../base/codes.js';
import type { Explanation, FieldNode } from '../resource/schema.js';
import type { TextOptions } from './options.js';
import { paint, severityPaint } from './paint.js';
import { sanitizeLines } from './sanitize.js';
import { table } from './table.js';
import { wrap } from './wrap.js';

/** A field or a kind explained, in the manner of `kubectl explain`. */
export function renderExplanation(explanation: Explanation, options: TextOptions): string {
  const colors = paint(options.color);
  const { kind, path, type, required, fields } = explanation;
  const head: [string, string][] = [['KIND', kind]];
  if (path.length > 0) head.push(['FIELD', path.join('.')]);
  head.push(['TYPE', required ? `${type}, required` : type]);
  if (explanation.default !== undefined) head.push(['DEFAULT', JSON.stringify(explanation.default)]);
  if (explanation.unit !== undefined) head.push(['UNIT', explanation.unit]);
  if (explanation.enum !== undefined) head.push(['VALUES', explanation.enum.join(', ')]);
  const parts = [head.map(([label, text]) => `${colors.strong(`${label}:`)}${' '.repeat(9 - label.length)}${text}\n`).join('')];
  parts.push(`${colors.strong('DESCRIPTION:')}\n${paragraphs(explanation.description, options.width, '  ')}`);
  if (explanation.constraints.length > 0) {
    const rows = explanation.constraints.map(({ text, enforcedBy }) => [text, enforcedBy]);
    parts.push(
      `${colors.strong('RULES:')}\n${indent(table([{ header: 'RULE' }, { header: 'ENFORCED BY' }], rows, narrower(options)))}`,
    );
  }
  if (fields.length > 0) {
    const rows = fields.map((field) => [field.name, field.type, field.required ? 'yes' : '', field.summary]);
    const columns = [
      { header: 'FIELD', paint: colors.accent },
      { header: 'TYPE' },
      { header: 'REQUIRED' },
      { header: 'MEANING' },
    ];
    parts.push(`${colors.strong('FIELDS:')}\n${indent(table(columns, rows, narrower(options)))}`);
  }
  return parts.join('\n');
}

/** All fields below a kind or field as an indented list with their types, as `kubectl explain --recursive`. */
export function renderFieldTree(fields: readonly FieldNode[], options: TextOptions): string {
  const colors = paint(options.color);
  const lines: string[] = [];
  const add = (field: FieldNode, depth: number): void => {
    const type = `<${field.type}>${field.required ? ' required' : ''}`;
    lines.push(`${'  '.repeat(depth)}${colors.accent(field.name)} ${colors.faint(type)}\n`);
    for (const child of field.fields) add(child, depth + 1);
  };
  for (const field of fields) add(field, 0);
  return lines.join('');
}

/** The page of a finding code, for a terminal. */
export function renderCode(code: Code, options: TextOptions): string {
  const colors = paint(options.color);
  const info: CodeInfo = codes[code];
  const width = options.width;
  const parts = [
    `${severityPaint(colors, info.severity)(`${info.severity} ${code} ${info.name}`)}\n${paragraphs(info.summary, width)}`,
    `${colors.strong('Why it matters')}\n${paragraphs(info.why, width, '  ')}`,
    `${colors.strong('What to do')}\n${paragraphs(info.fix, width, '  ')}`,
  ];
  if (info.example !== undefined) {
    parts.push(`${colors.strong('Raises it')}\n${indent(`${info.example.bad.trimEnd()}\n`)}`);
    if (info.example.good !== undefined)
      parts.push(`${colors.strong('Does not')}\n${indent(`${info.example.good.trimEnd()}\n`)}`);
  }
  parts.push(`${colors.faint(docsPage(code))}\n`);
  return parts.join('\n');
}

/** All codes as a table. */
export function renderCodes(known: readonly Code[], options: TextOptions): string {
  const colors = paint(options.color);
  const severity = (text: string, row: number): string => {
    const code = known[row];
    return code === undefined ? text : severityPaint(colors, codes[code].severity)(text);
  };
  const columns = [
    { header: 'CODE', paint: colors.accent },
    { header: 'NAME' },
    { header: 'SEVERITY', paint: severity },
    { header: 'WHAT IS WRONG' },
  ];
  const rows = known.map((code) => [code, codes[code].name, codes[code].severity, codes[code].summary]);
  return table(columns, rows, options);
}

/** Short Markdown as plain lines: marks of emphasis go, line breaks stay. */
function paragraphs(markdown: string, width: number, margin = ''): string {
  const plain = sanitizeLines(markdown.trim()).replaceAll('**', '');
  return wrap(plain, Math.max(20, width - margin.length))
    .map((line) => (line === '' ? '\n' : `${margin}${line}\n`))
    .join('');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}

function narrower(options: TextOptions): TextOptions {
  return { ...options, width: options.width - 2 };
}
