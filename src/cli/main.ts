import { Command, CommanderError, Option } from 'commander';
import { helpOfCommand, helpOfProgram } from '../report/help.js';
import { sanitizeLines } from '../report/sanitize.js';
import { commandIndex } from './commandindex.generated.js';
import { asCalled, CliError, errorText } from './errors.js';
import { globalOptions } from './options.js';
import type { CommandDeclaration, ExitStatus, Handler, Io, OptionDeclaration, Options } from './types.js';
import { version } from './version.js';

/** Runs the program on its arguments. Never throws; the status is what the process should exit with. */
export async function main(args: string[], program: string, io: Io): Promise<ExitStatus> {
  const debug = args.includes('--debug');
  try {
    const wanted = await parse(normalize(args), program, io);
    if (wanted === undefined) return 0;
    const { run } = await wanted.command.load();
    const { arguments: words, options } = wanted;
    return await run({ program, arguments: words, options, commands: allCommands, io });
  } catch (error) {
    const failure = describe(error, program);
    if (failure === undefined) return 0;
    if (failure.fix !== undefined) failure.fix = asCalled(failure.fix, program);
    if (failure.printed !== true) {
      io.stderr.write(errorText(failure, io.stderr));
      if (debug && error instanceof Error) io.stderr.write(`${error.stack}\n`);
    }
    // Whoever reads JSON gets JSON, whatever happened.
    const { message, fix } = failure;
    const told = JSON.stringify({ error: fix === undefined ? { message } : { message, fix } });
    if (/^(nd)?json$/.test(machineFormat(normalize(args)) ?? '')) io.stdout.write(`${told}\n`);
    return failure.interrupted === true ? 130 : 2;
  }
}

interface Failure {
  message: string;
  fix?: string;
  interrupted?: true;
  /** The parser has written it already. */
  printed?: true;
}

/** What went wrong, in words; undefined where the parser only wanted to end (help, version). */
function describe(error: unknown, program: string): Failure | undefined {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? undefined : { message: error.message.replace(/^error: /, ''), printed: true };
  }
  if (error instanceof CliError)
    return error.fix === undefined ? { message: error.message } : { message: error.message, fix: error.fix };
  const refused = clusterFailure(error);
  if (refused !== undefined) return refused;
  return {
    message: `${program} itself failed: ${error instanceof Error ? error.message : String(error)}`,
    fix: 'This is a bug. Run again with --debug for where it happened.',
  };
}

/** A cluster that said no. Known by its name: the room of the cluster is not loaded for commands that ask none. */
function clusterFailure(error: unknown): Failure | undefined {
  if (!(error instanceof Error) || error.name !== 'ClusterError') return undefined;
  const fix = 'fix' in error && typeof error.fix === 'string' ? { fix: error.fix } : {};
  const interrupted = 'kind' in error && error.kind === 'interrupted' ? { interrupted: true as const } : {};
  return { message: error.message, ...fix, ...interrupted };
}

/** The format that goes to stdout, as far as the bare arguments tell: they may be what could not be parsed. */
function machineFormat(args: readonly string[]): string | undefined {
  for (const [index, arg] of args.entries()) {
    if (arg === '--') return undefined;
    const value = arg === '-o' || arg === '--output' ? args[index + 1] : /^(?:-o|--output=)(.+)$/.exec(arg)?.[1];
    if (value !== undefined && !value.includes('=')) return value;
  }
  return undefined;
}

interface Wanted {
  command: CommandDeclaration;
  arguments: string[];
  options: Options;
}

/**
 * Arguments as the parser wants them, where people are used to more: options of every command may stand before the command, as kubectl has it,
 * and a short option may be joined to its value by `=` (`-o=json`).
 */
function normalize(args: readonly string[]): string[] {
  const early = args.findIndex((arg) => !globalOptions.some(({ long }) => arg === `--${long}` && long !== 'help'));
  const late = early < 0 ? args : args.slice(early);
  // A command below another has two words.
  const words =
    commandIndex.some(({ name, parent }) => name === late[0] && parent === true) && late[1]?.startsWith('-') === false ? 2 : 1;
  const moved = early <= 0 ? [...args] : [...late.slice(0, words), ...args.slice(0, early), ...late.slice(words)];
  const end = moved.indexOf('--');
  return moved.flatMap((arg, index) => {
    const joined = end >= 0 && index > end ? null : /^(-[A-Za-z])=(.*)$/s.exec(arg);
    return joined === null ? [arg] : [joined[1] ?? '', joined[2] ?? ''];
  });
}

async function allCommands(): Promise<readonly CommandDeclaration[]> {
  return (await import('./catalog.js')).commands;
}

