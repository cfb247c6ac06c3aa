import { dirname, relative, resolve } from 'node:path';
import { type Code, codes, docsPage, isCode } from '../../base/codes.js';
import type { DiagnosticReport, LocatedFinding } from '../../base/finding.js';
import { beyondBaseline, readBaseline, writeBaseline } from '../../lint/baseline.js';
import { fixText } from '../../lint/fix.js';
import { rules } from '../../lint/rules.js';
import { asWritten } from '../../live/objects.js';
import { sanitizeLines } from '../../report/sanitize.js';
import { table } from '../../report/table.js';
import { unifiedDiff } from '../../report/unifieddiff.js';
import { toYaml } from '../../report/yaml.js';
import { CliError } from '../errors.js';
import { changedSince, realOf } from '../git.js';
import { textOptions, write, writeWhole } from '../io.js';
import { attributesOf, type Loaded, loadConfig, ruleSettingsOf, versionsOf, withConfig } from '../lintconfig.js';
import { type LintRun, type Looked, look } from '../linting.js';
import { clusterOptions, installationOptions, withCluster } from '../live.js';
import { namespacesOf } from '../objects.js';
import { flag, text, texts, wholeNumber } from '../options.js';
import { diagnosticOutputs, type Output, writeReports } from '../output.js';
import { gather, type Input, isUnreadable, noInput } from '../reading.js';
import type { Surroundings } from '../surroundings.js';
import type { ExitStatus, Handler, Invocation, Options } from '../types.js';
import { readValueFile } from '../values.js';
import { statusOf, toSeverity } from '../verdict.js';

/** Passes of fixing: each may uncover what the next puts right. */
const maxPasses = 10;

/** A rule as `--rules` lists it. */
interface ListedRule {
  code: Code;
  name: string;
  /** What it is set to here. */
  severity: string;
  default: string;
  summary: string;
  docs: string;
  /** The rule's own name, where a rule of lint reports it. */
  rule?: string;
}

function listedRules(settings: LintRun['settings']): ListedRule[] {
  const names = new Map(rules.flatMap(({ meta }) => meta.codes.map((code): [Code, string] => [code, meta.name])));
  return Object.keys(codes)
    .filter(isCode)
    .filter((code) => !code.startsWith('AER00'))
    .sort()
    .map((code) => {
      const { name, severity, summary } = codes[code];
      const rule = names.get(code);
      const listed = { code, name, severity: settings.get(code) ?? severity, default: severity, summary, docs: docsPage(code) };
      return rule === undefined ? listed : { ...listed, rule };
    });
}

async function listRules(settings: LintRun['settings'], { io, options, program }: Invocation): Promise<ExitStatus> {
  const listed = listedRules(settings);
  const format = texts(options, 'output')[0] ?? 'text';
  if (format === 'json') await write(io.stdout, `${JSON.stringify({ rules: listed }, null, 2)}\n`);
  else if (format === 'yaml') await write(io.stdout, toYaml({ rules: listed }));
  else if (format === 'text') {
    const rows = listed.map(({ code, severity, summary }) => [code, severity, summary]);
    await write(
      io.stdout,
      table([{ header: 'CODE' }, { header: 'SEVERITY' }, { header: 'SUMMARY' }], rows, textOptions(io, options)),
    );
    await write(io.stdout, `\nMore on one: ${program} explain ${listed[0]?.code}\n`);
  } else throw new CliError(`-o ${format}: --rules prints text, json or yaml`);
  return 0;
}

/** Input whose texts may have been changed by fixes that are not written yet. */
function overlaid(input: Input, changed: ReadonlyMap<string, string>): Input {
  return {
    ...input,
    read: (source) => changed.get(source.file) ?? input.read(source),
    textOf: (file) => changed.get(file) ?? input.textOf(file),
  };
}

/** What was changed, and what is left. */
interface Fixed {
  looked: Looked;
  changed: Map<string, string>;
  fixed: number;
}

/** Fixes until nothing more can be fixed. Nothing is written. */
async function fixAll(
  input: Input,
  run: LintRun,
  unsafe: boolean,
  isWanted: (finding: LocatedFinding) => boolean,
): Promise<Fixed> {
  const files = new Set(input.sources.map(({ file }) => file));
  const changed = new Map<string, string>();
  let fixed = 0;
  let looked = await look(input, run);
  for (let pass = 0; pass < maxPasses; pass++) {
    const byFile = new Map<string, LocatedFinding[]>();
    for (const finding of looked.findings) {
      const file = finding.origin?.file;
      if (finding.edit === undefined || file === undefined || !files.has(file) || !isWanted(finding)) continue;
      byFile.set(file, [...(byFile.get(file) ?? []), finding]);
    }
    let again = false;
    for (const [file, findings] of byFile) {
      const before = changed.get(file) ?? input.textOf(file);
      if (before === undefined) continue;
      const after = fixText(before, findings, unsafe);
      fixed += after.fixed;
      if (after.text === before) continue;
      changed.set(file, after.text);
      again = true;
    }
    if (!again) break;
    looked = await look(overlaid(input, changed), run);
  }
  return { looked, changed, fixed };
}

