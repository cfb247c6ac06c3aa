import { spawn, spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Codec } from '../codec/described/decode.js';
import { randomFrames } from '../codec/described/frames.js';
import { outcomeLine } from '../codec/described/outcome.js';

/** A tool that the tests need and that is not there. */
export interface MissingTool {
  tool: string;
  /** How to get it. */
  fix: string;
}

/** What is missing of CMake, a C++ compiler and GoogleTest. GoogleTest is looked for by CMake itself, so only in the usual places here. */
export function missingTools(env: NodeJS.ProcessEnv): MissingTool[] {
  const runs = (command: string): boolean =>
    spawnSync(command, ['--version'], { stdio: 'ignore', timeout: 20_000, env }).status === 0;
  const missing: MissingTool[] = [];
  if (!runs('cmake'))
    missing.push({
      tool: 'CMake',
      fix: "Install it: 'apt-get install cmake' on Debian and Ubuntu, 'brew install cmake' on macOS.",
    });
  const compilers = [env['CXX'] ?? '', 'c++', 'g++', 'clang++'].filter((name) => name !== '');
  if (!compilers.some(runs))
    missing.push({
      tool: 'a C++ compiler',
      fix: "Install one: 'apt-get install g++' on Debian and Ubuntu, 'xcode-select --install' on macOS.",
    });
  const usual = ['/usr/include', '/usr/local/include', '/opt/homebrew/include', '/opt/local/include'];
  if (
    env['GTEST_ROOT'] === undefined &&
    env['CMAKE_PREFIX_PATH'] === undefined &&
    !usual.some((folder) => existsSync(join(folder, 'gtest/gtest.h')))
  )
    missing.push({
      tool: 'GoogleTest',
      fix: "Install it: 'apt-get install libgtest-dev' on Debian and Ubuntu, 'brew install googletest' on macOS; or set GTEST_ROOT.",
    });
  return missing;
}

/** Where the tests are built; not `build`, which is `BUILD` where letter case does not count. */
export const buildFolder = 'cmake-build';
/** Where they are built with sanitizers. */
export const sanitizeFolder = 'cmake-build-sanitize';

/** Where the fuzzer is built, if clang is there. */
const fuzzFolder = 'cmake-build-fuzz';

/** A step of the tests, and how it went. */
export interface Step {
  name: string;
  passed: boolean;
  seconds: number;
  /** What the tools said, where it failed. */
  output: string;
}

interface Ran {
  status: number | null;
  output: string;
}

const mostOutput = 1 << 20;

/** Runs a program and gathers what it says. Ends it after the limit. */
function run(command: string, args: readonly string[], minutes: number): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: minutes * 60_000 });
    let output = '';
    const keep = (chunk: Buffer): void => {
      if (output.length < mostOutput) output += chunk.toString('utf8');
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', (error) => resolve({ status: null, output: `${output}${error.message}\n` }));
    child.on('close', (status) => resolve({ status, output }));
  });
}

async function timed(name: string, work: () => Promise<Ran>): Promise<Step> {
  const start = Date.now();
  const { status, output } = await work();
  return { name, passed: status === 0, seconds: (Date.now() - start) / 1000, output: status === 0 ? '' : output };
}

/** Builds the tests of a project (with or without sanitizers) in folders of their own and runs them. Ends at the first step that fails. */
export async function* runTests(folder: string, sanitize: boolean): AsyncGenerator<Step> {
  const build = join(folder, sanitize ? sanitizeFolder : buildFolder);
  const suffix = sanitize ? ' under AddressSanitizer and UndefinedBehaviorSanitizer' : '';
  const steps: [string, string, string[]][] = [
    [`configure${suffix}`, 'cmake', ['-S', folder, '-B', build, ...(sanitize ? ['-DSANITIZE=ON'] : [])]],
    [`compile${suffix}`, 'cmake', ['--build', build, '--parallel', '2']],
    [`tests and saved fuzz inputs${suffix}`, 'ctest', ['--test-dir', build, '--output-on-failure']],
  ];
  for (const [name, command, args] of steps) {
    const step = await timed(name, () => run(command, args, 15));
    yield step;
    if (!step.passed) return;
  }
}

