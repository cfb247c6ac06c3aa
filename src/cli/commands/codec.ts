import { proxyVersions } from '../../codec/described/types.js';
import { resultOutput } from '../options.js';
import { diagnosticOutput } from '../output.js';
import type { ArgumentDeclaration, CommandDeclaration, OptionDeclaration } from '../types.js';

const group = 'Bring a protocol';

const project: ArgumentDeclaration = {
  name: 'folder',
  completes: 'folder',
  summary: 'Folder of the codec project; . if left out',
};

const codecFile: OptionDeclaration = {
  long: 'codec',
  short: 'c',
  value: 'FILE',
  completes: 'file',
  default: 'codec.yaml',
  summary: 'Description of the protocol',
};

const create: CommandDeclaration = {
  name: 'codec new',
  group,
  summary: 'Make a tested codec project from a description of the frame',
  description:
    'Asks for the frame on a terminal and shows it as it grows; every answer is also an option. The project is made in a temporary folder, checked, and moved into place: nothing is overwritten, and a failure leaves nothing.',
  arguments: [
    { name: 'name', summary: 'Protocol: lower-case letters and digits, as in the third part of tcp-metaprotocol-NAME' },
  ],
  options: [
    { long: 'from', value: 'FILE', completes: 'file', summary: 'Take this description, codec.yaml, instead of asking' },
    {
      long: 'preset',
      value: 'PRESET',
      choices: ['keyvalue', 'fixed', 'awesomerpc', 'text'],
      summary: 'Take a frame that is there: header map, fixed header, the template, lines of text',
    },
    { long: 'proxy', value: 'VERSION', choices: [...proxyVersions], default: '1.4.2', summary: 'Version of the proxy' },
    { long: 'byte-order', value: 'ORDER', choices: ['big', 'little'], default: 'big', summary: 'Order of the bytes of numbers' },
    {
      long: 'magic',
      value: 'NUMBER',
      summary: 'Number of two bytes that every frame begins with, such as 0xae10; none for no such number',
    },
    { long: 'field', value: 'NAME:TYPE', repeatable: true, summary: 'A field of the header, in sequence, as in command:u16' },
    { long: 'length', value: 'FIELD', summary: 'Field that says how long the frame is' },
    {
      long: 'counts',
      value: 'WHAT',
      choices: ['frame', 'afterLength', 'afterHeader'],
      default: 'frame',
      summary: 'What it counts',
    },
    { long: 'max', value: 'BYTES', default: '16777216', summary: 'Largest frame' },
    { long: 'request-id', value: 'FIELD', summary: 'Field that is the same in a request and its response' },
    { long: 'status', value: 'FIELD=OK', summary: 'Field of the status, and its value of success' },
    { long: 'type-field', value: 'FIELD', summary: 'Field that tells messages apart; without, the direction does' },
    {
      long: 'type',
      value: 'TYPE=VALUE',
      repeatable: true,
      summary: 'What a value of it means, as in request=0, response=1, heartbeat=2',
    },
    { long: 'attribute', value: 'FIELD', repeatable: true, summary: 'Field that rules can match on' },
    { long: 'error-code', value: 'FIELD', summary: 'Field that carries the code of an error; the status if left out' },
    {
      long: 'output-dir',
      value: 'FOLDER',
      completes: 'folder',
      summary: 'Where the project goes; a folder named NAME if left out',
    },
    { long: 'dry-run', summary: 'List the files, write nothing' },
  ],
  examples: [
    { command: 'codec new', summary: 'Answer questions on a terminal' },
    { command: 'codec new orders --preset keyvalue', summary: 'A frame with a header map' },
    { command: 'codec new qza --from examples/codec/qza.yaml --dry-run', summary: 'What a description gives' },
    {
      command:
        'codec new orders --magic 0xae20 --field id:u32 --field command:u16 --field status:u16 --field size:u32 --length size --counts afterHeader --request-id id --status status=0 --attribute command',
      summary: 'A frame by its fields',
    },
  ],
  load: () => import('./codec-new.run.js'),
};