function count(number: number, thing: string): string {
  return `${number.toLocaleString('en-US')} ${thing}${number === 1 ? '' : 's'}`;
}

/** Writes the changed files, or shows what would change. */
async function settle(
  { changed, fixed }: Fixed,
  input: Input,
  outputs: readonly Output[],
  { io, options }: Invocation,
): Promise<void> {
  const dry = flag(options, 'dry-run');
  const textOnStdout = outputs.some(({ format, file }) => format === 'text' && file === undefined);
  for (const [file, after] of changed) {
    if (!dry) writeWhole(file, after);
    else await write(textOnStdout ? io.stdout : io.stderr, unifiedDiff(file, input.textOf(file) ?? '', after));
  }
  const what = `${count(fixed, 'fix').replace('fixs', 'fixes')} in ${count(changed.size, 'file')}`;
  if (changed.size > 0) await write(io.stderr, dry ? `${what}, not written.\n` : `${what}.\n`);
}

/** Which findings count, by the files that changed. */
function changedFilter(options: Options, cwd: string): (finding: LocatedFinding) => boolean {
  const ref = text(options, 'changed-since');
  if (ref === undefined) return () => true;
  const changed = changedSince(ref, cwd);
  const known = new Map<string, boolean>();
  const isChanged = (file: string | undefined): boolean => {
    if (file === undefined || file === '-') return true;
    const before = known.get(file);
    if (before !== undefined) return before;
    const found = changed.has(realOf(resolve(cwd, file)));
    known.set(file, found);
    return found;
  };
  return (finding) =>
    isChanged(finding.file) || (finding.related ?? []).some(({ file }) => file !== undefined && isChanged(file));
}

/** The file of known findings: of the command line, or of the configuration. */
function baselineFile(options: Options, { config, folder }: Loaded, cwd: string): string | undefined {
  const given = text(options, 'baseline');
  if (given !== undefined) return resolve(cwd, given);
  return config.baseline === undefined ? undefined : resolve(folder, config.baseline);
}

/** How files are named in a baseline: from its own folder, with slashes. */
function relativeTo(baseline: string, cwd: string): (file: string) => string {
  return (file) => (file === '-' ? '-' : relative(dirname(baseline), resolve(cwd, file)).replaceAll('\\', '/'));
}

async function withoutKnown(findings: LocatedFinding[], file: string, { io }: Invocation): Promise<LocatedFinding[]> {
  const baseline = readBaseline(readValueFile(file));
  if (baseline === undefined) throw new CliError(`${file} is not a baseline`, 'Write one with --write-baseline.');
  const readable = findings.filter((finding) => !isUnreadable(finding));
  const { fresh, known, stale } = beyondBaseline(readable, baseline, relativeTo(file, io.cwd));
  const rest =
    stale === 0
      ? ''
      : `; ${count(stale, 'entr').replace(/entrs?$/, stale === 1 ? 'entry' : 'entries')} of it no longer appl${stale === 1 ? 'ies' : 'y'}`;
  if (known > 0 || stale > 0) await write(io.stderr, `${count(known, 'finding')} known to the baseline left out${rest}.\n`);
  return [...findings.filter(isUnreadable), ...fresh];
}

function reportOf(looked: Looked, findings: LocatedFinding[]): DiagnosticReport {
  const { files, documents, checked, skipped } = looked;
  const summary = { files, documents, checked, skipped, errors: 0, warnings: 0, infos: 0 };
  for (const { severity } of findings) summary[`${severity}s`]++;
  return { findings, summary };
}

/** Options that only a live mesh gives a meaning. */
const liveOptions = [...clusterOptions, ...installationOptions].map(({ long }) => long);

