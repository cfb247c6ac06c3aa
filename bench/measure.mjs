// What the benchmarks share: running programs in turn and measuring each as a whole process.
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { cpus, homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const program = join(root, 'bin', 'aerakictl.js');

/** GNU time tells a process's peak memory. It is Debian's package `time`; without it the memory columns stay empty. */
const gnuTime = '/usr/bin/time';

/** A folder for inputs, removed when the benchmark ends. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a program to its end, its output thrown away, and answers its wall time in ms. Any exit status but 0 ends the benchmark. */
function run([command, ...args], output = 'ignore') {
  const start = performance.now();
  const result = spawnSync(command, args, { stdio: ['ignore', output, 'pipe'], maxBuffer: 1 << 30 });
  const ms = performance.now() - start;
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} ended with ${result.status ?? result.signal}\n${String(result.stderr).slice(0, 2000)}`,
    );
  }
  return { ms, stderr: String(result.stderr) };
}

/** Peak resident memory of one run in MB, or undefined without GNU time. Never taken together with a time. */
export function peakMegabytes(command, folder) {
  if (!existsSync(gnuTime)) return undefined;
  const report = join(folder, 'peak');
  run([gnuTime, '-o', report, '-f', '%M', ...command]);
  return (Number(readFileSync(report, 'utf8').trim().split('\n').at(-1)) * 1024) / 1e6;
}

/**
 * Runs each of the named commands `runs` times, in turn, so that a busy machine slows all of them alike. Answers the sorted times in
 * ms of each. One run of each goes before, uncounted, to fill the file cache.
 */
export function inTurn(commands, runs, outputFile) {
  const names = Object.keys(commands);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  for (let i = -1; i < runs; i++) {
    for (const name of names) {
      const output = outputFile === undefined ? undefined : openSync(outputFile, 'w');
      const { ms } = run(commands[name], output);
      if (output !== undefined) closeSync(output);
      if (i >= 0) times[name].push(ms);
    }
  }
  for (const name of names) times[name].sort((a, b) => a - b);
  return times;
}

/** The middle of sorted numbers. */
export function median(sorted) {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Where a peer program is: on PATH, or where `go install` puts it. Undefined if it is nowhere. */
export function findPeer(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), join(process.env.GOPATH ?? join(homedir(), 'go'), 'bin')];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

/** A number from the command line, as in `--runs 7`. */
export function option(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  const value = at < 0 ? otherwise : Number(process.argv[at + 1]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} wants a whole number above 0`);
  return value;
}

/** Rows of `what, measured, against, ratio, wanted, met` as a Markdown table, or as JSON with `--json`. */
export function print(rows) {
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({ node: process.version, cores: cpus().length, rows }, undefined, 2));
    return;
  }
  console.log('| what | measured | against | ratio | wanted | met |');
  console.log('|---|---|---|---|---|---|');
  for (const row of rows) {
    const met = row.met === undefined ? '' : row.met ? 'yes' : '**no**';
    console.log(`| ${row.what} | ${row.measured} | ${row.against ?? ''} | ${row.ratio ?? ''} | ${row.wanted ?? ''} | ${met} |`);
  }
}

export function milliseconds(value) {
  return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(0)} ms`;
}
