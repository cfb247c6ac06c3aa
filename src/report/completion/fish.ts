import type { CommandDeclaration, OptionDeclaration } from '../../cli/types.js';
import {
  argumentSource,
  helpSummary,
  lastWord,
  manifestEndings,
  parentsOf,
  programs,
  type ValueSource,
  valueSource,
} from './model.js';

/** The script for fish 3. */
export function fishCompletion(commands: readonly CommandDeclaration[], shared: readonly OptionDeclaration[]): string {
  const lines = [
    '# fish completion for aerakictl and kubectl-aeraki. Generated; do not edit.',
    '',
    '# Asks the program, which prints a candidate a line and its description after a tab',
    'function __aerakictl_ask',
    '    set -l words (commandline -opc)',
    '    set -l current (commandline -ct)',
    "    set -q current[1]; or set current ''",
    '    command $words[1] __complete -- $words[2..-1] $current 2>/dev/null',
    'end',
    '',
    '# Files that may hold objects, and folders',
    'function __aerakictl_manifests',
    "    set -l current (string replace -r -- '^--?[^=]*=' '' (commandline -ct))",
    `    __fish_complete_path $current | string match -r -- '^[^\\t]*(?:/|\\.(?:${manifestEndings.join('|')}))(?:\\t.*)?$'`,
    'end',
    '',
    `for program in ${programs.join(' ')}`,
    '    complete -c $program -f',
    "    complete -c $program -n __fish_use_subcommand -l version -d 'Show the version'",
    ...shared.map((option) => `    ${optionLine('', option)}`),
    `    complete -c $program -n __fish_use_subcommand -a help -d ${quote(helpSummary)}`,
    `    complete -c $program -n '__fish_seen_subcommand_from help' -a ${quote(commands.map(({ name }) => name).join(' '))}`,
  ];
  for (const { name, subcommands } of parentsOf(commands)) {
    const words = subcommands.map(lastWord).join(' ');
    for (const below of subcommands)
      lines.push(
        `    complete -c $program -n '__fish_seen_subcommand_from ${name}; and not __fish_seen_subcommand_from ${words}' -a ${lastWord(below)} -d ${quote(below.summary)}`,
      );
  }
  const above = (command: CommandDeclaration): string =>
    command.name
      .split(' ')
      .slice(0, -1)
      .map((word) => `__fish_seen_subcommand_from ${word}; and `)
      .join('');
  for (const command of [...commands, ...parentsOf(commands).flatMap(({ subcommands }) => subcommands)]) {
    if (command.name.includes(' ')) lines.push('');
    else lines.push('', `    complete -c $program -n __fish_use_subcommand -a ${command.name} -d ${quote(command.summary)}`);
    const condition = `-n '${above(command)}__fish_seen_subcommand_from ${lastWord(command)}' `;
    const values = valueFlags(argumentSource(command));
    if (values !== '') lines.push(`    complete -c $program ${condition}${values.trim()}`);
    for (const option of command.options) lines.push(`    ${optionLine(condition, option)}`);
  }
  return `${lines.join('\n')}\nend\n`;
}

function optionLine(condition: string, option: OptionDeclaration): string {
  const short = option.short === undefined ? '' : `-s ${option.short} `;
  const value = option.value === undefined ? '' : `-x${valueFlags(valueSource(option)).replace(/^ -F$/, '')} `;
  const takesFile = option.value !== undefined && valueSource(option).from === 'files';
  return `complete -c $program ${condition}${short}-l ${option.long} ${takesFile ? '-r -F ' : value}-d ${quote(option.summary)}`;
}

function valueFlags(source: ValueSource): string {
  switch (source.from) {
    case 'choices':
      return ` -a ${quote(source.choices.join(' '))}`;
    case 'manifests':
      return " -a '(__aerakictl_manifests)'";
    case 'files':
      return ' -F';
    case 'folders':
      return " -a '(__fish_complete_directories)'";
    case 'program':
      return " -a '(__aerakictl_ask)'";
    case 'nothing':
      return '';
  }
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