/** Runs `lint`. */
export const run: Handler = async (invocation) => {
  const { io, options } = invocation;
  const loaded = loadConfig(options, io.cwd);
  const settings = ruleSettingsOf(options, loaded.config);
  if (flag(options, 'rules')) return await listRules(settings, invocation);
  if (flag(options, 'live')) {
    return await withCluster(invocation, async (cluster, signal) => {
      const { surroundingsOf } = await import('../surroundings.js');
      const merged = withConfig(options, loaded);
      const input = isNamed(invocation) ? await gather({ ...invocation, options: merged }, 'lint') : noInput;
      const spaces = (): string[] => namespacesOf(input, text(merged, 'namespace') ?? cluster.namespace);
      const surroundings = await surroundingsOf(cluster, { options: merged, given: options }, signal, spaces);
      for (const note of surroundings.notes) await write(io.stderr, `${sanitizeLines(note)}\n`);
      return await lintInput(invocation, loaded, settings, { surroundings, input });
    });
  }
  const stray = liveOptions.find((name) => options.has(name));
  if (stray !== undefined) throw new CliError(`--${stray} is about a cluster`, 'It goes with --live.');
  return await lintInput(invocation, loaded, settings);
};

function isNamed({ arguments: names, options }: Invocation): boolean {
  return names.length > 0 || texts(options, 'filename').length > 0 || text(options, 'kustomize') !== undefined;
}

/** Lints what is named on the command line; over what is live, or by itself. Over what is live nothing need be named: then that is linted. */
async function lintInput(
  invocation: Invocation,
  loaded: Loaded,
  settings: LintRun['settings'],
  over?: { surroundings: Surroundings; input: Input },
): Promise<ExitStatus> {
  const { io } = invocation;
  const live = over?.surroundings;
  const options = live?.options ?? withConfig(invocation.options, loaded);
  const outputs = diagnosticOutputs(texts(options, 'output'));
  const failOn = toSeverity(text(options, 'fail-on') ?? loaded.config.failOn ?? 'error');
  const maxWarnings = wholeNumber(options, 'max-warnings', 0, 1e9) ?? loaded.config.maxWarnings;
  const unsafe = flag(options, 'fix-unsafe');
  const fixing = unsafe || flag(options, 'fix');
  const baseline = baselineFile(options, loaded, io.cwd);
  if (flag(options, 'dry-run') && !fixing) throw new CliError('--dry-run: nothing to try', 'It goes with --fix or --fix-unsafe.');
  if (flag(options, 'write-baseline') && baseline === undefined)
    throw new CliError('--write-baseline: no file is named', 'Name it with --baseline FILE.');
  const input = over?.input ?? (await gather({ ...invocation, options }, 'lint'));
  if (fixing && (text(options, 'kustomize') !== undefined || input.sources.some(({ file }) => file === '-')))
    throw new CliError('--fix changes files, and this input is none', 'Name files or folders.');
  const lintRun: LintRun = {
    options,
    loaded,
    settings,
    lintOptions: {
      ...live?.versions,
      ...versionsOf(options, loaded.config),
      attributes: await attributesOf(loaded, io),
      ...(live?.complete === true ? { complete: true } : {}),
    },
    frames: outputs.some((output) => output.format === 'text'),
    cwd: io.cwd,
    ...(live === undefined ? {} : { live: live.objects.map(asWritten) }),
  };
  const isWanted = changedFilter(options, io.cwd);
  let looked: Looked;
  let hasDifference = false;
  if (fixing) {
    const fixed = await fixAll(input, lintRun, unsafe, isWanted);
    await settle(fixed, input, outputs, { ...invocation, options });
    hasDifference = flag(options, 'dry-run') && fixed.changed.size > 0;
    if (hasDifference && outputs.every(({ format }) => format === 'text')) return 1;
    looked = hasDifference ? await look(input, lintRun) : fixed.looked;
  } else looked = await look(input, lintRun);
  let findings = looked.findings.filter(isWanted);
  if (baseline !== undefined && flag(options, 'write-baseline')) {
    const readable = findings.filter((finding) => !isUnreadable(finding));
    writeWhole(baseline, writeBaseline(readable, relativeTo(baseline, io.cwd)));
    await write(io.stderr, `${count(readable.length, 'finding')} written to ${relative(io.cwd, baseline) || baseline}.\n`);
    findings = findings.filter(isUnreadable);
  } else if (baseline !== undefined) findings = await withoutKnown(findings, baseline, invocation);
  const report = reportOf(looked, findings);
  const complete = await writeReports(report, outputs, failOn, { ...invocation, options });
  const status = statusOf(findings, failOn);
  const isOver = maxWarnings !== undefined && report.summary.warnings > maxWarnings;
  if (isOver)
    await write(io.stderr, `${count(report.summary.warnings, 'warning')}, more than the ${maxWarnings} of --max-warnings.\n`);
  if (!complete) return 2;
  return status === 0 && (isOver || hasDifference) ? 1 : status;
}
