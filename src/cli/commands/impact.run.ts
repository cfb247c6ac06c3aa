import type { Behaviour } from '../../analysis/behaviour.js';
import { type Change, impact, type ServiceImpact, type UndecidedChange } from '../../analysis/impact.js';
import type { DiagnosticReport, Finding } from '../../base/finding.js';
import { loadPatterns, type Patterns } from '../../base/pattern.js';
import { translate } from '../../controlplane/translate.js';
import { renderSarif } from '../../report/diagnostics/sarif.js';
import { renderFinding } from '../../report/diagnostics/text.js';
import { impactJson, type JudgedImpact } from '../../report/impact/json.js';
import { renderImpactMarkdown } from '../../report/impact/markdown.js';
import { renderImpact } from '../../report/impact/text.js';
import { changeInWords } from '../../report/impact/words.js';
import { toYaml } from '../../report/yaml.js';
import { CliError } from '../errors.js';
import { parseGitName, readGit } from '../gitfiles.js';
import { textOptions, write } from '../io.js';
import { meshOf } from '../meshing.js';
import { locateAll, readAll } from '../objects.js';
import { text, texts } from '../options.js';
import { gather, type Input, isUnreadable } from '../reading.js';
import { asTreated, type RouteTable, sidecarTables, tablesOf } from '../tables.js';
import type { Handler, Invocation } from '../types.js';
import { version } from '../version.js';

/** One side of the comparison. */
interface Side {
  input: Input;
  tables: RouteTable[];
  /** MetaRouters whose service is not among the objects, so that nothing is known of them. */
  idle: string[];
}

/** What a name on the command line stands for: files as everywhere, or what git has. */
function inputOf(name: string, invocation: Invocation): Input | Promise<Input> {
  const named = parseGitName(name);
  if (named === undefined) return gather({ ...invocation, arguments: [name] }, 'impact');
  const files = readGit(name, named.ref, named.path, invocation.io.cwd);
  const texts = new Map(files.map((file) => [file.name, file.text]));
  return {
    sources: files.map(({ name: file, explicit }) => ({ file, explicit })),
    findings: [],
    read: ({ file }) => texts.get(file) ?? '',
    isFile: () => false,
    textOf: (file) => texts.get(file),
  };
}

async function readSide(name: string, invocation: Invocation, patterns: Patterns): Promise<Side> {
  const { io, options } = invocation;
  const input = await inputOf(name, invocation);
  const manifest = readAll(input);
  const drawn = textOptions({ ...io, stdout: io.stderr }, options);
  for (const finding of locateAll(manifest.findings, input, true)) io.stderr.write(renderFinding(finding, drawn));
  // What is missing would look like a change.
  if (manifest.findings.some(isUnreadable))
    throw new CliError(`${name} could not be read as a whole, so that nothing is compared`);
  const mesh = meshOf(manifest.objects, options);
  const idle = mesh.routers.flatMap(({ value, source }) =>
    value.hosts.some((host) => mesh.servicesByHost.has(host)) ? [] : [`${source.resource.namespace}/${source.resource.name}`],
  );
  return { input, tables: sidecarTables(tablesOf(translate(mesh), patterns)).map(asTreated), idle };
}

/** A pattern of `--allow`: which hosts, and which routes of theirs; undefined for all. */
interface Allowed {
  pattern: string;
  host: RegExp;
  route: RegExp | undefined;
}

/** `*` stands for any text, `?` for one character; everything else for itself. */
function globOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's');
}

function readAllowed(pattern: string): Allowed {
  const at = pattern.indexOf(':');
  const host = at < 0 ? pattern : pattern.slice(0, at);
  if (host === '')
    throw new CliError(`--allow ${pattern}: no host`, "Write HOST or HOST:ROUTE; '*:canary' is the route canary of any host.");
  return {
    pattern,
    host: globOf(host.replace(/\*+/g, '*')),
    route: at < 0 ? undefined : globOf(pattern.slice(at + 1).replace(/\*+/g, '*')),
  };
}

function allows({ host, route }: Allowed, service: ServiceImpact, change: Change | UndecidedChange): boolean {
  if (!host.test(service.host)) return false;
  return route === undefined || [change.before, change.after].some((side) => side?.route != null && route.test(side.route.name));
}

