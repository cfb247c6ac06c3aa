import { type CoverageRecord, newCoverage } from '../analysis/suite/coverage.js';
import { generateSuite } from '../analysis/suite/generate.js';
import { parseSuite } from '../analysis/suite/parse.js';
import { runSuite } from '../analysis/suite/run.js';
import type { SuiteTest } from '../analysis/suite/types.js';
import type { Finding } from '../base/finding.js';
import { formatPath, type Path } from '../base/path.js';
import { loadPatterns } from '../base/pattern.js';
import { translate } from '../controlplane/translate.js';
import { locate } from '../manifest/locate.js';
import { readSource } from '../manifest/read.js';
import { parseSlow } from '../manifest/slow.js';
import { renderFinding } from '../report/diagnostics/text.js';
import { suiteJson } from '../report/suite/json.js';
import { renderSuiteJunit } from '../report/suite/junit.js';
import { renderLcov } from '../report/suite/lcov.js';
import { renderSuiteTap } from '../report/suite/tap.js';
import { renderSuite } from '../report/suite/text.js';
import { type CoveragePoint, type PlacedResult, percentOf, type SuiteReport, tally } from '../report/suite/types.js';
import { conditionInWords } from '../report/words.js';
import { toYaml } from '../report/yaml.js';
import { CliError } from './errors.js';
import { textOptions, write, writeWhole } from './io.js';
import { meshOf } from './meshing.js';
import { locateAll, readAll } from './objects.js';
import { flag, text, texts, unsigned64, wholeNumber } from './options.js';
import { gather, isUnreadable } from './reading.js';
import { chooseTable } from './routing.js';
import { asTreated, type RouteTable, readTable, sidecarTables, type Table, tablesOf } from './tables.js';
import type { ExitStatus, Invocation } from './types.js';
import { readValue } from './values.js';

/** What suites are run on, or written for. */
interface Ground {
  tables: Table[];
  /** Whether all that was named could be read. */
  complete: boolean;
  /** The lines of places in the objects, in their order; undefined where there is none. */
  linesOf(places: readonly (Finding | undefined)[]): (number | undefined)[];
  /** The file of `--routes`. */
  routes?: string;
}

/** Runs `simulate --suite` and `simulate --generate-suite`. */
export async function runSuites(invocation: Invocation): Promise<ExitStatus> {
  const { options, io } = invocation;
  const other = ['attr', 'redis', 'from', 'requests', 'count', 'random', 'trace'].find((name) => options.has(name));
  const generating = flag(options, 'generate-suite');
  if (other !== undefined)
    throw new CliError(`--${generating ? 'generate-suite' : 'suite'} and --${other}: a suite brings its own requests`);
  if (options.has('gateway'))
    throw new CliError(
      `--${generating ? 'generate-suite' : 'suite'} and --gateway: suites test routes as sidecars have them`,
      'A gateway has the routes of its services.',
    );
  if (generating && options.has('suite')) throw new CliError('--suite and --generate-suite: run a suite, or write one');
  const ground = await prepare(invocation);
  return generating ? await generate(invocation, ground) : await runAll(invocation, ground, io);
}

async function prepare(invocation: Invocation): Promise<Ground> {
  const { options, io } = invocation;
  const routes = text(options, 'routes');
  if (routes !== undefined) {
    const wanted = { host: text(options, 'host'), port: wholeNumber(options, 'port', 0, 65_535) };
    return {
      tables: [await readTable(routes, wanted)],
      complete: true,
      routes,
      linesOf: (places) => places.map(() => undefined),
    };
  }
  const input = await gather(invocation, 'simulate');
  const manifest = readAll(input);
  const drawn = textOptions({ ...io, stdout: io.stderr }, options);
  for (const finding of locateAll(manifest.findings, input, true)) io.stderr.write(renderFinding(finding, drawn));
  const tables = tablesOf(translate(meshOf(manifest.objects, options)), await loadPatterns()).map((table) =>
    table.kind === 'routes' ? asTreated(table) : table,
  );
  return {
    tables,
    complete: !manifest.findings.some(isUnreadable),
    linesOf: (places) => {
      const located = locateAll(
        places.flatMap((place) => place ?? []),
        input,
        false,
      );
      let at = 0;
      return places.map((place) => (place === undefined ? undefined : located[at++]?.at?.line));
    },
  };
}

