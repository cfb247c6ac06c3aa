import type { ArgumentDeclaration, CommandDeclaration, OptionDeclaration } from '../../cli/types.js';
import { helpSummary, lastWord, manifestEndings, optionsOf, programs, type ValueSource, valueSource } from './model.js';

/** The script for zsh, to be put as `_aerakictl` into a folder of `$fpath`, or to be sourced after `compinit`. */
export function zshCompletion(commands: readonly CommandDeclaration[], shared: readonly OptionDeclaration[]): string {
  return `#compdef ${programs.join(' ')}
# zsh completion for aerakictl and kubectl-aeraki. Generated; do not edit.

# Asks the program, which prints a candidate a line and its description after a tab
_aerakictl_ask() {
  local line name
  local -a whole open
  for line in "\${(@f)$("\${(Q)~aerakictl_program}" __complete -- "\${(@Q)words[1,CURRENT]}" 2>/dev/null)}"; do
    name=\${line%%$'\\t'*}
    [[ -z $name ]] && continue
    line="\${name//:/\\\\:}:\${line#*$'\\t'}"
    if [[ $name == *= ]]; then open+=("$line"); else whole+=("$line"); fi
  done
  _describe -t candidates candidate whole -- open -S ''
}

_aerakictl_commands() {
  local -a commands
  commands=(
${commands.map((command) => `    ${quote(`${command.name}:${command.summary}`)}`).join('\n')}
  )
  [[ $1 == help ]] || commands+=(${quote(`help:${helpSummary}`)})
  _describe -t commands command commands
}

_aerakictl() {
  local curcontext=$curcontext state line aerakictl_program=$words[1]
  typeset -A opt_args
  _arguments -C \\
    '(- *)--version[show the version]' \\
${shared
  .map((option) =>
    optionSpecs(option)
      .map((spec) => `    ${spec} \\\n`)
      .join(''),
  )
  .join('')}    '1:command:_aerakictl_commands' \\
    '*::argument:->argument'
  [[ $state == argument ]] || return
  curcontext=\${curcontext%:*:*}:aerakictl-$words[1]:
  case $words[1] in
    help)
      _arguments '1:command:_aerakictl_commands help'
      ;;
${commands.map((command) => commandCase(command, shared)).join('')}  esac
}

if [[ $funcstack[1] == _aerakictl ]]; then
  _aerakictl "$@"
else
  compdef _aerakictl ${programs.join(' ')}
fi
`;
}

function commandCase(command: CommandDeclaration, shared: readonly OptionDeclaration[]): string {
  if (command.subcommands !== undefined) return parentCase(command, command.subcommands, shared);
  const specs = [
    ...optionsOf(command, shared).flatMap(optionSpecs),
    ...command.arguments.map((argument, index) => argumentSpec(argument, index)),
  ];
  return `    ${lastWord(command)})\n      _arguments -s \\\n${specs.map((spec) => `        ${spec}`).join(' \\\n')}\n      ;;\n`;
}

/** A command with others below it: they are offered, then the one that was chosen is gone on with. */
function parentCase(
  command: CommandDeclaration,
  below: readonly CommandDeclaration[],
  shared: readonly OptionDeclaration[],
): string {
  return `    ${command.name})
      _arguments -C '1:command:(${below.map(lastWord).join(' ')})' '*::argument:->below'
      if [[ $state == below ]]; then
        case $words[1] in
${below.map((one) => commandCase(one, shared).replace(/^/gm, '    ')).join('')}
        esac
      fi
      ;;
`;
}

function optionSpecs(option: OptionDeclaration): string[] {
  const names = option.short === undefined ? [`--${option.long}`] : [`-${option.short}`, `--${option.long}`];
  const value = option.value === undefined ? '' : `:${escaped(option.value)}:${action(valueSource(option))}`;
  const exclusive = option.repeatable === true ? '*' : `(${names.join(' ')})`;
  return names.map((name) => {
    const joined = option.value !== undefined && name.startsWith('--') ? '=' : '';
    return quote(`${exclusive}${name}${joined}[${option.summary.replace(/[[\]\\]/g, '\\$&')}]${value}`);
  });
}

function argumentSpec(argument: ArgumentDeclaration, index: number): string {
  const place = argument.repeatable === true ? '*' : String(index + 1);
  return quote(`${place}:${escaped(argument.name)}:${action(valueSource(argument))}`);
}

function action(source: ValueSource): string {
  switch (source.from) {
    case 'choices':
      return `(${source.choices.join(' ')})`;
    case 'manifests':
      return `_files -g "*.(${manifestEndings.join('|')})(-.)"`;
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'program':
      return '_aerakictl_ask';
    case 'nothing':
      return ' ';
  }
}

function escaped(text: string): string {
  return text.replace(/[:\\]/g, '\\$&');
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