/** The changes as findings, at the route that makes them in the new objects, else in the old. */
function toFindings(judged: readonly JudgedImpact[], old: Side, now: Side): { finding: Finding; side: Side }[] {
  return judged.flatMap((service) => {
    const tableOf = (side: Side): RouteTable | undefined =>
      side.tables.find(({ host, port }) => host === service.host && port === service.port);
    const place = (side: Side, behaviour: Behaviour | null): Pick<Finding, 'origin' | 'resource' | 'path'> | undefined => {
      const generated = tableOf(side)?.generated;
      const cause = behaviour?.route == null ? undefined : generated?.sources[behaviour.route.index];
      const source = cause ?? generated?.causes[0];
      return source === undefined ? undefined : { origin: source.origin, resource: source.resource, path: source.path };
    };
    const all = [
      ...service.changes.map((change) => ({ change, code: 'AER0801' as const })),
      ...service.undecided.map((change) => ({ change, code: 'AER0802' as const })),
    ];
    return all.map(({ change, code }) => {
      const after = change.after === null ? undefined : place(now, change.after);
      const placed = after ?? place(old, change.before) ?? { path: [] };
      const severity = change.allowed ? ('info' as const) : ('warning' as const);
      return {
        finding: { code, severity, message: changeInWords(service, change), ...placed },
        side: after === undefined ? old : now,
      };
    });
  });
}

function toReport(findings: readonly { finding: Finding; side: Side }[], sides: readonly Side[]): DiagnosticReport {
  const located = sides.flatMap((side) =>
    locateAll(
      findings.flatMap((entry) => (entry.side === side ? [entry.finding] : [])),
      side.input,
      false,
    ),
  );
  const summary = { files: 0, documents: 0, checked: 0, skipped: 0, errors: 0, warnings: 0, infos: 0 };
  for (const { severity } of located) summary[`${severity}s`]++;
  return { findings: located, summary };
}

/** Runs `impact`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  const [before = '', after = '', ...more] = invocation.arguments;
  if (more.length > 0)
    throw new CliError(
      'impact compares two sets: OLD and NEW',
      'Put several files of one side into a folder, or name them by a glob in quotes.',
    );
  if (before === '-' && after === '-') throw new CliError('stdin can hold the old objects or the new, not both');
  const allowed = texts(options, 'allow').map(readAllowed);
  const patterns = await loadPatterns();
  const old = await readSide(before, invocation, patterns);
  const now = await readSide(after, invocation, patterns);
  for (const router of new Set([...old.idle, ...now.idle]))
    io.stderr.write(`note: MetaRouter ${router} is not compared: the service of its host is not among the objects\n`);
  if (old.tables.length === 0 && now.tables.length === 0) {
    throw new CliError(
      'neither side has a service with a MetaProtocol port, so that there is nothing to compare',
      'Name the folder that holds the Services or ServiceEntries too: their ports decide where the routes apply.',
    );
  }
  const services = impact(
    old.tables.map((table) => table.options),
    now.tables.map((table) => table.options),
  );
  const used = new Set<Allowed>();
  const judge = <T extends Change | UndecidedChange>(service: ServiceImpact, change: T): T & { allowed: boolean } => {
    const by = allowed.filter((pattern) => allows(pattern, service, change));
    for (const pattern of by) used.add(pattern);
    return { ...change, allowed: by.length > 0 };
  };
  const judged = services.map(
    (service): JudgedImpact => ({
      host: service.host,
      port: service.port,
      changes: service.changes.map((change) => judge(service, change)),
      undecided: service.undecided.map((change) => judge(service, change)),
    }),
  );
  for (const pattern of allowed) if (!used.has(pattern)) io.stderr.write(`note: --allow ${pattern.pattern} fits no change\n`);
  const compared = new Set([...old.tables, ...now.tables].map(({ host, port }) => `${host}:${port}`)).size;
  const output = text(options, 'output') ?? 'text';
  if (output === 'json') await write(io.stdout, `${JSON.stringify(impactJson(judged, compared), null, 2)}\n`);
  else if (output === 'yaml') await write(io.stdout, toYaml(impactJson(judged, compared)));
  else if (output === 'sarif')
    await write(io.stdout, renderSarif(toReport(toFindings(judged, old, now), [old, now]), { version }));
  else if (output === 'markdown') await write(io.stdout, renderImpactMarkdown(judged, compared));
  else await write(io.stdout, renderImpact(judged, compared, textOptions(io, options)));
  return judged.some(({ changes, undecided }) => [...changes, ...undecided].some((change) => !change.allowed)) ? 1 : 0;
};
