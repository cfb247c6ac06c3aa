import { join } from 'node:path';
import type { Finding } from '../../base/finding.js';
import { readDescription } from '../../codec/described/read.js';
import type { Description } from '../../codec/described/types.js';
import { locate } from '../../manifest/locate.js';
import { readSource } from '../../manifest/read.js';
import { parseSlow } from '../../manifest/slow.js';
import { renderFinding } from '../../report/diagnostics/text.js';
import { type Answers, describeAnswers } from '../../scaffold/answers.js';
import { createProject, refuseTaken, ScaffoldError } from '../../scaffold/folder.js';
import { presetNamed } from '../../scaffold/presets.js';
import { projectFiles } from '../../scaffold/project.js';
import { recordFile } from '../../scaffold/record.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { flag, pairs, text, texts, wholeNumber } from '../options.js';
import type { Handler, Invocation } from '../types.js';
import { version } from '../version.js';
import { askForFrame } from '../wizard.js';

/** A description to be: its text, and the file it is said to be from. */
interface Wanted {
  text: string;
  file: string;
}

/** The answers that options give; undefined where none describes a frame. */
function answersOf({ arguments: [name = ''], options }: Invocation): Answers | undefined {
  const fields = texts(options, 'field').map((given) => {
    const at = given.indexOf(':');
    if (at <= 0) throw new CliError(`--field ${given}: not of the form NAME:TYPE`);
    return { name: given.slice(0, at), type: given.slice(at + 1) };
  });
  if (fields.length === 0) return undefined;
  const length = text(options, 'length');
  if (length === undefined)
    throw new CliError('--field without --length: nothing says where a frame ends', 'Name one of the fields as --length.');
  const answers: Answers = {
    protocol: name,
    proxy: text(options, 'proxy') ?? '1.4.2',
    byteOrder: text(options, 'byte-order') ?? 'big',
    fields,
    length,
    counts: text(options, 'counts') ?? 'frame',
    max: wholeNumber(options, 'max', 1, 2 ** 31 - 1) ?? 16_777_216,
    types: pairs(options, 'type', 'TYPE=VALUE'),
    attributes: texts(options, 'attribute'),
  };
  const magic = text(options, 'magic');
  const requestId = text(options, 'request-id');
  const typeField = text(options, 'type-field');
  const errorCode = text(options, 'error-code');
  const status = text(options, 'status');
  if (magic !== undefined && magic !== 'none') answers.magic = magic;
  if (requestId !== undefined) answers.requestId = requestId;
  if (typeField !== undefined) answers.typeField = typeField;
  if (errorCode !== undefined) answers.errorCode = errorCode;
  if (status !== undefined) {
    const [field = '', ok = '0'] = status.split('=');
    answers.status = { field, ok };
  }
  return answers;
}

/** The description that is asked for: a file, a preset, options, or answers on a terminal. */
async function wantedBy(invocation: Invocation): Promise<Wanted> {
  const {
    arguments: [name],
    options,
    io,
    program,
  } = invocation;
  const from = text(options, 'from');
  const preset = text(options, 'preset');
  const given = ['from', 'preset', 'field'].filter((option) => options.has(option));
  if (given.length > 1) throw new CliError(`--${given.join(' and --')}: a frame comes from one of them`);
  if (from !== undefined) {
    const content = readSource({ file: from, explicit: true });
    if (typeof content !== 'string') throw new CliError(content.message, content.fix);
    return { text: content, file: from };
  }
  const proxy = text(options, 'proxy') ?? '1.4.2';
  if (given.length > 0 && name === undefined)
    throw new CliError('the protocol has no name', `Give it, as in '${program} codec new orders --preset keyvalue'.`);
  if (preset !== undefined) {
    const described = presetNamed(preset)?.describe(name ?? '') ?? '';
    return { text: described.replace(/^proxy: .*$/m, `proxy: ${proxy}`), file: 'codec.yaml' };
  }
  const answers = answersOf(invocation);
  if (answers !== undefined) return { text: describeAnswers(answers), file: 'codec.yaml' };
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) {
    throw new CliError(
      'no frame was described, and there is no terminal to ask on',
      `Give --preset, --from or --field, as in '${program} codec new orders --preset keyvalue'.`,
    );
  }
  return { text: (await askForFrame(name, proxy, io)).text, file: 'codec.yaml' };
}

function checked({ text: content, file }: Wanted, invocation: Invocation): Description {
  const {
    options,
    io,
    arguments: [name],
  } = invocation;
  const { description, findings } = readDescription(content, file);
  const told: Finding[] = findings.filter(({ severity }) => severity !== 'info');
  const drawn = textOptions({ ...io, stdout: io.stderr }, options);
  for (const finding of locate(told, () => content, { frames: true, slow: parseSlow }))
    io.stderr.write(renderFinding(finding, drawn));
  if (description === undefined) throw new CliError('the description is not complete; nothing was written');
  if (name !== undefined && name !== description.protocol)
    throw new CliError(`${file} describes ${description.protocol}, not ${name}`, 'Leave the name out, or correct `protocol`.');
  return description;
}

/** Runs `codec new`. */
export const run: Handler = async (invocation) => {
  const { options, io, program } = invocation;
  let wanted: Wanted;
  try {
    wanted = await wantedBy(invocation);
  } catch (error) {
    // Ctrl-C at a prompt.
    if (error instanceof Error && error.name === 'ExitPromptError') return 130;
    throw error;
  }
  const description = checked(wanted, invocation);
  const folder = text(options, 'output-dir') ?? description.protocol;
  try {
    if (flag(options, 'dry-run')) {
      refuseTaken(folder);
      const paths = [recordFile, ...projectFiles(description, wanted.text).keys()];
      await write(io.stdout, paths.map((path) => `${join(folder, path)}\n`).join(''));
      return 0;
    }
    const files = createProject(folder, description, wanted.text, version);
    await write(
      io.stdout,
      `${folder}: ${files.size} files for ${description.protocol}, a codec for proxy ${description.proxy}.\nNext: ${program} codec test ${folder}\n`,
    );
  } catch (error) {
    if (error instanceof ScaffoldError) throw new CliError(error.message, error.fix);
    throw error;
  }
  return 0;
};
