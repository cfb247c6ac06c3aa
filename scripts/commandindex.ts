import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { commands } from '../src/cli/catalog.js';
import type { CommandDeclaration } from '../src/cli/types.js';

const folder = new URL('../src/cli/commands/', import.meta.url);

/** How many commands lend their first example to the program's help. */
const starts = 4;

/** The module and the name that each declaration is exported by. */
async function exportsOf(): Promise<Map<CommandDeclaration, { file: string; name: string }>> {
  const places = new Map<CommandDeclaration, { file: string; name: string }>();
  const files = readdirSync(fileURLToPath(folder)).filter((file) => /^[^.]+\.ts$/.test(file));
  for (const file of files) {
    const module: Record<string, unknown> = await import(new URL(file, folder).href);
    for (const [name, value] of Object.entries(module))
      for (const command of commands) if (value === command) places.set(command, { file: file.replace(/\.ts$/, '.js'), name });
  }
  return places;
}

/** `src/cli/commandindex.generated.ts`: what the program must know of every command before it loads one. */
export async function commandIndexFile(): Promise<string> {
  const places = await exportsOf();
  const visible = commands.filter(({ hidden }) => hidden !== true);
  const entries = commands.map((command) => {
    const place = places.get(command);
    if (place === undefined) throw new Error(`${command.name} is in no module of src/cli/commands`);
    const example = visible.indexOf(command) < starts ? command.examples[0] : undefined;
    const data = {
      name: command.name,
      group: command.group,
      summary: command.summary,
      ...(command.hidden === true ? { hidden: true } : {}),
      ...(example === undefined || command.hidden === true ? {} : { example }),
      ...(command.subcommands === undefined ? {} : { parent: true }),
    };
    const fields = Object.entries(data).map(([key, value]) => `    ${key}: ${JSON.stringify(value)},\n`);
    return `  {\n${fields.join('')}    declaration: async () => (await import('./commands/${place.file}')).${place.name},\n  },\n`;
  });
  return `// Generated from the catalog by npm run generate: what must be known of every command before one is loaded.
import type { CommandEntry } from './types.js';

/** Every command, in the order of the help. */
export const commandIndex: readonly CommandEntry[] = [
${entries.join('')}];
`;
}
