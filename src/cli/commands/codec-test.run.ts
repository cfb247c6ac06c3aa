import { join } from 'node:path';
import { toYaml } from '../../report/yaml.js';
import { buildFolder, type Comparison, compare, missingTools, runFuzzer, runTests, type Step } from '../../scaffold/toolchain.js';
import { readCodec } from '../bytes.js';
import { CliError } from '../errors.js';
import { write } from '../io.js';
import { flag, text, wholeNumber } from '../options.js';
import type { Handler } from '../types.js';

/** Runs `codec test`: status 1 where a test fails or the code differs from the description, 2 where a tool is missing. */
export const run: Handler = async ({ arguments: [folder = '.'], options, io }) => {
  const { codec } = readCodec(join(folder, 'codec.yaml'), io);
  const frames = wholeNumber(options, 'frames', 0, 10_000_000) ?? 100_000;
  const seed = wholeNumber(options, 'seed', 0, 4_294_967_295) ?? 1;
  const missing = missingTools(io.env);
  if (missing.length > 0)
    throw new CliError(
      `the tests need ${missing.map(({ tool }) => tool).join(' and ')}`,
      missing.map(({ fix }) => fix).join(' '),
    );
  const steps: Step[] = [];
  const machine = (text(options, 'output') ?? 'text') !== 'text';
  const quick = flag(options, 'quick');
  const parts = [runTests(folder, false), ...(quick ? [] : [runTests(folder, true), runFuzzer(folder, 5)])];
  for (const part of parts) {
    for await (const step of part) {
      steps.push(step);
      if (!machine) await write(io.stdout, `${step.passed ? 'ok    ' : 'FAILED'} ${step.name} (${step.seconds.toFixed(1)} s)\n`);
      if (!step.passed) io.stderr.write(step.output);
    }
    if (steps.some(({ passed }) => !passed)) break;
  }
  const built = steps.every(({ passed }) => passed);
  const comparison = built && frames > 0 ? await compare(codec, join(folder, buildFolder), frames, seed) : undefined;
  const agrees = comparison === undefined || (comparison.failure === undefined && comparison.differences.length === 0);
  const value = {
    steps: steps.map(({ name, passed, seconds }) => ({ name, passed, seconds })),
    ...(comparison === undefined ? {} : { comparison }),
  };
  if (text(options, 'output') === 'json') await write(io.stdout, `${JSON.stringify(value, null, 2)}\n`);
  else if (text(options, 'output') === 'yaml') await write(io.stdout, toYaml(value));
  else if (comparison !== undefined) await write(io.stdout, asText(comparison));
  return built && agrees ? 0 : 1;
};

function asText({ frames, messages, differences, failure }: Comparison): string {
  if (failure !== undefined) return `FAILED the comparison: ${failure}\n`;
  if (differences.length === 0)
    return `ok     code and description agree on ${frames} random and damaged frames, ${messages} of them with messages\n`;
  const [first] = differences;
  const shown =
    first === undefined
      ? ''
      : `  ${first.direction} ${first.bytes}\n  description: ${first.described}\n  code:        ${first.compiled}\n`;
  return `FAILED code and description differ, first at frame ${first?.index}:\n${shown}`;
}
