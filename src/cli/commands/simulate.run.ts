import { randomBytes } from 'node:crypto';
import { loadPatterns } from '../../base/pattern.js';
import { translate } from '../../controlplane/translate.js';
import { type RandomSource, seededRandom } from '../../dataplane/random.js';
import { createSimulator, type Simulator, simulateMany, simulateRequest } from '../../dataplane/simulate.js';
import type { SimulatedDecision } from '../../dataplane/types.js';
import { renderDecision, renderDecisionLine } from '../../report/decision.js';
import { toJsonFinding } from '../../report/diagnostics/json.js';
import { renderFinding } from '../../report/diagnostics/text.js';
import { toYaml } from '../../report/yaml.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { meshOf } from '../meshing.js';
import { flag, pairs, text, unsigned64, wholeNumber } from '../options.js';
import { placeWarning } from '../placing.js';
import { gather, type Input, isUnreadable, locateAll, placesOf, readAll } from '../reading.js';
import { type BadRequest, readRequests, type WantedRequest } from '../requests.js';
import { chooseTable, readTable, type Table, tablesOf } from '../routing.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';

/** Everything that requests are decided on. */
interface Ground {
  tables: Table[];
  /** Absent with `--routes`. */
  input?: Input;
  /** Whether all that was named could be read. */
  complete: boolean;
}

async function prepare(invocation: Invocation): Promise<Ground> {
  const { options, io } = invocation;
  const routes = text(options, 'routes');
  if (routes !== undefined) {
    if (invocation.arguments.length > 0)
      throw new CliError(`--routes ${routes} and ${invocation.arguments[0]}: decide on one or the other`);
    return { tables: [await readTable(routes)], complete: true };
  }
  const input = await gather(invocation, 'simulate');
  const manifest = readAll(input);
  const mesh = meshOf(manifest.objects, options);
  const complete = !manifest.findings.some(isUnreadable);
  const drawn = textOptions({ ...io, stdout: io.stderr }, options);
  for (const finding of locateAll(manifest.findings, input, true)) io.stderr.write(renderFinding(finding, drawn));
  return { tables: tablesOf(translate(mesh), await loadPatterns()), input, complete };
}

/** A decision in the form of `-o json`. */
function toJsonDecision(decision: SimulatedDecision, table: Table, input: Input | undefined): object {
  if (decision.warnings.length === 0) return decision;
  const placed = decision.warnings.map((warning) => placeWarning(warning, table));
  const located = input === undefined ? placed : locateAll(placed, input, false);
  return { ...decision, warnings: located.map(toJsonFinding) };
}

/** The output that only suites have. */
function forSuites(output: string | undefined): string | undefined {
  return output === 'junit' || output === 'tap' ? `output ${output}` : undefined;
}

/** Runs `simulate`. */
export const run: Handler = async (invocation) => {
  const { options } = invocation;
  if (options.has('suite') || options.has('generate-suite')) return (await import('../suite.js')).runSuites(invocation);
  const onlyOfSuites = ['fail-under', 'lcov'].find((name) => options.has(name)) ?? forSuites(text(options, 'output'));
  if (onlyOfSuites !== undefined) throw new CliError(`--${onlyOfSuites} goes with --suite`);
  const many = text(options, 'requests');
  const single = ['attr', 'count', 'random'].find((name) => options.has(name));
  if (many !== undefined && single !== undefined)
    throw new CliError(`--requests and --${single}: the requests of a file bring their own`);
  if (many === '-' && invocation.arguments.includes('-'))
    throw new CliError('stdin can hold the objects or the requests, not both');
  const seed = unsigned64(options, 'seed');
  const randoms = seededRandom(seed ?? randomBytes(8).readBigUInt64LE());
  const ground = await prepare(invocation);
  return many === undefined ? runOne(invocation, ground, randoms) : runMany(invocation, ground, randoms, many);
};

async function runOne(invocation: Invocation, ground: Ground, randoms: RandomSource): Promise<ExitStatus> {
  const { options, io } = invocation;
  const count = wholeNumber(options, 'count', 1, 100_000_000);
  const pinned = unsigned64(options, 'random');
  if (count !== undefined && pinned !== undefined)
    throw new CliError('--count and --random: a pinned number gives the same choice each time');
  const table = chooseTable(ground.tables, text(options, 'host'), wholeNumber(options, 'port', 0, 65_535));
  const simulator = createSimulator({ ...table.options, ignored: table.ignored, trace: true });
  const attributes = Object.fromEntries(pairs(options, 'attr', 'NAME=VALUE'));
  const decision =
    count === undefined
      ? simulateRequest(simulator, { attributes, random: pinned ?? randoms.next() })
      : simulateMany(simulator, { attributes }, count, randoms);
  const output = text(options, 'output') ?? 'text';
  const json = toJsonDecision(decision, table, ground.input);
  if (output === 'json') await write(io.stdout, `${JSON.stringify({ decisions: [json] }, null, 2)}\n`);
  else if (output === 'ndjson') await write(io.stdout, `${JSON.stringify(json)}\n`);
  else if (output === 'yaml') await write(io.stdout, toYaml({ decisions: [json] }));
  else await write(io.stdout, asText(decision, table, ground.input, invocation));
  return ground.complete ? 0 : 2;
}

