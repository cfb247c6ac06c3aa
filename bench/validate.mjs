// `validate` against kubeconform, whole processes: 10,000 MetaRouters in as many files, and in one.
// node bench/validate.mjs [--files 10000] [--runs 5] [--json]
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeFile, writeFolder } from './generate.mjs';
import { findPeer, inTurn, median, milliseconds, option, peakMegabytes, print, program, scratch } from './measure.mjs';
import { writePeerSchemas } from './peerschemas.mjs';

/** Both must have checked every document and found nothing: a program that skips its input is fast. */
function sameWork(ours, peer, count) {
  const { summary } = JSON.parse(execFileSync(ours[0], [...ours.slice(1), '-o', 'json'], { maxBuffer: 1 << 28 }));
  if (summary.checked !== count || summary.errors !== 0) throw new Error(`aerakictl: ${JSON.stringify(summary)}`);
  if (peer === undefined) return;
  const text = execFileSync(peer[0], [...peer.slice(1, -1), '-summary', '-output', 'json', peer.at(-1)], { maxBuffer: 1 << 28 });
  const { summary: theirs } = JSON.parse(text);
  if (theirs.valid !== count) throw new Error(`kubeconform: ${JSON.stringify(theirs)}`);
}

export function validate({ files = option('files', 10_000), runs = option('runs', 5) } = {}) {
  const folder = scratch();
  const kubeconform = findPeer('kubeconform');
  const schemas = writePeerSchemas(join(folder, 'schemas'));
  const inputs = [
    { what: `${files} files`, path: join(folder, 'files'), write: writeFolder },
    { what: `one file of ${files} documents`, path: join(folder, 'all.yaml'), write: writeFile },
  ];
  const rows = [];
  for (const { what, path, write } of inputs) {
    const megabytes = write(path, files) / 1e6;
    const ours = [process.execPath, program, 'validate', path];
    const peer = kubeconform && [kubeconform, '-n', '2', '-strict', '-schema-location', schemas, path];
    sameWork(ours, peer, files);
    const times = inTurn(peer === undefined ? { ours } : { ours, peer }, runs);
    const [time, peerTime] = [median(times.ours), peer === undefined ? undefined : median(times.peer)];
    rows.push({
      what: `\`validate\`, ${what}, ${megabytes.toFixed(1)} MB`,
      measured: milliseconds(time),
      against: peerTime === undefined ? 'kubeconform is not installed' : `kubeconform -n 2 -strict: ${milliseconds(peerTime)}`,
      ratio: peerTime === undefined ? undefined : `${(peerTime / time).toFixed(2)} x its speed`,
      wanted: 'ahead; aim 1.5',
      met: peerTime === undefined ? undefined : peerTime > time,
    });
    const peak = peakMegabytes(ours, folder);
    const peerPeak = peer === undefined ? undefined : peakMegabytes(peer, folder);
    if (peak === undefined) continue;
    // At most one worker a core beside the main thread; with two cores that is one.
    const budget = 5 * megabytes + 80;
    rows.push({
      what: `peak memory, ${what}`,
      measured: `${peak.toFixed(0)} MB`,
      against: peerPeak === undefined ? '' : `kubeconform: ${peerPeak.toFixed(0)} MB`,
      ratio: peerPeak === undefined ? undefined : `${(peak / peerPeak).toFixed(2)} x`,
      wanted: `${budget.toFixed(0)} MB, + 40 MB a worker`,
      met: peak <= budget + 40,
    });
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(validate());
