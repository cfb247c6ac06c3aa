import type { CommandDeclaration, OptionDeclaration } from '../cli/types.js';
import { argumentForm, commandLine, optionForm, optionSummary, usage } from './help.js';

const program = 'aerakictl';

/** The reference page of all commands, as Markdown; `shared` are the options that every command takes. */
export function referencePage(commands: readonly CommandDeclaration[], shared: readonly OptionDeclaration[]): string {
  const visible = commands.filter((command) => command.hidden !== true);
  const parts = [
    '# Commands',
    `Every command answers \`--help\`. \`kubectl aeraki\` is the same program.`,
    `| Command | What it does |\n| --- | --- |\n${visible.map((command) => `| [${command.name}](#${command.name}) | ${cell(command.summary)} |`).join('\n')}`,
    ...visible.flatMap((command) => [command, ...(command.subcommands ?? [])]).map(commandSection),
    `## Options of every command\n\n${optionTable(shared)}`,
    [
      '## Exit status',
      '',
      '| Status | Meaning |',
      '| --- | --- |',
      '| 0 | All well. |',
      '| 1 | The answer is no: findings at or above `--fail-on`, a difference, a failed expectation. |',
      '| 2 | The question could not be answered: wrong usage, input that cannot be read. It beats 1. |',
      '| 130 | Interrupted. |',
    ].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function commandSection(command: CommandDeclaration): string {
  const parts = [`## ${command.name}`, command.summary];
  if (command.description !== undefined) parts.push(command.description);
  if (command.examples.length > 0) {
    const examples = command.examples.map((example) => `# ${example.summary}\n${commandLine(example, program)}`).join('\n\n');
    parts.push(`\`\`\`sh\n${examples}\n\`\`\``);
  }
  parts.push(`Usage: \`${usage(command, program)}\``);
  if (command.subcommands !== undefined) {
    const rows = command.subcommands.map(
      ({ name, summary }) => `| [${name}](#${name.replaceAll(' ', '-')}) | ${cell(summary)} |`,
    );
    parts.push(`| Command | What it does |\n| --- | --- |\n${rows.join('\n')}`);
  }
  if (command.arguments.length > 0) {
    const rows = command.arguments.map((argument) => `| \`${argumentForm(argument, false)}\` | ${cell(argument.summary)} |`);
    parts.push(`| Argument | Meaning |\n| --- | --- |\n${rows.join('\n')}`);
  }
  if (command.options.length > 0) parts.push(optionTable(command.options));
  return parts.join('\n\n');
}

function optionTable(options: readonly OptionDeclaration[]): string {
  const rows = options.map((option) => `| \`${cell(optionForm(option).trim())}\` | ${cell(optionSummary(option))} |`);
  return `| Option | Meaning |\n| --- | --- |\n${rows.join('\n')}`;
}

/** Text for a cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');
}
