import { readFileSync } from 'node:fs';
import type { DiagnosticReport } from '../../base/finding.js';
import { locate } from '../../manifest/locate.js';
import { parseSlow } from '../../manifest/slow.js';
import { verifyProject } from '../../scaffold/verify.js';
import { text, texts } from '../options.js';
import { diagnosticOutputs, writeReports } from '../output.js';
import type { Handler } from '../types.js';
import { statusOf, toSeverity } from '../verdict.js';

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Runs `codec verify`. */
export const run: Handler = async (invocation) => {
  const {
    arguments: [folder = '.'],
    options,
  } = invocation;
  const outputs = diagnosticOutputs(texts(options, 'output'));
  const failOn = toSeverity(text(options, 'fail-on') ?? 'error');
  const { findings, files } = verifyProject(folder);
  const frames = outputs.some(({ format }) => format === 'text');
  const report: DiagnosticReport = {
    findings: locate(findings, textOf, { frames, slow: parseSlow }),
    summary: { files, documents: files, checked: files, skipped: 0, errors: 0, warnings: 0, infos: 0 },
  };
  for (const { severity } of findings) report.summary[`${severity}s`]++;
  const complete = await writeReports(report, outputs, failOn, invocation);
  if (!complete || findings.some(({ code }) => code === 'AER0927')) return 2;
  return statusOf(findings, failOn);
};
