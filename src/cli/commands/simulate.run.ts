import { randomBytes } from 'node:crypto';
import { loadPatterns, type Patterns } from '../../base/pattern.js';
import { translate } from '../../controlplane/translate.js';
import { splitCommandLine } from '../../dataplane/native/redis-line.js';
import { type RandomSource, seededRandom } from '../../dataplane/random.js';
import type { SimulatedDecision, SimulatedRequest } from '../../dataplane/types.js';
import type { Mesh } from '../../mesh/types.js';
import { renderDecision, renderDecisionLine } from '../../report/decision.js';
import { toJsonFinding } from '../../report/diagnostics/json.js';
import { renderFinding } from '../../report/diagnostics/text.js';
import { toYaml } from '../../report/yaml.js';
import { type RequestsSource, requestsSource } from '../bytes.js';
import { createDecider, type Decider } from '../deciding.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { meshOf } from '../meshing.js';
import { locateAll, placesOf, readAll } from '../objects.js';
import { flag, pairs, text, unsigned64, wholeNumber } from '../options.js';
import { gather, type Input, isUnreadable } from '../reading.js';
import type { BadRequest, WantedRequest } from '../requests.js';
import { chooseTable, type Wanted } from '../routing.js';
import { readTable, type Table, tablesOf } from '../tables.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';

/** Everything that requests are decided on. */
interface Ground {
  tables: Table[];
  patterns: Patterns;
  /** Absent with `--routes`. */
  mesh?: Mesh;
  /** Absent with `--routes`. */
  input?: Input;
  /** Whether all that was named could be read. */
  complete: boolean;
}

async function prepare(invocation: Invocation): Promise<Ground> {
  const { options, io } = invocation;
  const patterns = await loadPatterns();
  const routes = text(options, 'routes');
  if (routes !== undefined) {
    if (invocation.arguments.length > 0)
      throw new CliError(`--routes ${routes} and ${invocation.arguments[0]}: decide on one or the other`);
    return { tables: [await readTable(routes)], patterns, complete: true };
  }
  const input = await gather(invocation, 'simulate');
  const manifest = readAll(input);
  const mesh = meshOf(manifest.objects, options);
  const complete = !manifest.findings.some(isUnreadable);
  const drawn = textOptions({ ...io, stdout: io.stderr }, options);
  for (const finding of locateAll(manifest.findings, input, true)) io.stderr.write(renderFinding(finding, drawn));
  return { tables: tablesOf(translate(mesh), patterns), patterns, mesh, input, complete };
}

/** A decision in the form of `-o json`. */
function toJsonDecision(decision: SimulatedDecision, input: Input | undefined): object {
  if (decision.warnings.length === 0) return decision;
  const located = input === undefined ? decision.warnings : locateAll(decision.warnings, input, false);
  return { ...decision, warnings: located.map(toJsonFinding) };
}

/** Where the options say that requests go. */
function wantedBy({ options }: Invocation): Wanted {
  return {
    host: text(options, 'host'),
    port: wholeNumber(options, 'port', 0, 65_535),
    gateway: text(options, 'gateway'),
    redis: options.has('redis'),
  };
}

/** The words of a Redis command line. */
function redisCommand(line: string, place: string): string[] {
  const words = splitCommandLine(line);
  if ('error' in words) throw new CliError(`${place}: ${words.error}`);
  if (words.length === 0) throw new CliError(`${place}: no command`, 'Give one such as "GET user:1".');
  return words;
}

