import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commands } from '../cli/catalog.js';
import { commandIndex } from '../cli/commandindex.generated.js';
import { globalOptions } from '../cli/options.js';
import type { CommandDeclaration, OptionDeclaration } from '../cli/types.js';
import { commandLine, helpOfCommand, helpOfProgram } from './help.js';
import { referencePage } from './markdown.js';

const load: CommandDeclaration['load'] = () => Promise.reject(new Error('not run'));
const shared: OptionDeclaration[] = [{ long: 'help', short: 'h', summary: 'Show this help' }];
const check: CommandDeclaration = {
  name: 'check',
  group: 'Check and understand',
  summary: 'Would it be accepted?',
  description: 'Says what the API server would say, without one, in words that are long enough to need a second line.',
  arguments: [{ name: 'file', repeatable: true, summary: 'Files or folders' }],
  options: [
    { long: 'output', short: 'o', value: 'FORMAT', choices: ['text', 'json'], default: 'text', summary: 'Form of the result' },
    { long: 'exclude', value: 'GLOB', repeatable: true, summary: 'Leave out a|b' },
  ],
  examples: [
    { command: 'check a.yaml', summary: 'One file' },
    { command: 'helm template x | PROGRAM check -', summary: 'What a chart renders' },
  ],
  load,
};
const hidden: CommandDeclaration = { ...check, name: '__hidden', hidden: true };

describe('help', () => {
  it('of the program shows where to start and the commands, not the hidden ones', () => {
    const text = helpOfProgram(
      [{ ...check, ...(check.examples[0] && { example: check.examples[0] }) }, hidden],
      'kubectl aeraki',
    );
    assert.match(text, /\nExamples:\n {2}kubectl aeraki check a\.yaml\n\nUsage:\n {2}kubectl aeraki COMMAND /);
    assert.match(text, /\nCheck and understand:\n {2}check {2}Would it be accepted\?\n/);
    assert.ok(!text.includes('__hidden'));
  });

  it('of a command has its examples first, then what it takes', () => {
    assert.equal(
      helpOfCommand(check, 'aerakictl', shared),
      [
        'Would it be accepted?',
        '',
        'Examples:',
        '  # One file',
        '  aerakictl check a.yaml',
        '',
        '  # What a chart renders',
        '  helm template x | aerakictl check -',
        '',
        'Usage:',
        '  aerakictl check [FILE...] [OPTIONS]',
        '',
        'Says what the API server would say, without one, in words that are long enough',
        'to need a second line.',
        '',
        'Arguments:',
        '  FILE...  Files or folders',
        '',
        'Options:',
        '  -o, --output FORMAT  Form of the result (one of text, json; default text)',
        '      --exclude GLOB   Leave out a|b (repeatable)',
        '',
        'Options of every command:',
        '  -h, --help  Show this help',
        '',
      ].join('\n'),
    );
  });

  it('of a command with others below it lists these, and is no command of its own', () => {
    const below = { ...check, name: 'codec new', summary: 'Make one' };
    const text = helpOfCommand(
      { ...check, name: 'codec', arguments: [], options: [], examples: [], subcommands: [below] },
      'aerakictl',
    );
    assert.match(text, /Usage:\n {2}aerakictl codec COMMAND /);
    assert.match(text, /Commands:\n {2}codec new {2}Make one\n/);
    assert.match(helpOfCommand(below, 'aerakictl'), /Usage:\n {2}aerakictl codec new \[FILE\.\.\.\] \[OPTIONS\]/);
  });

  it('puts the program where the example says so', () => {
    assert.equal(commandLine({ command: 'cat x | PROGRAM check -', summary: '' }, '$&'), 'cat x | $& check -');
  });
});

describe('reference page', () => {
  it('has a section a command, with cells that cannot break the table', () => {
    const page = referencePage([check, hidden], shared);
    assert.match(page, /\n\| \[check\]\(#check\) \| Would it be accepted\? \|\n/);
    assert.match(page, /\n\| `--exclude GLOB` \| Leave out a\\\|b \(repeatable\) \|\n/);
    assert.ok(!page.includes('__hidden'));
  });

  it('has a section for each command below another', () => {
    const below = { ...check, name: 'codec new', summary: 'Make one' };
    const page = referencePage([{ ...check, name: 'codec', subcommands: [below] }], shared);
    assert.match(page, /\n\| \[codec new\]\(#codec-new\) \| Make one \|\n/);
    assert.match(page, /\n## codec new\n/);
  });
});

describe('the help of the program', () => {
  it('fits into 80 columns, whatever the program is called', () => {
    for (const program of ['aerakictl', 'kubectl aeraki']) {
      const texts = [helpOfProgram(commandIndex, program), ...commands.map((one) => helpOfCommand(one, program, globalOptions))];
      for (const line of texts.flatMap((text) => text.split('\n'))) assert.ok(line.length <= 80, line);
    }
  });

  it('breaks a long command line before an option, so that a shell takes it as it is', () => {
    const example = { command: `check ${'x'.repeat(50)} --option value -a name=value`, summary: 'Long' };
    assert.ok(
      helpOfCommand({ ...check, examples: [example] }, 'p').includes(
        `  # Long\n  p check ${'x'.repeat(50)} --option value \\\n      -a name=value\n`,
      ),
    );
  });
});
