import { lastWord, optionNames, type ValueSource, valueSource } from '../report/completion/model.js';
import type { ArgumentDeclaration, CommandDeclaration, OptionDeclaration } from './types.js';

/** What a word may become: fixed candidates, files, what only the program knows of this command's words, or nothing. */
export type Offer =
  | { offer: 'words'; words: [word: string, description: string][] }
  | { offer: 'files' | 'folders' | 'nothing' }
  | { offer: 'program'; command: CommandDeclaration; words: string[] };

const nothing: Offer = { offer: 'nothing' };

/**
 * What may stand in the place of the last word, which is unfinished: the name of a command, an option, the value of an option or an argument.
 * `words` are those after the program's name.
 */
export function offerFor(
  words: readonly string[],
  commands: readonly CommandDeclaration[],
  shared: readonly OptionDeclaration[],
): Offer {
  const last = words.at(-1) ?? '';
  const [name, second] = words;
  const visible = commands.filter(({ hidden }) => hidden !== true);
  if (words.length <= 1)
    return fixed(
      last,
      visible.map((command) => [command.name, command.summary]),
    );
  const first = commands.find((command) => command.name === name);
  if (first === undefined) return nothing;
  if (first.subcommands === undefined) return inCommand(first, words.slice(1), shared);
  if (words.length === 2)
    return fixed(
      last,
      first.subcommands.filter(({ hidden }) => hidden !== true).map((below) => [lastWord(below), below.summary]),
    );
  const below = first.subcommands.find((command) => command.name === `${name} ${second}`);
  return below === undefined ? nothing : inCommand(below, words.slice(2), shared);
}

function fixed(prefix: string, all: readonly [string, string][]): Offer {
  return { offer: 'words', words: all.filter(([word]) => word.startsWith(prefix)) };
}

function inCommand(command: CommandDeclaration, words: readonly string[], shared: readonly OptionDeclaration[]): Offer {
  const options = [...command.options, ...shared];
  const optionOf = (word: string): OptionDeclaration | undefined => options.find((option) => optionNames(option).includes(word));
  const last = words.at(-1) ?? '';
  let plain = 0;
  let pending: OptionDeclaration | undefined;
  for (const word of words.slice(0, -1)) {
    if (pending !== undefined) pending = undefined;
    else if (word.startsWith('-') && word !== '-') pending = word.includes('=') ? undefined : valued(optionOf(word));
    else plain++;
  }
  if (pending !== undefined) return valueOffer(pending, '', last, command, words);
  const [, long = '', value = ''] = /^(--[\w-]+)=(.*)$/s.exec(last) ?? [];
  const attached = long === '' ? undefined : valued(optionOf(long));
  if (attached !== undefined) return valueOffer(attached, `${long}=`, value, command, words);
  if (last.startsWith('-')) {
    const names = options.flatMap((option): [string, string][] => [[`--${option.long}`, option.summary]]);
    return fixed(last, names);
  }
  const argument = command.arguments[plain] ?? repeated(command.arguments.at(-1));
  return argument === undefined ? nothing : valueOffer(argument, '', last, command, words);
}

function valued(option: OptionDeclaration | undefined): OptionDeclaration | undefined {
  return option?.value === undefined ? undefined : option;
}

function repeated(argument: ArgumentDeclaration | undefined): ArgumentDeclaration | undefined {
  return argument?.repeatable === true ? argument : undefined;
}

/** `before` stands in front of the value in the same word: `--output=`. */
function valueOffer(
  declaration: ArgumentDeclaration | OptionDeclaration,
  before: string,
  typed: string,
  command: CommandDeclaration,
  words: readonly string[],
): Offer {
  const source: ValueSource = valueSource(declaration);
  switch (source.from) {
    case 'choices':
      return fixed(
        `${before}${typed}`,
        source.choices.map((choice) => [`${before}${choice}`, '']),
      );
    case 'manifests':
    case 'files':
      // Shells complete a file only where the whole word is one.
      return before === '' ? { offer: 'files' } : nothing;
    case 'folders':
      return before === '' ? { offer: 'folders' } : nothing;
    case 'program':
      return { offer: 'program', command, words: [...words] };
    case 'nothing':
      return nothing;
  }
}
