import type { CommandDeclaration, OptionDeclaration } from '../../cli/types.js';
import {
  argumentSource,
  helpSummary,
  lastWord,
  leavesOf,
  optionNames,
  optionsOf,
  parentsOf,
  programs,
  type ValueSource,
  valueSource,
} from './model.js';

/** The script for PowerShell 5.1 and later. */
export function powershellCompletion(commands: readonly CommandDeclaration[], shared: readonly OptionDeclaration[]): string {
  return `# PowerShell completion for aerakictl and kubectl-aeraki. Generated; do not edit.
Register-ArgumentCompleter -Native -CommandName ${programs.map(quote).join(', ')} -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    # For each command: its summary, what its arguments are, and its options (summary, and where the value comes from).
    # A list is of fixed values; 'files' is left to PowerShell; 'program' is asked of the program; 'flag' takes no value.
    $commands = [ordered]@{
${leavesOf(commands)
  .map((command) => commandEntry(command, shared))
  .join('')}    }
    # Commands that others stand below, with the words of these.
    $parents = [ordered]@{
${parentsOf(commands)
  .map(
    ({ name, summary, subcommands }) =>
      `        ${quote(name)} = @{ Tip = ${quote(summary)}; Below = @(${subcommands.map((below) => quote(lastWord(below))).join(', ')}) }\n`,
  )
  .join('')}    }
    $sharedOptions = [ordered]@{
${shared.map((option) => optionEntries(option, '        ')).join('')}    }

    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition -or $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    $program = $words[0]
    $words = @($words | Select-Object -Skip 1)
    $typed = "$wordToComplete"
    # The words before the one under the cursor
    if ($typed -ne '' -and $words.Count -gt 0) { $before = @($words | Select-Object -SkipLast 1) } else { $before = $words }
    $plain = @($before | Where-Object { -not $_.StartsWith('-') })
    $command = $plain | Select-Object -First 1
    $parent = ''
    if ($command -and $parents.Contains($command)) {
        $parent = $command
        $command = if ($plain.Count -gt 1) { "$parent $($plain[1])" } else { '' }
    }

    $prefix = ''
    $option = ''
    if ($typed -match '^(--[^=]+)=(.*)$') {
        $option = $Matches[1]
        $prefix = "$option="
        $part = $Matches[2]
    } else {
        $part = $typed
        if ($before.Count -gt 0) { $option = $before[-1] }
    }

    function Offer($text, $tip) {
        if ($text -like ([WildcardPattern]::Escape($part) + '*')) {
            if (-not $tip) { $tip = $text }
            [System.Management.Automation.CompletionResult]::new("$prefix$text", $text, 'ParameterValue', $tip)
        }
    }

    function OfferValues($source) {
        if ($source -is [array]) {
            foreach ($value in $source) { Offer $value $value }
        } elseif ($source -eq 'program') {
            # Before 7.3 an empty argument is lost on the way to a program
            $last = if ($typed -eq '' -and $PSVersionTable.PSVersion -lt [version]'7.3') { '""' } else { $typed }
            foreach ($line in @(& $program __complete -- @before $last 2>$null)) {
                $name, $tip = $line -split "\`t", 2
                if ($name) { Offer $name $tip }
            }
        }
    }

    if (-not $command -or -not $commands.Contains($command)) {
        if ($typed.StartsWith('-')) {
            foreach ($name in $sharedOptions.Keys) { Offer $name $sharedOptions[$name].Tip }
            Offer '--version' 'show the version'
        } else {
            if ($parent) { foreach ($name in $parents[$parent].Below) { Offer $name $commands["$parent $name"].Tip } }
            else {
                foreach ($name in $commands.Keys) { if (-not $name.Contains(' ')) { Offer $name $commands[$name].Tip } }
                foreach ($name in $parents.Keys) { Offer $name $parents[$name].Tip }
            }
            if (-not $parent -and $command -ne 'help') { Offer 'help' ${quote(helpSummary)} }
        }
        return
    }

    $options = $commands[$command].Options
    if ($option -and $options.Contains($option) -and 'flag' -ne $options[$option].Value) {
        OfferValues $options[$option].Value
    } elseif ($typed.StartsWith('-')) {
        foreach ($name in $options.Keys) { Offer $name $options[$name].Tip }
    } else {
        OfferValues $commands[$command].Arguments
    }
}
`;
}

function commandEntry(command: CommandDeclaration, shared: readonly OptionDeclaration[]): string {
  const indent = '        ';
  return [
    `${indent}${quote(command.name)} = @{`,
    `${indent}    Tip = ${quote(command.summary)}`,
    `${indent}    Arguments = ${value(argumentSource(command))}`,
    `${indent}    Options = [ordered]@{`,
    ...optionsOf(command, shared).map((option) => optionEntries(option, `${indent}        `).trimEnd()),
    `${indent}    }`,
    `${indent}}`,
    '',
  ].join('\n');
}

function optionEntries(option: OptionDeclaration, indent: string): string {
  const source = option.value === undefined ? "'flag'" : value(valueSource(option));
  return optionNames(option)
    .map((name) => `${indent}${quote(name)} = @{ Tip = ${quote(option.summary)}; Value = ${source} }\n`)
    .join('');
}

function value(source: ValueSource): string {
  switch (source.from) {
    case 'choices':
      return `@(${source.choices.map(quote).join(', ')})`;
    case 'manifests':
    case 'folders':
      return "'files'";
    default:
      return quote(source.from);
  }
}

/** A text in single quotes, where only the quote itself is special: the curly ones count as quotes too. */
function quote(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}