/**
 * Builds the fuzzer with clang and runs it for some seconds from the saved inputs, in a copy of them. Nothing where there is no clang, or none with
 * libFuzzer.
 */
export async function* runFuzzer(folder: string, seconds: number): AsyncGenerator<Step> {
  const build = join(folder, fuzzFolder);
  const configured = await run('cmake', ['-S', folder, '-B', build, '-DCMAKE_CXX_COMPILER=clang++', '-DSANITIZE=ON'], 5);
  if (configured.status !== 0) return;
  const targets = await run('cmake', ['--build', build, '--target', 'help'], 5);
  if (!targets.output.includes('decode_fuzz')) return;
  const compiled = await timed('compile the fuzzer with clang', () =>
    run('cmake', ['--build', build, '--target', 'decode_fuzz'], 15),
  );
  yield compiled;
  if (!compiled.passed) return;
  const found = mkdtempSync(join(tmpdir(), 'aerakictl-fuzz-'));
  try {
    yield await timed(`fuzz for ${seconds} s`, () =>
      run(
        join(build, 'decode_fuzz'),
        [`-max_total_time=${seconds}`, `-artifact_prefix=${build}/`, found, join(folder, 'test/fuzz/corpus')],
        seconds / 60 + 5,
      ),
    );
  } finally {
    rmSync(found, { recursive: true, force: true });
  }
}

/** A frame that the description and the C++ code make different things of. */
export interface Difference {
  index: number;
  direction: 'request' | 'response';
  /** In hexadecimal. */
  bytes: string;
  described: string;
  compiled: string;
}

/** What the comparison found: how many frames, how many of them held messages, and the first differences. */
export interface Comparison {
  frames: number;
  messages: number;
  differences: Difference[];
  /** Why it could not be made. */
  failure?: string;
}

/**
 * Decodes the same random and damaged frames by the description and by the compiled code, and compares what comes out, line by line. The program
 * `decode_frames` must have been built there.
 */
export async function compare(codec: Codec, build: string, count: number, seed: number): Promise<Comparison> {
  const work = mkdtempSync(join(tmpdir(), 'aerakictl-frames-'));
  const result: Comparison = { frames: 0, messages: 0, differences: [] };
  try {
    const input = join(work, 'frames.bin');
    const printed = join(work, 'lines.txt');
    await writeRecords(input, codec, count, seed);
    const output = await open(printed, 'w');
    const status = await new Promise<number | null | string>((resolve) => {
      const child = spawn(join(build, 'decode_frames'), [input], {
        stdio: ['ignore', output.fd, 'ignore'],
        timeout: 10 * 60_000,
      });
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code) => resolve(code));
    });
    await output.close();
    if (status !== 0) return { ...result, failure: `decode_frames ended with ${status}` };
    const frames = randomFrames(codec, count, seed);
    for await (const compiled of createInterface({
      input: createReadStream(printed, 'latin1'),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      const next = frames.next();
      if (next.done === true) break;
      const { direction, bytes } = next.value;
      const described = outcomeLine(codec, bytes, direction, result.frames);
      if (described.includes('|')) result.messages++;
      if (described !== compiled && result.differences.length < 10)
        result.differences.push({
          index: result.frames,
          direction,
          bytes: Buffer.from(bytes).toString('hex'),
          described,
          compiled,
        });
      result.frames++;
    }
    return result.frames === count
      ? result
      : { ...result, failure: `decode_frames answered ${result.frames} of ${count} frames` };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function writeRecords(file: string, codec: Codec, count: number, seed: number): Promise<void> {
  const output = await open(file, 'w');
  let batch: Buffer[] = [];
  let size = 0;
  for (const { direction, bytes } of randomFrames(codec, count, seed)) {
    const head = Buffer.alloc(5);
    head[0] = direction === 'request' ? 0 : 1;
    head.writeUInt32BE(bytes.length, 1);
    batch.push(head, Buffer.from(bytes));
    size += 5 + bytes.length;
    if (size < 1 << 20) continue;
    await output.write(Buffer.concat(batch));
    batch = [];
    size = 0;
  }
  await output.write(Buffer.concat(batch));
  await output.close();
}
