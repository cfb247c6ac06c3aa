import type { DiagnosticReport, Finding } from '../../base/finding.js';
import { asString, own } from '../../base/json.js';
import { loadPatterns, type Patterns } from '../../base/pattern.js';
import { locate } from '../../manifest/locate.js';
import { parseText } from '../../manifest/parse.js';
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

/** Judges every object of the input; a file's text is let go once its findings have their positions. */
async function judge(input: Input, asked: Asked): Promise<DiagnosticReport> {
  const summary = { files: 0, documents: 0, checked: 0, skipped: 0, errors: 0, warnings: 0, infos: 0 };
  const report: DiagnosticReport = { findings: locate(input.findings, () => undefined, { frames: false }), summary };
  let patterns: Patterns | undefined;
  let readers: Readers | undefined;
  for (const source of input.sources) {
    const content = input.read(source);
    summary.files++;
    if (typeof content !== 'string') {
      report.findings.push(...locate([content], () => undefined, { frames: false }));
      continue;
    }
    // The engine for patterns costs as much as the rest of the start-up; most files have none.
    if (patterns === undefined && content.includes('regex')) patterns = await loadPatterns();
    const found: Finding[] = [];
    const judgeOne = (object: ManifestObject): void => {
      const { status, findings } = validateObject(object, {
        namespace: asked.namespace,
        ...(patterns === undefined ? {} : { patterns }),
        ...(readers === undefined ? {} : { readers }),
      });
      summary[status]++;
      if (status === 'skipped' && asked.failOnSkipped) found.push(unknownKind(object));
      if (findings.length > 0) found.push(...findings);
    };
    const later: ManifestObject[] = [];
    const { documents, skipped, findings } = parseText(content, source, (object) => {
      if (readers === undefined && isOnlyRead(object.value['apiVersion'], object.value['kind'])) later.push(object);
      else judgeOne(object);
    });
    if (later.length > 0) {
      readers = await loadReaders();
      later.forEach(judgeOne);
    }
    summary.documents += documents;
    summary.skipped += skipped;
    found.push(...findings);
    if (found.length > 0)
      for (const finding of locate(found, () => content, { frames: asked.frames })) report.findings.push(finding);
  }
  for (const { severity } of report.findings) summary[`${severity}s`]++;
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
  const report = await judge(await gather(invocation, 'validate'), {
    namespace: text(options, 'namespace') ?? 'default',
    failOnSkipped: flag(options, 'fail-on-skipped'),
    frames: outputs.some((output) => output.format === 'text'),
  });
  await writeReports(report, outputs, failOn, io, options);
  return statusOf(report.findings, failOn);
};