function asText(decision: SimulatedDecision, table: Table, input: Input | undefined, { options, io }: Invocation): string {
  const placed = decision.warnings.map((warning) => placeWarning(warning, table));
  const warnings = input === undefined ? placed : locateAll(placed, input, true);
  const cause = decision.route === null ? undefined : table.generated?.sources[decision.route.index];
  const made = cause === undefined ? undefined : `${cause.resource.kind} ${cause.resource.namespace}/${cause.resource.name}`;
  const source = cause === undefined || input === undefined ? made : `${made}, ${placesOf(input)(cause, cause.path)}`;
  return renderDecision({ ...decision, warnings }, textOptions(io, options), source);
}

/** How much output is gathered before it is written. */
const batchSize = 1 << 16;

async function runMany(invocation: Invocation, ground: Ground, randoms: RandomSource, file: string): Promise<ExitStatus> {
  const { options, io } = invocation;
  const output = text(options, 'output') ?? 'text';
  const trace = flag(options, 'trace');
  const fallback = { host: text(options, 'host'), port: wholeNumber(options, 'port', 0, 65_535) };
  const simulators = new Map<string, { simulator: Simulator; table: Table }>();
  const simulatorFor = (host: string | undefined, port: number | undefined): { simulator: Simulator; table: Table } => {
    const key = `${host ?? ''}_${port ?? ''}`;
    let known = simulators.get(key);
    if (known === undefined) {
      const table = chooseTable(ground.tables, host, port);
      // Two ways to name one table share its rate limits.
      known = [...simulators.values()].find((other) => other.table === table) ?? {
        table,
        simulator: createSimulator({ ...table.options, ignored: table.ignored, trace }),
      };
      simulators.set(key, known);
    }
    return known;
  };
  const drawn = textOptions(io, options);
  const errors: BadRequest[] = [];
  let pending = output === 'json' ? '{"decisions":[' : output === 'yaml' ? 'decisions:\n' : '';
  let first = true;
  for await (const batch of readRequests(file, io.stdin)) {
    for (const request of batch) {
      const decided = 'message' in request ? request : decideOne(request, fallback, simulatorFor, randoms);
      if ('message' in decided) {
        errors.push(decided);
        continue;
      }
      const { decision, table } = decided;
      if (output === 'text') pending += renderDecisionLine(decision, drawn);
      else {
        // Positions are left out: working them out for each of a million warnings would take all the time.
        const json = toJsonDecision(decision, table, undefined);
        if (output === 'yaml') pending += toYaml([json]);
        else if (output === 'ndjson') pending += `${JSON.stringify(json)}\n`;
        else pending += `${first ? '\n' : ',\n'}${JSON.stringify(json)}`;
      }
      first = false;
      if (pending.length >= batchSize) {
        await write(io.stdout, pending);
        pending = '';
      }
    }
  }
  if (output === 'json') pending += `\n]${errors.length === 0 ? '' : `,"errors":${JSON.stringify(errors)}`}}\n`;
  if (output === 'yaml' && errors.length > 0) pending += toYaml({ errors });
  await write(io.stdout, pending);
  for (const { place, message } of errors.slice(0, 20))
    io.stderr.write(`error: ${file === '-' ? 'stdin' : file}, ${place}: ${message}\n`);
  if (errors.length > 20) io.stderr.write(`error: and ${errors.length - 20} more requests that could not be decided\n`);
  return errors.length === 0 && ground.complete ? 0 : 2;
}

function decideOne(
  request: WantedRequest,
  fallback: { host: string | undefined; port: number | undefined },
  simulatorFor: (host: string | undefined, port: number | undefined) => { simulator: Simulator; table: Table },
  randoms: RandomSource,
): { decision: SimulatedDecision; table: Table } | BadRequest {
  try {
    const { simulator, table } = simulatorFor(request.host ?? fallback.host, request.port ?? fallback.port);
    const { attributes, atMs } = request;
    const random = request.random ?? randoms.next();
    return { decision: simulateRequest(simulator, { attributes, random, ...(atMs === undefined ? {} : { atMs }) }), table };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { place: request.place, message: [error.message, error.fix ?? ''].join(' ').trim() };
  }
}
