import type { Finding, Origin, ResourceRef } from '../base/finding.js';
import { asObject, asString, isObject, type Json, type JsonObject, own } from '../base/json.js';
import type { Path } from '../base/path.js';
import { documentsOf } from './documents.js';
import { helmCommand, holdsTemplate, looksLikeTemplate } from './helm.js';
import { type Lines, linesOf, rangeOf } from './lines.js';
import type { Problem } from './problem.js';
import type { SlowParser } from './slow.js';
import type { Source } from './sources.js';
import type { ManifestObject } from './types.js';

/** What was read of one text. */
export interface ParseResult {
  /** Documents that hold something, whether they could be read or not. */
  documents: number;
  /** Documents of a folder walk that hold no object of Kubernetes, and Helm templates. */
  skipped: number;
  findings: Finding[];
}

/** What the reading of one text has come to. */
interface Reading {
  text: string;
  source: Source;
  visit: (object: ManifestObject) => void;
  result: ParseResult;
  lines: Lines | undefined;
  /** Whether the finding on templates was given, which is once a file. */
  template: boolean;
  mayHoldTemplates: boolean;
}

/**
 * Reads every object of a text as `kubectl` reads it, and hands each to `visit`; nothing is kept. Members of lists are visited one by one,
 * with their place in `origin.prefix`. A document that cannot be read is a finding, the rest is still read. In a folder walk
 * (`source.explicit` false) what is no object is skipped; in a text that was named it is an error, as is an empty text. Throws
 * `SlowParserNeeded` if `slow` is not given and a document needs it: what was visited by then is visited again when called anew.
 */
export function parseText(
  given: string,
  source: Source,
  visit: (object: ManifestObject) => void,
  slow: SlowParser | undefined,
): ParseResult {
  const { text, documents } = documentsOf(given, slow);
  const reading: Reading = {
    text,
    source,
    visit,
    result: { documents: 0, skipped: 0, findings: [] },
    lines: undefined,
    template: false,
    mayHoldTemplates: text.includes('{{'),
  };
  const { result } = reading;
  for (const [number, document] of documents.entries()) {
    const origin: Origin = { file: source.file, document: number, prefix: [] };
    const outcome = document.read(false);
    if (outcome.read && outcome.empty && outcome.warnings.length === 0) continue;
    result.documents++;
    if (!outcome.read) {
      if (reading.mayHoldTemplates && looksLikeTemplate(text.slice(document.start, document.end))) {
        addTemplate(reading, origin, outcome.problem.start, outcome.problem.end);
      } else addProblem(reading, origin, outcome.problem);
      continue;
    }
    if (reading.mayHoldTemplates && holdsTemplate(outcome.value)) {
      addTemplate(reading, origin, document.start, document.start);
      continue;
    }
    for (const warning of outcome.warnings) addProblem(reading, origin, warning);
    visitValue(reading, outcome.value, origin);
  }
  if (result.documents === 0 && source.explicit) {
    const message = `${source.file === '-' ? 'The input' : 'The file'} holds no object: it is empty or holds only comments.`;
    const range = { line: 1, column: 1, endLine: 1, endColumn: 2 };
    const fix = 'Name a file that holds Kubernetes objects.';
    result.findings.push({
      code: 'AER0009',
      severity: 'error',
      message,
      fix,
      path: [],
      range,
      origin: { file: source.file, document: 0, prefix: [] },
    });
  }
  return result;
}

/** Visits an object, or the members of a list of objects. */
function visitValue(reading: Reading, value: Json, origin: Origin): void {
  if (!isObject(value)) {
    refuse(reading, origin, `${describe(value)} stands where a Kubernetes object is expected.`, []);
    return;
  }
  const kind = own(value, 'kind');
  const apiVersion = own(value, 'apiVersion');
  if (typeof kind !== 'string' || kind === '' || typeof apiVersion !== 'string' || apiVersion === '') {
    refuseIncomplete(reading, value, origin);
    return;
  }
  const items = own(value, 'items');
  if (!kind.endsWith('List') || !Array.isArray(items)) {
    reading.visit({ value, origin });
    return;
  }
  for (const [index, item] of items.entries()) {
    const member = kind === 'List' ? item : withKind(item, apiVersion, kind.slice(0, -'List'.length));
    visitValue(reading, member, { ...origin, prefix: [...origin.prefix, 'items', index] });
  }
}