/** The MetaProtocol routes of sidecars, those of one host or port where they are named. */
function routesAt(tables: readonly Table[], host: string | undefined, port: number | undefined): RouteTable[] {
  return sidecarTables(tables).filter(
    (table) => (host === undefined || table.host === host) && (port === undefined || table.port === port),
  );
}

/** The routes that a test is for; throws where none, several or Envoy's own filters fit. */
function chooseRoutes(tables: readonly Table[], host: string | undefined, port: number | undefined): RouteTable {
  const fitting = routesAt(tables, host, port);
  const table = chooseTable(fitting.length > 0 ? fitting : tables, { host, port });
  if (table.kind === 'routes') return table;
  throw new CliError(
    `${table.host}:${table.port}: one of Envoy's own filters decides here, and suites test only the routes of MetaProtocol`,
    "'simulate' decides single requests and those of --requests.",
  );
}

/** The tables that the options ask for: all, or those of `--host` and `--port`. */
function narrowed(tables: readonly Table[], { options }: Invocation): RouteTable[] {
  const host = text(options, 'host');
  const port = wholeNumber(options, 'port', 0, 65_535);
  const some = routesAt(tables, host, port);
  return some.length > 0 || (host === undefined && port === undefined) ? some : [chooseRoutes(tables, host, port)];
}

async function generate(invocation: Invocation, ground: Ground): Promise<ExitStatus> {
  const { io, options } = invocation;
  const output = text(options, 'output') ?? 'yaml';
  if (!['text', 'yaml', 'json'].includes(output)) throw new CliError(`-o ${output}: a suite is written as yaml or json`);
  const tables = narrowed(ground.tables, invocation);
  if (tables.length === 0)
    throw new CliError(
      'there are no routes of MetaProtocol here, so that there is nothing to write tests for',
      ground.tables.length === 0
        ? 'Name the folder that holds the Services and their MetaRouters.'
        : "Envoy's own filters decide here; 'simulate' decides single requests and those of --requests.",
    );
  const { suite, left } = generateSuite(tables.map((table) => table.options));
  await write(io.stdout, output === 'json' ? `${JSON.stringify(suite, null, 2)}\n` : toYaml(suite));
  for (const { host, port, route, index, reason } of left) {
    const where = host === undefined ? '' : ` of ${host}:${port}`;
    io.stderr.write(`note: no test takes route ${route || index + 1}${where}: ${reason}\n`);
  }
  return ground.complete ? 0 : 2;
}

async function runAll(invocation: Invocation, ground: Ground, io: Invocation['io']): Promise<ExitStatus> {
  const { options } = invocation;
  const host = text(options, 'host');
  const port = wholeNumber(options, 'port', 0, 65_535);
  const failUnder = wholeNumber(options, 'fail-under', 0, 100);
  const suites = texts(options, 'suite').map(readSuite);
  const tables = narrowed(ground.tables, invocation);
  const coverage = newCoverage(tables.map((table) => table.options));
  const results = runSuite(
    suites.flatMap(({ tests }) => tests),
    {
      seed: unsigned64(options, 'seed') ?? 1n,
      coverage,
      tableFor: (wantedHost, wantedPort) => {
        try {
          return chooseRoutes(ground.tables, wantedHost ?? host, wantedPort ?? port).options;
        } catch (error) {
          if (error instanceof CliError) return [error.message, error.fix ?? ''].join(' ').trim();
          throw error;
        }
      },
    },
  );
  let at = 0;
  const placed = suites.flatMap((suite) =>
    suite.tests.flatMap((_, index): PlacedResult[] => {
      const result = results[at++];
      const line = suite.lines[index];
      return result === undefined ? [] : [{ ...result, file: suite.file, ...(line === undefined ? {} : { line }) }];
    }),
  );
  const report: SuiteReport = { results: placed, points: pointsOf(tables, coverage, ground) };
  await write(io.stdout, render(report, invocation));
  const lcov = text(options, 'lcov');
  if (lcov !== undefined) writeWhole(lcov, renderLcov(report));
  const percent = percentOf(tally(report.points));
  const under = failUnder !== undefined && percent < failUnder;
  if (under) io.stderr.write(`error: ${percent.toFixed(1)}% is covered, less than the ${failUnder}% of --fail-under\n`);
  if (!ground.complete) return 2;
  return under || placed.some(({ status }) => status === 'failed') ? 1 : 0;
}

