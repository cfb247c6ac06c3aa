import type { DiagnosticReport, Finding } from '../../base/finding.js';
import { loadPatterns, type Patterns } from '../../base/pattern.js';
import { locate } from '../../manifest/locate.js';
import { parseText } from '../../manifest/parse.js';
import { validateObject } from '../../resource/validate.js';
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
    const context = {
      namespace: asked.namespace,
      failOnSkipped: asked.failOnSkipped,
      ...(patterns === undefined ? {} : { patterns }),
    };
    const { documents, skipped, findings } = parseText(content, source, (object) => {
      const { status, findings: own } = validateObject(object, context);
      summary[status]++;
      if (own.length > 0) found.push(...own);
    });
    summary.documents += documents;
    summary.skipped += skipped;
    found.push(...findings);
    if (found.length > 0)
      for (const finding of locate(found, () => content, { frames: asked.frames })) report.findings.push(finding);
  }
  for (const { severity } of report.findings) summary[`${severity}s`]++;
  return report;
}

/** Runs `validate`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  const outputs = diagnosticOutputs(texts(options, 'output'));
  const failOn = toSeverity(text(options, 'fail-on') ?? 'error');
  const report = await judge(gather(invocation, 'validate'), {
    namespace: text(options, 'namespace') ?? 'default',
    failOnSkipped: flag(options, 'fail-on-skipped'),
    frames: outputs.some((output) => output.format === 'text'),
  });
  await writeReports(report, outputs, failOn, io, options);
  return statusOf(report.findings, failOn);
};