const update: CommandDeclaration = {
  name: 'codec update',
  group,
  summary: 'Generate a project anew from its changed description, keeping your changes',
  description:
    'A three-way merge of what was generated before, what you made of it, and what the description gives now. Where both changed the same lines, both stay between conflict markers, and the exit status is 1.',
  arguments: [project],
  options: [{ long: 'dry-run', summary: 'List what would change, write nothing' }, resultOutput],
  examples: [{ command: 'codec update', summary: 'The project in this folder' }],
  load: () => import('./codec-update.run.js'),
};

const verify: CommandDeclaration = {
  name: 'codec verify',
  group,
  summary: 'Do names, build and YAML of a project agree with its description?',
  arguments: [project],
  options: [
    diagnosticOutput,
    {
      long: 'fail-on',
      value: 'SEVERITY',
      choices: ['error', 'warning', 'info'],
      default: 'error',
      summary: 'From which severity on the answer is no',
    },
  ],
  examples: [
    { command: 'codec verify', summary: 'The project in this folder' },
    { command: 'codec verify orders -o sarif=report.sarif', summary: 'A report beside the text' },
  ],
  load: () => import('./codec-verify.run.js'),
};

const test: CommandDeclaration = {
  name: 'codec test',
  group,
  summary: 'Compile and test a codec, and compare it with its description on random frames',
  description:
    'Builds with CMake against the stand-ins of the project, runs the tests, again under AddressSanitizer and UndefinedBehaviorSanitizer, and decodes random and damaged frames twice: by the compiled code and by the description.',
  arguments: [project],
  options: [
    { long: 'frames', value: 'N', default: '100000', summary: 'How many frames are compared; 0 for none' },
    { long: 'seed', value: 'N', default: '1', summary: 'Other frames' },
    { long: 'quick', summary: 'Leave the sanitizers and the fuzzer out' },
    resultOutput,
  ],
  examples: [{ command: 'codec test orders', summary: 'Everything' }],
  load: () => import('./codec-test.run.js'),
};

const decode: CommandDeclaration = {
  name: 'codec decode',
  group,
  summary: 'Show the messages in bytes of a described protocol',
  arguments: [
    {
      name: 'file',
      required: true,
      completes: 'anyFile',
      summary: 'Bytes, raw or in hexadecimal (also a dump of xxd or hexdump); - for stdin',
    },
  ],
  options: [
    codecFile,
    {
      long: 'direction',
      value: 'WAY',
      choices: ['request', 'response'],
      default: 'request',
      summary: 'Which way the bytes went',
    },
    { long: 'form', value: 'FORM', choices: ['auto', 'raw', 'hex'], default: 'auto', summary: 'How the bytes are written' },
    resultOutput,
  ],
  examples: [
    { command: 'codec decode examples/codec/qza-requests.hex --codec examples/codec/qza.yaml', summary: 'A text in hexadecimal' },
    { command: 'xxd capture.bin | PROGRAM codec decode - -c orders/codec.yaml -o json', summary: 'A dump, for a program' },
  ],
  load: () => import('./codec-decode.run.js'),
};

const diagram: CommandDeclaration = {
  name: 'codec diagram',
  group,
  summary: 'Draw the frame that a description gives',
  arguments: [{ name: 'file', completes: 'file', summary: 'Description; codec.yaml if left out' }],
  options: [resultOutput],
  examples: [{ command: 'codec diagram examples/codec/qza.yaml', summary: 'A diagram and the table of fields' }],
  load: () => import('./codec-diagram.run.js'),
};

const list: CommandDeclaration = {
  name: 'codec list',
  group,
  summary: 'The protocols there is a codec for, with their attributes and limits',
  arguments: [],
  options: [resultOutput],
  examples: [{ command: 'codec list', summary: 'What rules can match on, protocol by protocol' }],
  load: () => import('./codec-list.run.js'),
};

/** `codec`: a private protocol, from its description to a codec that is compiled into the proxy. */
export const codec: CommandDeclaration = {
  name: 'codec',
  group,
  summary: 'Bring a private protocol into the mesh: describe, generate, test, decode',
  description:
    'A codec tells the proxy where a message ends and what rules can match on. Describe the frame once, in codec.yaml; the codec, its tests, YAML and documentation are made from it.',
  arguments: [],
  options: [],
  examples: [{ command: 'codec new orders --preset keyvalue', summary: 'A project to start from' }],
  subcommands: [create, update, verify, test, decode, diagram, list],
  load: () => import('./codec-list.run.js'),
};
