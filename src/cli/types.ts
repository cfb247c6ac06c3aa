import type { Readable, Writable } from 'node:stream';

/** Where a value of an option or argument comes from, for shell completion. */
export type Completes =
  | 'file'
  | 'anyFile'
  | 'folder'
  | 'host'
  | 'port'
  | 'attribute'
  | 'explainable'
  | 'kind'
  | 'context'
  | 'namespace'
  | 'pod'
  | 'none';

/** An option as data: help, completion, the reference page and the parser all come from it. */
export interface OptionDeclaration {
  /** Long name without dashes: `filename`. A name that starts with `no-` turns something off. */
  long: string;
  /** One letter without dash. */
  short?: string;
  /** Name of the value as help shows it: `FILE`. Left out for a flag. */
  value?: string;
  /** May be given several times; all values count. */
  repeatable?: boolean;
  /** The only values there are. */
  choices?: readonly string[];
  /** What holds when it is not given, as help shows it. */
  default?: string;
  /** What it means alone, where one of its choices may be left out. */
  alone?: string;
  summary: string;
  completes?: Completes;
}

/** A positional argument as data. */
export interface ArgumentDeclaration {
  name: string;
  summary: string;
  required?: boolean;
  repeatable?: boolean;
  choices?: readonly string[];
  completes?: Completes;
}

/** A command line a user can copy, or several, without the program's name, and what it is for. */
export interface Example {
  command: string;
  summary: string;
}

/** Headings of the command list, in their order. */
export type CommandGroup =
  | 'Check and understand'
  | 'The live mesh'
  | 'Proxies and logs'
  | 'Bring a protocol'
  | 'Set up and support'
  | 'The tool itself';

/** A command as data beside its handler, which is loaded only when the command runs. */
export interface CommandDeclaration {
  name: string;
  group: CommandGroup;
  /** One line, for the command list. */
  summary: string;
  /** A few sentences, for the command's own help. */
  description?: string;
  arguments: readonly ArgumentDeclaration[];
  options: readonly OptionDeclaration[];
  examples: readonly Example[];
  /** Left out of help and completion. */
  hidden?: boolean;
  /** Commands below this one, by their full names (`codec new`). It then does nothing itself but show its help. */
  subcommands?: readonly CommandDeclaration[];
  load: () => Promise<{ run: Handler }>;
}

/** What the help of the program and the choice of a command need of a declaration, so that no other is loaded. */
export interface CommandEntry extends Pick<CommandDeclaration, 'name' | 'group' | 'summary' | 'hidden'> {
  /** Its first example, for the commands that the help begins with. */
  example?: Example;
  /** It has commands below it. */
  parent?: true;
  declaration: () => Promise<CommandDeclaration>;
}

/** The streams and the terminal, so that handlers touch nothing global. */
export interface Io {
  stdin: Readable & { isTTY?: boolean };
  stdout: Writable & { isTTY?: boolean; columns?: number };
  stderr: Writable & { isTTY?: boolean; columns?: number };
  env: NodeJS.ProcessEnv;
  cwd: string;
}

/** What the user asked for, already checked against the declaration. */
export interface Invocation {
  /** `aerakictl` or `kubectl aeraki`, for texts that name the program. */
  program: string;
  arguments: string[];
  options: Options;
  /** Loads every command there is, for those that speak of commands. */
  commands: () => Promise<readonly CommandDeclaration[]>;
  io: Io;
}

/** Values of the options that were given, by long name. */
export type Options = ReadonlyMap<string, string | string[] | true>;

/** 0 all well, 1 the answer is no, 2 the question could not be answered, 130 interrupted. */
export type ExitStatus = 0 | 1 | 2 | 130;

/** Does a command's work and says how it ended. */
export type Handler = (invocation: Invocation) => Promise<ExitStatus>;