/** A member of a typed list takes its kind and version from the list where it has none, as `kubectl` has it. */
function withKind(item: Json, apiVersion: string, kind: string): Json {
  if (!isObject(item) || Object.hasOwn(item, 'kind') || Object.hasOwn(item, 'apiVersion')) return item;
  return { apiVersion, kind, ...item };
}

function refuseIncomplete(reading: Reading, value: JsonObject, origin: Origin): void {
  for (const field of ['apiVersion', 'kind']) {
    const given = own(value, field);
    if (given !== undefined && given !== null && typeof given !== 'string') {
      refuse(reading, origin, `\`${field}\` must be a text, but is ${describe(given).toLowerCase()}.`, [field], refOf(value));
      return;
    }
  }
  const missing = ['apiVersion', 'kind'].filter((field) => !asString(own(value, field)));
  // Half of the two beside metadata is an object with a mistake, not a file of another program.
  const meant = missing.length === 1 && asObject(own(value, 'metadata')) !== undefined;
  const message = `${missing.map((field) => `\`${field}\``).join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing, so this is no Kubernetes object.`;
  refuse(reading, origin, message, [], refOf(value), meant);
}

function refOf(value: JsonObject): ResourceRef {
  const metadata = asObject(own(value, 'metadata')) ?? {};
  const ref: ResourceRef = {};
  const apiVersion = asString(own(value, 'apiVersion'));
  const kind = asString(own(value, 'kind'));
  const namespace = asString(own(metadata, 'namespace'));
  const name = asString(own(metadata, 'name'));
  if (apiVersion) ref.apiVersion = apiVersion;
  if (kind) ref.kind = kind;
  if (namespace) ref.namespace = namespace;
  if (name) ref.name = name;
  return ref;
}

/** An error, or in a folder walk a document skipped unless it is certainly meant as an object. */
function refuse(reading: Reading, origin: Origin, message: string, path: Path, resource?: ResourceRef, meant = false): void {
  if (!reading.source.explicit && !meant) {
    reading.result.skipped++;
    return;
  }
  const finding: Finding = {
    code: 'AER0009',
    severity: 'error',
    message,
    origin,
    path,
    fix: 'Add what is missing, or leave the document out.',
  };
  if (resource !== undefined && Object.keys(resource).length > 0) finding.resource = resource;
  reading.result.findings.push(finding);
}

function describe(value: Json): string {
  if (value === null) return 'Null';
  if (Array.isArray(value)) return 'A list';
  if (typeof value === 'object') return 'A mapping';
  return typeof value === 'string' ? 'A text' : typeof value === 'number' ? 'A number' : 'A boolean';
}

function addTemplate(reading: Reading, origin: Origin, start: number, end: number): void {
  const { source, result } = reading;
  const command = `${helmCommand(source.file)} | aerakictl validate -`;
  if (!source.explicit) result.skipped++;
  if (reading.template) return;
  reading.template = true;
  const message = source.explicit
    ? 'This is a Helm template, not a manifest: what it holds is known only once Helm has filled in its values.'
    : 'A Helm template was skipped: what it holds is known only once Helm has filled in its values.';
  const range = rangeOf(linesIn(reading), start, end);
  const severity = source.explicit ? 'error' : 'info';
  result.findings.push({
    code: 'AER0010',
    severity,
    message,
    fix: `Check what Helm makes of it: \`${command}\`.`,
    origin,
    path: [],
    range,
  });
}

function addProblem(reading: Reading, origin: Origin, problem: Problem): void {
  const lines = linesIn(reading);
  const { code, severity, fix, start, end, related } = problem;
  // A message may quote a name of any length.
  const message = problem.message.length > 1000 ? `${problem.message.slice(0, 999)}…` : problem.message;
  const finding: Finding = { code, severity, message, origin, path: [], range: rangeOf(lines, start, end) };
  if (fix !== undefined) finding.fix = fix;
  if (related !== undefined) {
    finding.related = [{ message: related.message, origin, path: [], range: rangeOf(lines, related.start, related.end) }];
  }
  reading.result.findings.push(finding);
}

function linesIn(reading: Reading): Lines {
  reading.lines ??= linesOf(reading.text);
  return reading.lines;
}
