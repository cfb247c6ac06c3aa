import type { ArgumentDeclaration, CommandDeclaration, CommandEntry, Example, OptionDeclaration } from '../cli/types.js';
import { wrapHanging } from './wrap.js';

const width = 80;

/** Help of the whole program: where to start, then the commands by group. `program` is what the user typed. */
export function helpOfProgram(commands: readonly Omit<CommandEntry, 'declaration'>[], program: string): string {
  const visible = commands.filter((command) => command.hidden !== true);
  const starts = visible.flatMap(({ example }) => (example === undefined ? [] : [commandLine(example, program)]));
  const parts = [
    `${wrapHanging('', introduction(program), width).join('\n')}\n`,
    `Examples:\n${starts.map((line) => `${typed(line)}\n`).join('')}`,
    `Usage:\n  ${program} COMMAND [ARGUMENTS] [OPTIONS]\n`,
  ];
  const column = Math.max(...visible.map((command) => command.name.length));
  for (const group of new Set(visible.map((command) => command.group))) {
    const members = visible.filter((command) => command.group === group);
    parts.push(
      `${group}:\n${columns(
        members.map((command) => [command.name, command.summary]),
        column,
      )}`,
    );
  }
  parts.push(`'${program} COMMAND --help' shows what a command takes, with examples.\n`);
  return parts.join('\n');
}

/** Help of one command: examples first, then usage, description, arguments and options; `shared` are the options that every command takes. */
export function helpOfCommand(command: CommandDeclaration, program: string, shared: readonly OptionDeclaration[] = []): string {
  const parts = [`${command.summary}\n`];
  if (command.examples.length > 0) {
    parts.push(
      `Examples:\n${command.examples.map((example) => `  # ${example.summary}\n${typed(commandLine(example, program))}\n`).join('\n')}`,
    );
  }
  parts.push(`Usage:\n  ${usage(command, program)}\n`);
  if (command.description !== undefined) parts.push(`${wrapHanging('', command.description, width).join('\n')}\n`);
  if (command.subcommands !== undefined)
    parts.push(`Commands:\n${columns(command.subcommands.map(({ name, summary }) => [name, summary]))}`);
  if (command.arguments.length > 0) {
    parts.push(`Arguments:\n${columns(command.arguments.map((argument) => [argumentForm(argument, false), argument.summary]))}`);
  }
  if (command.options.length > 0) parts.push(`Options:\n${columns(command.options.map(optionRow))}`);
  if (shared.length > 0) parts.push(`Options of every command:\n${columns(shared.map(optionRow))}`);
  return parts.join('\n');
}

function introduction(program: string): string {
  return `${program} checks and explains layer-7 traffic of non-HTTP protocols in an Istio mesh that runs Aeraki. It works on files, on a sidecar's saved dump, and on a live cluster.`;
}

/** A command line indented; what is too wide goes on below, before an option, as a shell takes it. */
function typed(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const lines: string[] = [];
      let current = ' ';
      for (const part of line.split(/ (?=--?\w[\w-]*(?: |$))/)) {
        if (current.trim() !== '' && `${current} ${part} \\`.length > width) {
          lines.push(`${current} \\`);
          current = '     ';
        }
        current += ` ${part}`;
      }
      return [...lines, current].join('\n');
    })
    .join('\n');
}

/** The lines to type: the program's name goes where the example says PROGRAM, else in front. */
export function commandLine(example: Example, program: string): string {
  return /\bPROGRAM\b/.test(example.command)
    ? example.command.replace(/\bPROGRAM\b/g, () => program)
    : `${program} ${example.command}`;
}

/** `aerakictl validate [FILE...] [OPTIONS]`. */
export function usage(command: CommandDeclaration, program: string): string {
  if (command.subcommands !== undefined) return `${program} ${command.name} COMMAND [ARGUMENTS] [OPTIONS]`;
  const parts = [program, command.name, ...command.arguments.map((argument) => argumentForm(argument, true))];
  if (command.options.length > 0) parts.push('[OPTIONS]');
  return parts.join(' ');
}

/** `FILE...`, in brackets where it may be left out. */
export function argumentForm(argument: ArgumentDeclaration, brackets: boolean): string {
  const form = argument.name.toUpperCase() + (argument.repeatable === true ? '...' : '');
  return brackets && argument.required !== true ? `[${form}]` : form;
}

/** `-f, --filename FILE`. */
export function optionForm(option: OptionDeclaration): string {
  const names = option.short === undefined ? `    --${option.long}` : `-${option.short}, --${option.long}`;
  return option.value === undefined ? names : `${names} ${option.value}`;
}

/** The summary, with the choices where it does not name them, whether it repeats, and the default. */
export function optionSummary(option: OptionDeclaration): string {
  const { choices = [] } = option;
  const named = choices.every((choice) => option.summary.includes(choice));
  const facts = [
    named ? '' : `one of ${choices.join(', ')}`,
    option.repeatable === true ? 'repeatable' : '',
    option.default === undefined ? '' : `default ${option.default}`,
  ].filter((fact) => fact !== '');
  return facts.length === 0 ? option.summary : `${option.summary} (${facts.join('; ')})`;
}

function optionRow(option: OptionDeclaration): [string, string] {
  return [optionForm(option), optionSummary(option)];
}

/** Names and summaries side by side; a name too long for its column has the summary below it. */
function columns(rows: readonly (readonly [string, string])[], atLeast = 0): string {
  const longest = Math.max(atLeast, ...rows.map(([name]) => name.length));
  const column = Math.min(longest, 27) + 2;
  return rows
    .flatMap(([name, summary]) => {
      const first = `  ${name.padEnd(column)}`;
      if (name.length + 2 <= column) return wrapHanging(first, summary, width);
      return [`  ${name}`, ...wrapHanging(' '.repeat(column + 2), summary, width)];
    })
    .map((line) => `${line.trimEnd()}\n`)
    .join('');
}