function render(report: SuiteReport, { options, io }: Invocation): string {
  switch (text(options, 'output') ?? 'text') {
    case 'json':
      return `${JSON.stringify(suiteJson(report), null, 2)}\n`;
    case 'ndjson':
      return suiteJson(report)
        .tests.map((test) => `${JSON.stringify(test)}\n`)
        .join('');
    case 'yaml':
      return toYaml(suiteJson(report));
    case 'junit':
      return renderSuiteJunit(report);
    case 'tap':
      return renderSuiteTap(report);
    default:
      return renderSuite(report, textOptions(io, options));
  }
}

/** The tests of a suite, with the lines on which they stand. Throws where there is anything wrong with it. */
function readSuite(file: string): { file: string; tests: SuiteTest[]; lines: (number | undefined)[] } {
  const name = file === '-' ? 'stdin' : file;
  const content = readSource({ file, explicit: true });
  if (typeof content !== 'string') throw new CliError(content.message, content.fix);
  const { tests, problems } = parseSuite(readValue(content, name));
  const linesOf = (paths: readonly Path[]): (number | undefined)[] => {
    const findings = paths.map((path) => placeAt({ file: name, document: 0, prefix: [] }, path));
    return locate(findings, () => content, { frames: false, slow: parseSlow }).map(({ at }) => at?.line);
  };
  if (problems.length > 0) {
    const shown = problems.slice(0, 20);
    const lines = linesOf(shown.map(({ path }) => path));
    const told = shown.map(({ path, message }, index) => {
      const where = path.length === 0 ? '' : `${formatPath(path)}: `;
      return `${name}${lines[index] === undefined ? '' : `:${lines[index]}`}: ${where}${message}`;
    });
    if (problems.length > shown.length) told.push(`and ${problems.length - shown.length} more`);
    throw new CliError(told.join('\n'), "docs/suite.md has examples; 'simulate --generate-suite' writes one.");
  }
  return { file: name, tests, lines: linesOf(tests.map(({ path }) => path)) };
}

/** A finding that is only a place. */
function placeAt(origin: NonNullable<Finding['origin']>, path: Path): Finding {
  return { code: 'AER0801', severity: 'info', message: '', origin, path, target: 'key' };
}

/** Everything that can be reached in the tables, with where it stands; what comes of one place in several tables is one. */
function pointsOf(tables: readonly RouteTable[], coverage: CoverageRecord, ground: Ground): CoveragePoint[] {
  const points = new Map<string, { point: CoveragePoint; place: Finding | undefined }>();
  for (const table of tables) {
    const hits = coverage.get(table.options) ?? [];
    for (const [index, route] of table.options.configuration.routes.entries()) {
      const cause = table.generated?.sources[index];
      const reached = hits[index];
      // The default route of a service without a MetaRouter is in no file.
      if (reached === undefined || (cause === undefined && table.generated !== undefined)) continue;
      const name = `route ${route.name || index + 1}`;
      const file = cause?.origin.file ?? ground.routes;
      const base = cause === undefined ? `${index}` : JSON.stringify([cause.origin, cause.path]);
      const add = (kind: CoveragePoint['kind'], label: string, count: number, part: string, path: Path): void => {
        const key = JSON.stringify([base, kind, part, label]);
        const known = points.get(key);
        if (known !== undefined) {
          known.point.hits += count;
          return;
        }
        const place = cause === undefined ? undefined : placeAt(cause.origin, [...cause.path, ...path]);
        points.set(key, {
          point: { kind, label, hits: count, group: `${base} ${part}`, ...(file === undefined ? {} : { file }) },
          place,
        });
      };
      add('route', name, reached.taken, '', []);
      for (const [at, condition] of route.match.entries()) {
        const { held, failed } = reached.conditions[at] ?? { held: 0, failed: 0 };
        const path = ['match', 'attributes', condition.name];
        const words = `${name}, ${conditionInWords(condition)}`;
        add('condition', `${words}: true`, held, `condition ${at}`, path);
        add('condition', `${words}: false`, failed, `condition ${at}`, path);
      }
      for (const [at, { name: cluster, weight }] of (route.action.weightedClusters ?? []).entries())
        if (weight > 0) add('branch', `${name}, ${cluster}`, reached.branches[at] ?? 0, 'split', ['route', at]);
    }
  }
  const all = [...points.values()];
  const lines = ground.linesOf(all.map(({ place }) => place));
  return all.map(({ point }, index) => ({ ...point, ...(lines[index] === undefined ? {} : { line: lines[index] }) }));
}
