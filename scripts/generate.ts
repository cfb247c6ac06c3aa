// Writes every file of the repository that is made from the code: pages of the codes, the command reference, completions, CRDs, the README's
// picture. With --check nothing is written, and the status is 1 if a file is out of step.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { codes, isCode } from '../src/base/codes.js';
import { commands } from '../src/cli/catalog.js';
import { globalOptions } from '../src/cli/options.js';
import { coverage } from '../src/lint/coverage.js';
import { codeIndex, codePage } from '../src/report/codepage.js';
import { completionScript, shells } from '../src/report/completion.js';
import { lintRulesPage } from '../src/report/lintrules.js';
import { referencePage } from '../src/report/markdown.js';
import { commandIndexFile } from './commandindex.js';
import { crdFiles } from './crds.js';
import { parityPage } from './parity.js';
import { screen } from './screen.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');

const completionFiles = { bash: 'aerakictl.bash', zsh: '_aerakictl', fish: 'aerakictl.fish', powershell: 'aerakictl.ps1' };

/** Everything generated, by path from the repository's root. */
function generated(): Map<string, string> {
  const files = new Map<string, string>();
  for (const code of Object.keys(codes)) if (isCode(code)) files.set(`docs/codes/${code}.md`, codePage(code));
  files.set('docs/codes/README.md', codeIndex());
  files.set('docs/lint-rules.md', lintRulesPage(coverage));
  files.set('src/cli/commandindex.generated.ts', commandIndex);
  files.set('docs/reference.md', referencePage(commands, globalOptions));
  for (const shell of shells)
    files.set(`completions/${completionFiles[shell]}`, completionScript(shell, commands, globalOptions));
  for (const [path, text] of crdFiles()) files.set(path, text);
  files.set('docs/screen.svg', screen());
  return files;
}

const commandIndex = await commandIndexFile();
const files = generated();
// Only where the recordings are: elsewhere the page stays as it is.
const parity = await parityPage();
if (parity !== undefined) files.set('docs/parity.md', parity);
const problems: string[] = [];
for (const [path, text] of files) {
  const full = join(root, path);
  if (existsSync(full) && readFileSync(full, 'utf8') === text) continue;
  problems.push(path);
  if (check) continue;
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, text);
}
for (const name of readdirSync(join(root, 'docs/codes'))) {
  const path = `docs/codes/${name}`;
  if (files.has(path)) continue;
  problems.push(`${path} (of a code that is gone)`);
  if (!check) rmSync(join(root, path));
}
if (problems.length > 0)
  process.stdout.write(
    `${check ? 'Out of step, run npm run generate:' : 'Written:'}\n${problems.map((path) => `  ${path}\n`).join('')}`,
  );
process.exit(check && problems.length > 0 ? 1 : 0);
