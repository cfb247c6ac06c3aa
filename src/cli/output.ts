import type { DiagnosticReport, Severity } from '../base/finding.js';
import { diagnosticFormats as renderers } from '../report/diagnostics.js';
import { sanitizeLines } from '../report/sanitize.js';
import { CliError } from './errors.js';
import { textOptions, write, writeWhole } from './io.js';
import type { Invocation, OptionDeclaration } from './types.js';
import { version } from './version.js';

type DiagnosticFormat = keyof typeof renderers;

const diagnosticFormats = Object.keys(renderers) as DiagnosticFormat[];

/** `-o` of the commands that report findings. */
export const diagnosticOutput: OptionDeclaration = {
  long: 'output',
  short: 'o',
  value: 'FORMAT[=FILE]',
  repeatable: true,
  choices: diagnosticFormats,
  default: 'text',
  summary: `Form of the report: ${diagnosticFormats.join(', ')}; several at once with =FILE`,
};

/** One report to be written: its format, and the file it goes to, or stdout. */
export interface Output {
  format: DiagnosticFormat;
  file?: string;
}

/**
 * What `-o json -o sarif=report.sarif` asks for. Where every output goes to a file, or none is asked for, text goes to stdout too.
 */
export function diagnosticOutputs(given: readonly string[]): Output[] {
  const outputs = given.map((value): Output => {
    const at = value.indexOf('=');
    const name = at < 0 ? value : value.slice(0, at);
    const format = diagnosticFormats.find((known) => known === name);
    if (format === undefined)
      throw new CliError(`-o ${value}: no such format`, `The formats are ${diagnosticFormats.join(', ')}.`);
    if (at < 0) return { format };
    const file = value.slice(at + 1);
    if (file === '') throw new CliError(`-o ${value}: no file after =`);
    // Opening /dev/stdout anew would cut off what has been written to it.
    if (file === '-' || file === '/dev/stdout') return { format };
    return { format, file };
  });
  const onStdout = outputs.filter((output) => output.file === undefined);
  if (onStdout.length > 1) {
    throw new CliError(
      `-o ${onStdout.map((output) => output.format).join(' and -o ')}: only one report fits on stdout`,
      `Send the others to files, as in -o ${onStdout[1]?.format}=FILE.`,
    );
  }
  return onStdout.length === 0 ? [{ format: 'text' }, ...outputs] : outputs;
}

/**
 * Writes a report in every format asked for: to its file, or to stdout. A file that cannot be written is told on stderr, and the others are
 * written all the same. Returns whether all were.
 */
export async function writeReports(
  report: DiagnosticReport,
  outputs: readonly Output[],
  failOn: Severity | 'never',
  { io, options, program }: Pick<Invocation, 'io' | 'options' | 'program'>,
): Promise<boolean> {
  let complete = true;
  for (const { format, file } of outputs) {
    const render = await renderers[format](report);
    const drawn = file === undefined ? textOptions(io, options) : { color: false, width: 100, unicode: true };
    const terminal = file === undefined && io.stdout.isTTY === true;
    const content = render(report, { ...drawn, terminal, program, failOn, version });
    if (file === undefined) await write(io.stdout, content);
    else {
      try {
        writeWhole(file, content);
      } catch (error) {
        if (!(error instanceof CliError)) throw error;
        io.stderr.write(`error: ${sanitizeLines(error.message)}\n`);
        complete = false;
      }
    }
  }
  return complete;
}
