import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DiagnosticReport } from '../../base/finding.js';
import type { Source } from '../../manifest/sources.js';
import { type Asked, addTo, type Judged, judgeSources, unplaced } from '../judging.js';
import { flag, text, texts } from '../options.js';
import { diagnosticOutputs, writeReports } from '../output.js';
import { gather, type Input } from '../reading.js';
import type { Handler } from '../types.js';
import { statusOf, toSeverity } from '../verdict.js';

/** From this many files on, another thread saves more time than it takes to start. */
const filesPerThread = 1500;

/** At most so many threads, this one included: each takes up to 40 MB. */
const mostThreads = 4;

/** Judges the input: many files on several threads, each a stretch of them, so that the order stays. */
async function judgeInput(input: Input, asked: Asked): Promise<DiagnosticReport> {
  const judged: Judged = { findings: unplaced(input.findings), files: 0, documents: 0, checked: 0, skipped: 0 };
  const { sources } = input;
  const threads = Math.max(1, Math.min(availableParallelism(), mostThreads, Math.floor(sources.length / filesPerThread)));
  const stretch = Math.ceil(sources.length / threads);
  // Only files can be read elsewhere: stdin and kustomizations are texts of this thread.
  const shared = sources.every((source) => input.isFile(source)) ? threads : 1;
  const others: Promise<Judged>[] = [];
  for (let thread = 1; thread < shared; thread++)
    others.push(judgeElsewhere(sources.slice(thread * stretch, (thread + 1) * stretch), asked));
  addTo(judged, await judgeSources(shared === 1 ? sources : sources.slice(0, stretch), input.read, asked));
  for (const other of await Promise.all(others)) addTo(judged, other);
  const { findings, ...counts } = judged;
  const summary = { ...counts, errors: 0, warnings: 0, infos: 0 };
  for (const { severity } of findings) summary[`${severity}s`]++;
  return { findings, summary };
}

function judgeElsewhere(sources: Source[], asked: Asked): Promise<Judged> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../judging.worker.js', import.meta.url), { workerData: { sources, asked } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

/** Runs `validate`. */
export const run: Handler = async (invocation) => {
  const { options } = invocation;
  const outputs = diagnosticOutputs(texts(options, 'output'));
  const failOn = toSeverity(text(options, 'fail-on') ?? 'error');
  const report = await judgeInput(await gather(invocation, 'validate'), {
    namespace: text(options, 'namespace') ?? 'default',
    failOnSkipped: flag(options, 'fail-on-skipped'),
    frames: outputs.some((output) => output.format === 'text'),
  });
  const complete = await writeReports(report, outputs, failOn, invocation);
  return complete ? statusOf(report.findings, failOn) : 2;
};
