import type { CommandDeclaration, OptionDeclaration } from '../../cli/types.js';
import {
  argumentSource,
  lastWord,
  leavesOf,
  manifestEndings,
  optionNames,
  optionsOf,
  parentsOf,
  programs,
  type ValueSource,
  valueSource,
} from './model.js';

/** The script for bash 3.2 and later. */
export function bashCompletion(commands: readonly CommandDeclaration[], shared: readonly OptionDeclaration[]): string {
  const names = commands.map((command) => command.name).join(' ');
  const sharedNames = shared.flatMap(optionNames).join(' ');
  const parents = parentsOf(commands);
  return `# bash completion for aerakictl and kubectl-aeraki. Generated; do not edit.

# The words up to the cursor, put together again where bash broke them at = and :
_aerakictl_words() {
  local rest=\${COMP_LINE:0:COMP_POINT} trimmed word last=-1
  words=()
  for word in "\${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    trimmed=\${rest#"\${rest%%[![:space:]]*}"}
    if [[ $last -lt 0 || $trimmed != "$rest" ]]; then
      last=$((last + 1))
      words[last]=$word
    else
      words[last]+=$word
    fi
    rest=\${trimmed#"$word"}
  done
  cur=\${words[last]}
  prev=
  [[ $last -gt 0 ]] && prev=\${words[last - 1]}
}

# Offers a word if it goes on from what is typed
_aerakictl_offer() {
  local word
  for word in "$@"; do
    [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
  done
}

_aerakictl_files() {
  local file
  type compopt >/dev/null 2>&1 && compopt -o filenames
  while IFS= read -r file; do
    COMPREPLY+=("$file")
  done < <(compgen "$1" -- "$cur")
}

# Files that may hold objects, and folders
_aerakictl_manifests() {
  local file
  type compopt >/dev/null 2>&1 && compopt -o filenames
  while IFS= read -r file; do
    case $file in
      ${manifestEndings.map((ending) => `*.${ending}`).join(' | ')}) COMPREPLY+=("$file") ;;
      *) [[ -d \${file/#~/$HOME} ]] && COMPREPLY+=("$file") ;;
    esac
  done < <(compgen -f -- "$cur")
}

# FORMAT=FILE: a fixed word, or after its = a file
_aerakictl_offer_to_file() {
  if [[ $cur == *=* ]]; then
    prefix+=\${cur%%=*}=
    cur=\${cur#*=}
    _aerakictl_files -f
  else
    _aerakictl_offer "$@"
  fi
}

# Asks the program, which prints a candidate a line and its description after a tab
_aerakictl_ask() {
  local line
  while IFS= read -r line; do
    line=\${line%%$'\\t'*}
    if [[ -n $line && $line == "$cur"* ]]; then
      COMPREPLY+=("$(printf '%q' "$line")")
      [[ $line == *= ]] && type compopt >/dev/null 2>&1 && compopt -o nospace
    fi
  done < <("\${words[0]}" __complete -- "\${words[@]:1}" 2>/dev/null)
}

_aerakictl() {
  local cur prev words word command= prefix= index
  _aerakictl_words
  COMPREPLY=()
  for word in "\${words[@]:1:\${#words[@]}-2}"; do
    case $word in
      -*) continue ;;
    esac
    command=\${command:+$command }$word
    case $command in
      ${parents.length === 0 ? "''" : parents.map(({ name }) => name).join(' | ')}) ;;
      *) break ;;
    esac
  done
  if [[ $cur == --*=* ]]; then
    prev=\${cur%%=*}
    prefix=$prev=
    cur=\${cur#*=}
  fi
  case $command in
    '')
      case $cur in
        -*) _aerakictl_offer ${sharedNames} --version ;;
        *) _aerakictl_offer ${names} help ;;
      esac
      ;;
    help) _aerakictl_offer ${names} ;;
${leavesOf(commands)
  .map((command) => commandCase(command, shared))
  .join('')}${parents.map((parent) => parentCase(parent, shared)).join('')}  esac
  # bash replaces only what follows the last = or : of a word, if these break words
  local cut=
  case $COMP_WORDBREAKS in
    *=*) [[ $cur == *=* ]] && cut=\${cur%"\${cur##*=}"} ;;
    *) cut= ;;
  esac
  for index in "\${!COMPREPLY[@]}"; do
    if [[ -n $cut ]]; then
      COMPREPLY[index]=\${COMPREPLY[index]#"$cut"}
    elif [[ -n $prefix && $COMP_WORDBREAKS != *=* ]]; then
      COMPREPLY[index]=$prefix\${COMPREPLY[index]}
    fi
  done
}

complete -F _aerakictl ${programs.join(' ')}
`;
}

function parentCase(parent: ReturnType<typeof parentsOf>[number], shared: readonly OptionDeclaration[]): string {
  return `    ${parent.name})
      case $cur in
        -*) _aerakictl_offer ${shared.flatMap(optionNames).join(' ')} ;;
        *) _aerakictl_offer ${parent.subcommands.map(lastWord).join(' ')} ;;
      esac
      ;;
`;
}

function commandCase(command: CommandDeclaration, shared: readonly OptionDeclaration[]): string {
  const options = optionsOf(command, shared);
  const lines = [`    ${command.name.includes(' ') ? `'${command.name}'` : command.name})`, '      case $prev in'];
  for (const option of options) {
    if (option.value === undefined) continue;
    lines.push(`        ${optionNames(option).join(' | ')}) ${offer(valueSource(option), option.value.endsWith('[=FILE]'))} ;;`);
  }
  lines.push(
    '        *)',
    '          case $cur in',
    `            -?*) _aerakictl_offer ${options.flatMap(optionNames).join(' ')} ;;`,
    `            *) ${offer(argumentSource(command))} ;;`,
    '          esac',
    '          ;;',
    '      esac',
    '      ;;',
    '',
  );
  return lines.join('\n');
}

function offer(source: ValueSource, toFile = false): string {
  switch (source.from) {
    case 'choices':
      return `${toFile ? '_aerakictl_offer_to_file' : '_aerakictl_offer'} ${source.choices.join(' ')}`;
    case 'manifests':
      return '_aerakictl_manifests';
    case 'files':
      return '_aerakictl_files -f';
    case 'folders':
      return '_aerakictl_files -d';
    case 'program':
      return '_aerakictl_ask';
    case 'nothing':
      return ':';
  }
}
