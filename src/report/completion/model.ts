import type { ArgumentDeclaration, CommandDeclaration, OptionDeclaration } from '../../cli/types.js';

/** The programs that a script completes. */
export const programs = ['aerakictl', 'kubectl-aeraki'] as const;

/** What `help` is, which the program knows as a command though it is none of the declared ones. */
export const helpSummary = 'Show what a command takes';

/** Endings of the files that hold objects. */
export const manifestEndings = ['yaml', 'yml', 'json'] as const;

/** How the value of an option or an argument is completed. */
export type ValueSource =
  | { from: 'choices'; choices: readonly string[] }
  | { from: 'manifests' | 'files' | 'folders' | 'program' | 'nothing' };

/** Where the values of an option or argument come from. */
export function valueSource(declaration: ArgumentDeclaration | OptionDeclaration): ValueSource {
  if (declaration.choices !== undefined) return { from: 'choices', choices: declaration.choices };
  switch (declaration.completes) {
    case 'file':
      return { from: 'manifests' };
    case 'anyFile':
      return { from: 'files' };
    case 'folder':
      return { from: 'folders' };
    case 'host':
    case 'port':
    case 'attribute':
    case 'explainable':
    case 'kind':
    case 'context':
    case 'namespace':
    case 'pod':
      return { from: 'program' };
    default:
      return { from: 'nothing' };
  }
}

/** Every command that does something: those below others by their full names, in place of the one above them. */
export function leavesOf(commands: readonly CommandDeclaration[]): CommandDeclaration[] {
  return commands.flatMap((command) => command.subcommands?.filter(({ hidden }) => hidden !== true) ?? [command]);
}

/** The commands that have others below them. */
export function parentsOf(
  commands: readonly CommandDeclaration[],
): (CommandDeclaration & { subcommands: readonly CommandDeclaration[] })[] {
  return commands.flatMap((command) =>
    command.subcommands === undefined
      ? []
      : [{ ...command, subcommands: command.subcommands.filter(({ hidden }) => hidden !== true) }],
  );
}

/** The last word of a command's name: `new` of `codec new`. */
export function lastWord({ name }: CommandDeclaration): string {
  return name.split(' ').at(-1) ?? name;
}

/** The options of a command, then those of all commands. */
export function optionsOf(command: CommandDeclaration, shared: readonly OptionDeclaration[]): OptionDeclaration[] {
  return [...command.options, ...shared];
}

/** `--output` and, where there is one, `-o`. */
export function optionNames(option: OptionDeclaration): string[] {
  return option.short === undefined ? [`--${option.long}`] : [`--${option.long}`, `-${option.short}`];
}

/** The argument that further words belong to: the last declared, as only that one may repeat. */
export function argumentSource(command: CommandDeclaration): ValueSource {
  const argument = command.arguments.at(-1);
  return argument === undefined ? { from: 'nothing' } : valueSource(argument);
}