/** The declarations that the arguments may mean: of the command named, or of all where none is, so that the nearest can be named. */
async function declarationsFor(args: readonly string[]): Promise<readonly CommandDeclaration[]> {
  const [word] = args;
  const entry = commandIndex.find(({ name }) => name === word);
  if (entry !== undefined) return [await entry.declaration()];
  return word === undefined || word.startsWith('-') ? [] : await allCommands();
}

/** Which command is asked for, with what; undefined if help or the version answered already. */
async function parse(args: string[], program: string, io: Io): Promise<Wanted | undefined> {
  if (args.length === 0) {
    io.stdout.write(helpOfProgram(commandIndex, program));
    return undefined;
  }
  if (args[0] === 'help') return await parse([...args.slice(1), '--help'], program, io);
  const commands = await declarationsFor(args);
  let wanted: Wanted | undefined;
  const output = {
    writeOut: (text: string) => void io.stdout.write(text),
    writeErr: (text: string) => void io.stderr.write(sanitizeLines(text)),
  };
  const root = new Command(program)
    .exitOverride()
    .configureOutput(output)
    .version(version, '--version', 'show the version')
    .helpCommand(false)
    // `--version` behind a command is not of the program: `install --version 1.4` would print this one's.
    .enablePositionalOptions()
    .showHelpAfterError(`Run '${program} --help' for the commands.`);
  root.helpInformation = () => helpOfProgram(commandIndex, program);
  const add = (parent: Command, declaration: CommandDeclaration): void => {
    const command = parent
      .command(declaration.name.split(' ').at(-1) ?? '', { hidden: declaration.hidden === true })
      .exitOverride()
      .configureOutput(output)
      .showHelpAfterError(`Run '${program} ${declaration.name} --help' for its options and examples.`);
    command.helpInformation = () => helpOfCommand(declaration, program, globalOptions);
    if (declaration.subcommands !== undefined) {
      command.helpCommand(false);
      for (const below of declaration.subcommands) add(command, below);
      return;
    }
    for (const argument of declaration.arguments) {
      const name = argument.repeatable === true ? `${argument.name}...` : argument.name;
      command.argument(argument.required === true ? `<${name}>` : `[${name}]`, argument.summary);
    }
    for (const option of [...declaration.options, ...globalOptions])
      if (option.long !== 'help') command.addOption(toOption(option));
    command.action(() => {
      wanted = { command: declaration, arguments: command.args, options: given(command, declaration) };
    });
  };
  for (const declaration of commands) add(root, declaration);
  const alone =
    args.length === 1 ? commands.find(({ name, subcommands }) => name === args[0] && subcommands !== undefined) : undefined;
  if (alone !== undefined) {
    io.stdout.write(helpOfCommand(alone, program, globalOptions));
    return undefined;
  }
  root.parse(filledIn(args, commands), { from: 'user' });
  return wanted;
}

/** Arguments with the values that options mean alone: `--dry-run` is `--dry-run=client`, unless one of its choices stands behind it. */
function filledIn(args: readonly string[], commands: readonly CommandDeclaration[]): string[] {
  const options = commands.find(({ name }) => name === args[0])?.options ?? [];
  const end = args.indexOf('--');
  return args.map((arg, index) => {
    const option = options.find(({ long, alone }) => alone !== undefined && arg === `--${long}`);
    const named = option?.choices?.includes(args[index + 1] ?? '') === true;
    return option === undefined || named || (end >= 0 && index > end) ? arg : `${arg}=${option.alone}`;
  });
}

function toOption(declaration: OptionDeclaration): Option {
  const names = declaration.short === undefined ? `--${declaration.long}` : `-${declaration.short}, --${declaration.long}`;
  const option = new Option(declaration.value === undefined ? names : `${names} <${declaration.value}>`, declaration.summary);
  if (declaration.repeatable === true)
    option.argParser((value: string, before: unknown) => [...(Array.isArray(before) ? before : []), value]);
  else if (declaration.choices !== undefined) option.choices(declaration.choices);
  return option;
}

function given(command: Command, declaration: CommandDeclaration): Options {
  const values = new Map<string, string | string[] | true>();
  for (const option of [...declaration.options, ...globalOptions]) {
    const attribute = toOption(option).attributeName();
    if (command.getOptionValueSource(attribute) !== 'cli') continue;
    const value: unknown = command.getOptionValue(attribute);
    if (typeof value === 'string') values.set(option.long, value);
    else if (Array.isArray(value)) values.set(option.long, value.map(String));
    else values.set(option.long, true);
  }
  return values;
}

export type { Handler };
