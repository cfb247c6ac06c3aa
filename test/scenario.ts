/** One command line of a scenario with what it must give. */
export interface Run {
  command: string;
  stdin?: string;
  exit: number;
  stdout: string;
  stderr: string;
}

/** A scenario file: what it shows, the files it starts from, and its runs in order. */
export interface Scenario {
  title: string;
  files: [path: string, text: string][];
  runs: Run[];
}

/**
 * Reads a scenario. The first lines are its title; then sections, each begun by a line with `@@`:
 * `@@ file PATH`, `@@ run COMMAND`, and after a run `@@ stdin`, `@@ exit N`, `@@ stdout`, `@@ stderr`. Empty output may be left out, and so
 * may exit 0. A section's text ends with a line break unless its header ends in ` (no newline)`.
 */
export function parseScenario(text: string, name: string): Scenario {
  const scenario: Scenario = { title: '', files: [], runs: [] };
  const sections = text.split(/^@@ /m);
  scenario.title = (sections.shift() ?? '').trim();
  for (const section of sections) {
    const end = section.indexOf('\n');
    const noNewline = section.slice(0, end).endsWith(' (no newline)');
    const header = section.slice(0, end).replace(/ \(no newline\)$/, '');
    const word = header.split(' ', 1)[0] ?? '';
    const rest = header.slice(word.length + 1);
    const body = noNewline ? section.slice(end + 1).replace(/\n$/, '') : section.slice(end + 1);
    const run = scenario.runs.at(-1);
    if (word === 'file') scenario.files.push([rest, body]);
    else if (word === 'run') scenario.runs.push({ command: rest, exit: 0, stdout: '', stderr: '' });
    else if (run === undefined) throw new Error(`${name}: @@ ${word} before the first @@ run`);
    else if (word === 'stdin') run.stdin = body;
    else if (word === 'exit') run.exit = Number(rest);
    else if (word === 'stdout' || word === 'stderr') run[word] = body;
    else throw new Error(`${name}: unknown section @@ ${word}`);
  }
  return scenario;
}

/** Writes a scenario as {@link parseScenario} reads it. */
export function formatScenario(scenario: Scenario): string {
  const section = (header: string, body: string): string =>
    body === '' || body.endsWith('\n') ? `@@ ${header}\n${body}` : `@@ ${header} (no newline)\n${body}\n`;
  let text = `${scenario.title}\n`;
  for (const [path, body] of scenario.files) text += section(`file ${path}`, body);
  for (const run of scenario.runs) {
    text += `@@ run ${run.command}\n`;
    if (run.stdin !== undefined) text += section('stdin', run.stdin);
    text += `@@ exit ${run.exit}\n`;
    if (run.stdout !== '') text += section('stdout', run.stdout);
    if (run.stderr !== '') text += section('stderr', run.stderr);
  }
  return text;
}
