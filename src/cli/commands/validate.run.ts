import type { DiagnosticReport, Finding, LocatedFinding } from '../../base/finding.js';
import { asString, own } from '../../base/json.js';
import { loadPatterns, type Patterns } from '../../base/pattern.js';
import { SlowParserNeeded } from '../../manifest/documents.js';
import { locate } from '../../manifest/locate.js';
import { parseText } from '../../manifest/parse.js';
import type { SlowParser } from '../../manifest/slow.js';
import type { Source } from '../../manifest/sources.js';
import type { ManifestObject } from '../../manifest/types.js';
import { isOnlyRead, loadReaders, type Readers, validateObject } from '../../resource/validate.js';
import { flag, text, texts } from '../options.js';
import { diagnosticOutputs, writeReports } from '../output.js';
import { gather, type Input } from '../reading.js';
import type { Handler } from '../types.js';
import { statusOf, toSeverity } from '../verdict.js';

interface Asked {
  namespace: string;
  failOnSkipped: boolean;
  frames: boolean;
}

/** What is loaded only once a file has needed it: each costs as much as the rest of the start-up. */
interface Loaded {
  patterns?: Patterns;
  readers?: Readers;
  slow?: SlowParser;
}

/** What one file came to. */
interface FileVerdict {
  findings: LocatedFinding[];
  documents: number;
  checked: number;
  skipped: number;
}

/** Judges the objects of one text. Throws `SlowParserNeeded` if the exact parse is needed and not loaded. */
async function judgeText(content: string, source: Source, asked: Asked, loaded: Loaded): Promise<FileVerdict> {
  const verdict: FileVerdict = { findings: [], documents: 0, checked: 0, skipped: 0 };
  const found: Finding[] = [];
  const later: ManifestObject[] = [];
  const judge = (object: ManifestObject): void => {
    const { status, findings } = validateObject(object, { namespace: asked.namespace, ...loaded });
    verdict[status]++;
    if (status === 'skipped' && asked.failOnSkipped) found.push(unknownKind(object));
    if (findings.length > 0) found.push(...findings);
  };
  const visit = (object: ManifestObject): void => {
    if (loaded.readers === undefined && isOnlyRead(object.value['apiVersion'], object.value['kind'])) later.push(object);
    else judge(object);
  };
  if (loaded.patterns === undefined && content.includes('regex')) loaded.patterns = await loadPatterns();
  const { documents, skipped, findings } = parseText(content, source, visit, loaded.slow);
  if (later.length > 0) {
    loaded.readers = await loadReaders();
    later.forEach(judge);
  }
  verdict.documents = documents;
  verdict.skipped += skipped;
  for (const finding of findings) found.push(finding);
  if (found.length > 0) verdict.findings = locate(found, () => content, { frames: asked.frames, slow: loaded.slow });
  return verdict;
}

/** Judges every object of the input; a file's text is let go once its findings have their positions. */
async function judgeInput(input: Input, asked: Asked): Promise<DiagnosticReport> {
  const summary = { files: 0, documents: 0, checked: 0, skipped: 0, errors: 0, warnings: 0, infos: 0 };
  const report: DiagnosticReport = { findings: [], summary };
  const unplaced = (findings: Finding[]): LocatedFinding[] =>
    locate(findings, () => undefined, { frames: false, slow: undefined });
  const add = (findings: LocatedFinding[]): void => {
    for (const finding of findings) {
      report.findings.push(finding);
      summary[`${finding.severity}s`]++;
    }
  };
  add(unplaced(input.findings));
  const loaded: Loaded = {};
  for (const source of input.sources) {
    const content = input.read(source);
    summary.files++;
    if (typeof content !== 'string') {
      add(unplaced([content]));
      continue;
    }
    let verdict: FileVerdict;
    try {
      verdict = await judgeText(content, source, asked, loaded);
    } catch (error) {
      if (!(error instanceof SlowParserNeeded)) throw error;
      loaded.slow = (await import('../../manifest/slow.js')).parseSlow;
      verdict = await judgeText(content, source, asked, loaded);
    }
    add(verdict.findings);
    summary.documents += verdict.documents;
    summary.checked += verdict.checked;
    summary.skipped += verdict.skipped;
  }
  return report;
}

/** With `--fail-on-skipped`: an object that nobody looked into. */
function unknownKind({ value, origin }: ManifestObject): Finding {
  const kind = asString(own(value, 'kind')) ?? '';
  const apiVersion = asString(own(value, 'apiVersion')) ?? '';
  return {
    code: 'AER0121',
    severity: 'error',
    message: `${kind} of ${apiVersion} is a kind that this program does not know, so the object was not checked.`,
    origin,
    resource: { apiVersion, kind },
    path: ['kind'],
    fix: 'Leave it out with --exclude, or drop --fail-on-skipped.',
  };
}

/** Runs `validate`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  const outputs = diagnosticOutputs(texts(options, 'output'));
  const failOn = toSeverity(text(options, 'fail-on') ?? 'error');
  const report = await judgeInput(await gather(invocation, 'validate'), {
    namespace: text(options, 'namespace') ?? 'default',
    failOnSkipped: flag(options, 'fail-on-skipped'),
    frames: outputs.some((output) => output.format === 'text'),
  });
  await writeReports(report, outputs, failOn, io, options);
  return statusOf(report.findings, failOn);
};
