// `simulate --requests`, whole process: a million requests over a thousand routes, beside the decision loop alone (bench/decide.ts).
// node bench/requests.mjs [--requests 1000000] [--routes 1000] [--runs 3] [--json]
import { spawnSync } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeRequests, writeRoutes } from './generate.mjs';
import { inTurn, median, milliseconds, option, peakMegabytes, print, program, root, scratch } from './measure.mjs';

/** Decisions a second of the loop alone on a table of 1,000 routes, as bench/decide.ts prints them, or undefined. */
function loopFigure(requests) {
  const script = join(root, 'bench', 'decide.ts');
  const result = spawnSync(process.execPath, ['--import', 'tsx', script, String(requests)], { cwd: root, encoding: 'utf8' });
  const line = /^\s*1000\s+few\s+([\d.]+) (M|k)\/s/m.exec(result.stdout ?? '');
  return line === null ? undefined : Number(line[1]) * (line[2] === 'M' ? 1e6 : 1e3);
}

async function countLines(file) {
  let lines = 0;
  for await (const chunk of createReadStream(file)) for (const byte of chunk) if (byte === 10) lines++;
  return lines;
}

export async function requests({
  count = option('requests', 1_000_000),
  routes = option('routes', 1000),
  runs = option('runs', 3),
} = {}) {
  const folder = scratch();
  const [table, input, output] = ['table.yaml', 'requests.ndjson', 'decisions.ndjson'].map((name) => join(folder, name));
  writeRoutes(table, routes);
  const megabytes = writeRequests(input, count, routes) / 1e6;
  const ours = [process.execPath, program, 'simulate', table, '--requests', input, '-o', 'ndjson'];
  const time = median(inTurn({ ours }, runs, output).ours);
  const lines = await countLines(output);
  if (lines !== count) throw new Error(`${lines} decisions for ${count} requests`);
  const million = (value) => `${(value / 1e6).toFixed(2)} M/s`;
  const rows = [
    {
      what: `\`simulate --requests\`, ${count} over ${routes} routes, whole process, ${megabytes.toFixed(0)} MB of requests`,
      measured: `${milliseconds(time)}, ${million((count / time) * 1000)}`,
    },
  ];
  const peak = peakMegabytes(ours, folder);
  if (peak !== undefined) rows.push({ what: 'peak memory of it', measured: `${peak.toFixed(0)} MB` });
  const loop = loopFigure(count);
  if (loop !== undefined) {
    rows.push({
      what: 'the decision loop alone, 1000 routes',
      measured: million(loop),
      wanted: 'at least 1 M/s',
      met: loop >= 1e6,
    });
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) print(await requests());