/** Runs `simulate`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  const many = requestsSource(options, io);
  const single = ['attr', 'redis', 'count', 'random'].find((name) => options.has(name));
  if (many !== undefined && single !== undefined)
    throw new CliError(`${many.option} and --${single}: the requests of a file bring their own`);
  if (options.has('redis') && options.has('attr'))
    throw new CliError('--redis and --attr: a Redis command has no attributes, and other requests are no commands');
  if (many?.file === '-' && invocation.arguments.includes('-'))
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
  const line = text(options, 'redis');
  const from = text(options, 'from');
  const request: Omit<SimulatedRequest, 'random'> = {
    attributes: Object.fromEntries(pairs(options, 'attr', 'NAME=VALUE')),
    ...(line === undefined ? {} : { redis: redisCommand(line, '--redis') }),
    ...(from === undefined ? {} : { from }),
  };
  const decider = createDecider(chooseTable(ground.tables, wantedBy(invocation)), ground.mesh, ground.patterns, true);
  const decision =
    count === undefined
      ? decider.decide({ ...request, random: pinned ?? randoms.next() })
      : decider.decideMany(request, count, randoms);
  const output = text(options, 'output') ?? 'text';
  const json = toJsonDecision(decision, ground.input);
  if (output === 'json') await write(io.stdout, `${JSON.stringify({ decisions: [json] }, null, 2)}\n`);
  else if (output === 'ndjson') await write(io.stdout, `${JSON.stringify(json)}\n`);
  else if (output === 'yaml') await write(io.stdout, toYaml({ decisions: [json] }));
  else await write(io.stdout, asText(decision, decider.table, ground.input, invocation));
  return ground.complete ? 0 : 2;
}

/** What made the route that was taken: for Envoy's own filters the rule of the VirtualService, or the RedisService as a whole. */
function causeOf({ route }: SimulatedDecision, table: Table) {
  if (route === null) return undefined;
  if (table.kind === 'routes') return table.generated?.sources[route.index];
  const cause = table.filter.causes.find(({ role }) => role === 'virtualService' || role === 'redisService');
  return cause?.role === 'virtualService' ? { ...cause, path: [...cause.path, route.index] } : cause;
}

function asText(decision: SimulatedDecision, table: Table, input: Input | undefined, { options, io }: Invocation): string {
  const warnings = input === undefined ? decision.warnings : locateAll(decision.warnings, input, true);
  const cause = causeOf(decision, table);
  const made = cause === undefined ? undefined : `${cause.resource.kind} ${cause.resource.namespace}/${cause.resource.name}`;
  const source = cause === undefined || input === undefined ? made : `${made}, ${placesOf(input)(cause, cause.path)}`;
  return renderDecision({ ...decision, warnings }, textOptions(io, options), source);
}

/** How much output is gathered before it is written. */
const batchSize = 1 << 16;

async function runMany(invocation: Invocation, ground: Ground, randoms: RandomSource, many: RequestsSource): Promise<ExitStatus> {
  const { options, io } = invocation;
  const output = text(options, 'output') ?? 'text';
  const trace = flag(options, 'trace');
  const fallback = wantedBy(invocation);
  const from = text(options, 'from');
  const deciders = new Map<string, Decider>();
  const deciderFor = ({ host, port, redis }: WantedRequest): Decider => {
    const key = `${host ?? ''}_${port ?? ''}_${redis === undefined}`;
    let known = deciders.get(key);
    if (known === undefined) {
      const wanted = { ...fallback, host: host ?? fallback.host, port: port ?? fallback.port, redis: redis !== undefined };
      const table = chooseTable(ground.tables, wanted);
      // Two ways to name one table share its rate limits.
      known =
        [...deciders.values()].find((other) => other.table === table) ??
        createDecider(table, ground.mesh, ground.patterns, trace);
      deciders.set(key, known);
    }
    return known;
  };
  const drawn = textOptions(io, options);
  const errors: BadRequest[] = [];
  let pending = output === 'json' ? '{"decisions":[' : output === 'yaml' ? 'decisions:\n' : '';
  let first = true;
  for await (const batch of many.read()) {
    for (const request of batch) {
      const decided = 'message' in request ? request : decideOne(request, from, deciderFor, randoms);
      if ('message' in decided) {
        errors.push(decided);
        continue;
      }
      if (output === 'text') pending += renderDecisionLine(decided, drawn);
      else {
        // Positions are left out: working them out for each of a million warnings would take all the time.
        const json = toJsonDecision(decided, undefined);
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
    io.stderr.write(`error: ${many.file === '-' ? 'stdin' : many.file}, ${place}: ${message}\n`);
  if (errors.length > 20) io.stderr.write(`error: and ${errors.length - 20} more requests that could not be decided\n`);
  return errors.length === 0 && ground.complete ? 0 : 2;
}

function decideOne(
  request: WantedRequest,
  from: string | undefined,
  deciderFor: (request: WantedRequest) => Decider,
  randoms: RandomSource,
): SimulatedDecision | BadRequest {
  try {
    const decider = deciderFor(request);
    const { attributes, atMs, redis } = request;
    const caller = request.from ?? from;
    return decider.decide({
      attributes,
      random: request.random ?? randoms.next(),
      ...(atMs === undefined ? {} : { atMs }),
      ...(redis === undefined ? {} : { redis: typeof redis === 'string' ? redisCommand(redis, 'redis') : redis }),
      ...(caller === undefined ? {} : { from: caller }),
    });
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { place: request.place, message: [error.message, error.fix ?? ''].join(' ').trim() };
  }
}
