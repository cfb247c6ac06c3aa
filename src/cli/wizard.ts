import { codecOf } from '../codec/described/decode.js';
import { readDescription } from '../codec/described/read.js';
import { integerSizes } from '../codec/described/types.js';
import { type Answers, describeAnswers } from '../scaffold/answers.js';
import { presets } from '../scaffold/presets.js';
import { frameDiagram } from '../scaffold/wireformat.js';
import type { Io } from './types.js';

/** What the wizard gives: the name, and the text of a description. */
export interface WizardResult {
  protocol: string;
  text: string;
}

const types = Object.keys(integerSizes);

/** Refuses a name that a description would refuse. */
function checkProtocol(name: string): true | string {
  return (
    /^[a-z][a-z0-9]{0,31}$/.test(name) || "Lower-case letters and digits, a letter first; no '-', which port names are cut at."
  );
}

function checkField(name: string, taken: readonly string[]): true | string {
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)) return 'Lower-case words joined by _, as in request_id.';
  return taken.includes(name) ? 'There is such a field already.' : true;
}

/** Asks for a frame on the terminal, and shows it as it grows. */
export async function askForFrame(name: string | undefined, proxy: string, io: Io): Promise<WizardResult> {
  const { default: inquirer } = await import('inquirer');
  const protocol =
    name ??
    (await inquirer.prompt([{ type: 'input', name: 'value', message: 'Name of the protocol:', validate: checkProtocol }])).value;
  const { preset } = await inquirer.prompt([
    {
      type: 'select',
      name: 'preset',
      message: 'What is a frame like?',
      choices: [
        ...presets.map(({ name: value, summary }) => ({ value, name: summary })),
        { value: '', name: 'None of these: I describe it field by field' },
      ],
    },
  ]);
  const chosen = presets.find((one) => one.name === preset);
  if (chosen !== undefined) return { protocol, text: chosen.describe(protocol).replace(/^proxy: .*$/m, `proxy: ${proxy}`) };
  const { byteOrder, magic } = await inquirer.prompt([
    { type: 'select', name: 'byteOrder', message: 'In which order are the bytes of numbers?', choices: ['big', 'little'] },
    {
      type: 'input',
      name: 'magic',
      message: 'Two bytes that every frame begins with (as in 0xae10; empty for none):',
      validate: (value: string) => value === '' || /^0x[0-9a-f]{1,4}$/i.test(value) || 'A number such as 0xae10.',
    },
  ]);
  const answers: Answers = {
    protocol,
    proxy,
    byteOrder,
    fields: [],
    length: '',
    counts: 'frame',
    max: 16_777_216,
    types: [],
    attributes: [],
  };
  if (magic !== '') answers.magic = magic;
  for (;;) {
    const taken = answers.fields.map((field) => field.name);
    const { field } = await inquirer.prompt([
      {
        type: 'input',
        name: 'field',
        message: `${taken.length === 0 ? 'First' : 'Next'} field of the header (empty when it is complete):`,
        validate: (value: string) =>
          value === '' ? taken.length > 0 || 'A header has at least its length.' : checkField(value, taken),
      },
    ]);
    if (field === '') break;
    const { type } = await inquirer.prompt([{ type: 'select', name: 'type', message: `Type of ${field}:`, choices: types }]);
    answers.fields.push({ name: field, type });
    io.stderr.write(`\n${preview(answers)}\n`);
  }
  const fields = answers.fields.map((field) => field.name);
  const optional = [...fields.map((value) => ({ value, name: value })), { value: '', name: 'none' }];
  const more = await inquirer.prompt([
    { type: 'select', name: 'length', message: 'Which field says how long the frame is?', choices: fields },
    {
      type: 'select',
      name: 'counts',
      message: 'What does it count?',
      choices: [
        { value: 'frame', name: 'the whole frame' },
        { value: 'afterLength', name: 'what follows the length field' },
        { value: 'afterHeader', name: 'what follows the header' },
      ],
    },
    { type: 'select', name: 'requestId', message: 'Which field is the request id?', choices: optional },
    { type: 'select', name: 'typeField', message: 'Which field tells requests from responses?', choices: optional },
    { type: 'select', name: 'status', message: 'Which field is the status of a response, 0 for success?', choices: optional },
    { type: 'checkbox', name: 'attributes', message: 'Which fields shall rules match on?', choices: fields },
  ]);
  answers.length = more.length;
  answers.counts = more.counts;
  answers.attributes = more.attributes;
  if (more.requestId !== '') answers.requestId = more.requestId;
  if (more.status !== '') answers.status = { field: more.status, ok: '0' };
  if (more.typeField !== '') {
    answers.typeField = more.typeField;
    for (const type of ['request', 'response', 'heartbeat']) {
      const { value } = await inquirer.prompt([
        {
          type: 'input',
          name: 'value',
          message: `Value of ${more.typeField} in a ${type}${type === 'heartbeat' ? ' (empty for none)' : ''}:`,
          validate: (text: string) => (text === '' ? type === 'heartbeat' : /^\d+$|^0x[0-9a-f]+$/i.test(text)) || 'A number.',
        },
      ]);
      if (value !== '') answers.types.push([type, value]);
    }
  }
  return { protocol, text: describeAnswers(answers) };
}

/** The frame so far; the first field of four bytes stands for the length that is not chosen yet. */
function preview(answers: Answers): string {
  const length = answers.fields.at(-1)?.name ?? '';
  const { description } = readDescription(
    describeAnswers({ ...answers, length, protocol: 'preview', errorCode: length }),
    'preview',
  );
  return description === undefined ? '' : frameDiagram(codecOf(description));
}
