import { setMaxListeners } from 'node:events';
import type { Cluster } from '../../cluster/types.js';
import type { ReportManifest } from '../../live/bugreport/contents.js';
import { redactor, showAll } from '../../live/bugreport/redact.js';
import { renderReportReadme, renderReportSummary } from '../../report/bugreport.js';
import { toJson } from '../../report/json.js';
import { toYaml } from '../../report/yaml.js';
import { progressOn } from '../applying/progress.js';
import { orInterrupted } from '../applying/showing.js';
import { beginArchive } from '../archive.js';
import { type Wanted, wantedReport } from '../bugreport/wanted.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { withCluster } from '../live.js';
import { flag, text } from '../options.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';
import { version } from '../version.js';

/** Runs `bug-report`. */
export const run: Handler = async (invocation) => {
  const now = new Date();
  const asked = wantedReport(invocation, now);
  if (flag(invocation.options, 'all-namespaces') && text(invocation.options, 'namespace') !== undefined)
    throw new CliError('-n and -A cannot be given together', 'Name one namespace with -n, or take all with -A.');
  return await withCluster(invocation, async (cluster, signal) => {
    const work = async (): Promise<ExitStatus> => await report(invocation, cluster, asked, now, signal);
    return await orInterrupted(work, 'Interrupted. No archive was written.', invocation, signal);
  });
};

async function report(
  invocation: Invocation,
  cluster: Cluster,
  asked: Wanted,
  now: Date,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const { io, options } = invocation;
  const { serverVersion } = await import('../bugreport/cluster.js');
  const { look } = await import('../bugreport/looking.js');
  const { piecesOf } = await import('../bugreport/listing.js');
  const { collectAll } = await import('../bugreport/running.js');
  const { check } = await import('../installing/checking.js');
  const begun = performance.now();
  const time = new AbortController();
  const reserve = Math.min(512 * 1024, Math.floor(asked.maxSize / 4));
  const progress = progressOn(io);
  const ended = AbortSignal.any([signal, time.signal]);
  // Every request listens to it, many at once.
  setMaxListeners(0, ended);
  // A cluster that cannot be reached at all is told as by any command, and leaves no archive.
  const kubernetes = await serverVersion(cluster, ended);
  const archive = beginArchive(asked.file, { most: asked.maxSize, reserve }, now);
  const timer = setTimeout(() => time.abort(), Math.max(1, asked.timeoutMs - (performance.now() - begun)));
  process.once('exit', archive.abandon);
  try {
    const hiding = asked.redacting ? redactor() : showAll;
    progress.say('Reading the mesh…');
    const found = await look(cluster, options, invocation.arguments, asked, ended);
    signal.throwIfAborted();
    hiding.learnFrom(found.secrets);
    const pieces = piecesOf(cluster, found, asked, {
      kubernetes,
      now,
      check: async (within) => await check(cluster, invocation, 'after', within),
    });
    const { files, leftOut } = await collectAll(pieces, {
      archive,
      redactor: hiding,
      folder: asked.folder,
      atOnce: 8,
      signal,
      timeUp: time.signal,
      onProgress: (done, of) => progress.say(`Collecting: ${done} of ${of}, ${Math.round(archive.size / 1024)} KiB`),
    });
    progress.clear();
    signal.throwIfAborted();
    const manifest: ReportManifest = {
      created: now.toISOString(),
      program: { name: 'aerakictl', version, node: process.version, platform: `${process.platform} ${process.arch}` },
      tookMs: Math.round(performance.now() - begun),
      secrets: asked.redacting ? { redacted: true, hidden: hiding.count } : { redacted: false },
      limits: { timeoutMs: asked.timeoutMs, maxSize: asked.maxSize, maxLogSize: asked.maxLogSize, maxProxies: asked.maxProxies },
      files,
      leftOut: [...found.leftOut.map(({ path, why }) => ({ path, why: hiding.text(why) })), ...leftOut],
    };
    await archive.add(`${asked.folder}/manifest.json`, Buffer.from(`${toJson(manifest, 2)}\n`));
    await archive.finish(`${asked.folder}/README.txt`, Buffer.from(renderReportReadme(manifest, invocation.program)));
    const output = text(options, 'output');
    const result = { file: asked.file, size: archive.size, ...manifest };
    if (output === 'json') await write(io.stdout, `${toJson(result, 2)}\n`);
    else if (output === 'yaml') await write(io.stdout, toYaml(result));
    else await write(io.stdout, renderReportSummary(result, textOptions(io, options)));
    return 0;
  } finally {
    progress.clear();
    clearTimeout(timer);
    archive.abandon();
    process.off('exit', archive.abandon);
  }
}
