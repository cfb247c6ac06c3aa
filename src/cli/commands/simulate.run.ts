import { randomBytes } from 'node:crypto';
import { loadPatterns } from '../../base/pattern.js';
import { translate } from '../../controlplane/translate.js';
import { splitCommandLine } from '../../dataplane/native/redis-line.js';
import { type RandomSource, seededRandom } from '../../dataplane/random.js';
import type { SimulatedDecision, SimulatedRequest } from '../../dataplane/types.js';
import type { SidecarView } from '../../envoy/types.js';
import { renderDecision, renderDecisionLine } from '../../report/decision.js';
import { toJsonFinding } from '../../report/diagnostics/json.js';
import { renderFinding } from '../../report/diagnostics/text.js';
import { toJson } from '../../report/json.js';
import { toYaml } from '../../report/yaml.js';
import { type RequestsSource, requestsSource } from '../bytes.js';
import { causeOf, createDecider, type Decider, type Surroundings } from '../deciding.js';
import { parseDump, readDumpBytes, viewOf } from '../dumps.js';
import { tablesOfView } from '../dumptables.js';
import { CliError } from '../errors.js';
import { textOptions, write } from '../io.js';
import { withCluster } from '../live.js';
import { meshOf } from '../meshing.js';
import { locateAll, placesOf, readAll } from '../objects.js';
import { flag, pairs, text, unsigned64, wholeNumber } from '../options.js';
import { gather, type Input, isUnreadable } from '../reading.js';
import type { BadRequest, WantedRequest } from '../requests.js';
import { chooseTable, type Wanted } from '../routing.js';
import { readTable, type Table, tablesOf } from '../tables.js';
import type { ExitStatus, Handler, Invocation } from '../types.js';

/** Everything that requests are decided on. */
interface Ground extends Surroundings {
  tables: Table[];
  /** Absent with `--routes`. */
  input?: Input;
  /** Whether all that was named could be read. */
  complete: boolean;
}

async function prepare(invocation: Invocation): Promise<Ground> {
  const { options, io } = invocation;
  const patterns = await loadPatterns();
  const held = await heldView(invocation);
  if (held !== undefined) return { tables: tablesOfView(held, patterns), patterns, notes: [], complete: true };
  const routes = text(options, 'routes');
  if (routes !== undefined) {
    if (invocation.arguments.length > 0)
      throw new CliError(`--routes ${routes} and ${invocation.arguments[0]}: decide on one or the other`);
    return { tables: [await readTable(routes, wantedBy(invocation))], patterns, notes: [], complete: true };
  }
  const input = await gather(invocation, 'simulate');
  const manifest = readAll(input);
  const mesh = meshOf(manifest.objects, options);
  const complete = !manifest.findings.some(isUnreadable);
  const drawn = textOptions({ ...io, stdout: io.stderr }, options);
  for (const finding of locateAll(manifest.findings, input, true)) io.stderr.write(renderFinding(finding, drawn));
  const translation = translate(mesh);
  return { tables: tablesOf(translation, patterns), patterns, mesh, notes: translation.notes, input, complete };
}

/** What the sidecar holds that `--dump` or `--pod` names; undefined where neither is given. */
async function heldView(invocation: Invocation): Promise<SidecarView | undefined> {
  const { options, io } = invocation;
  const dump = text(options, 'dump');
  const pod = text(options, 'pod');
  const other = ['routes', 'pod', 'filename', 'kustomize'].find(
    (name) => options.has(name) && (name !== 'pod' || dump !== undefined),
  );
  if (dump === undefined && pod === undefined) return undefined;
  const source = dump === undefined ? '--pod' : '--dump';
  if (other !== undefined) throw new CliError(`${source} and --${other}: decide on one or the other`);
  if (invocation.arguments.length > 0) throw new CliError(`${source} and ${invocation.arguments[0]}: decide on one or the other`);
  if (dump !== undefined) return await viewOf(parseDump(await readDumpBytes(dump, io), dump), dump);
  let view: SidecarView | undefined;
  const status = await withCluster(invocation, async (cluster, signal) => {
    const [{ onePod }, { proxied }] = await Promise.all([import('../onepod.js'), import('../podsets.js')]);
    const { proxyAdmin } = await import('../../cluster/streams.js');
    const found = await onePod({ ...invocation, arguments: [pod ?? ''] }, cluster, proxied, signal);
    const bytes = await proxyAdmin(cluster, found, { path: '/config_dump?include_eds', signal });
    view = await viewOf(parseDump(bytes, found.name), found.name);
    return 0;
  });
  if (view === undefined) throw new CliError(status === 130 ? 'interrupted' : `the proxy of ${pod} could not be asked`);
  return view;
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

/** The output that only suites have. */
function forSuites(output: string | undefined): string | undefined {
  return output === 'junit' || output === 'tap' ? `output ${output}` : undefined;
}

/** Runs `simulate`. */
export const run: Handler = async (invocation) => {
  const { options, io } = invocation;
  if (options.has('suite') || options.has('generate-suite')) return (await import('../suite.js')).runSuites(invocation);
  const onlyOfSuites = ['fail-under', 'lcov'].find((name) => options.has(name)) ?? forSuites(text(options, 'output'));
  if (onlyOfSuites !== undefined) throw new CliError(`--${onlyOfSuites} goes with --suite`);
  const many = requestsSource(options, io);
  const single = ['attr', 'redis', 'count', 'random'].find((name) => options.has(name));
  if (many !== undefined && single !== undefined)
    throw new CliError(`${many.option} and --${single}: the requests of a file bring their own`);
  if (options.has('redis') && options.has('attr'))
    throw new CliError('--redis and --attr: a Redis command has no attributes, and other requests are no commands');
  if (many?.file === '-' && text(options, 'dump') === '-')
    throw new CliError('stdin can hold the dump or the requests, not both');
  if (many?.file === '-' && text(options, 'routes') === '-')
    throw new CliError('stdin can hold the routes or the requests, not both');
  if (many?.file === '-' && invocation.arguments.includes('-'))
    throw new CliError('stdin can hold the objects or the requests, not both');
  const seed = unsigned64(options, 'seed');
  const randoms = seededRandom(seed ?? randomBytes(8).readBigUInt64LE());
  const ground = await prepare(invocation);
  return many === undefined ? runOne(invocation, ground, randoms) : runMany(invocation, ground, randoms, many);
};

/** The attributes of `--attr`, each given once. */
function attributesOf({ options }: Invocation): Record<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of pairs(options, 'attr', 'NAME=VALUE')) {
    const earlier = given.get(name);
    if (earlier !== undefined)
      throw new CliError(`--attr ${name}: given twice, as ${JSON.stringify(earlier)} and ${JSON.stringify(value)}`);
    given.set(name, value);
  }
  return Object.fromEntries(given);
}

async function runOne(invocation: Invocation, ground: Ground, randoms: RandomSource): Promise<ExitStatus> {
  const { options, io } = invocation;
  const count = wholeNumber(options, 'count', 1, 100_000_000);
  const pinned = unsigned64(options, 'random');
  if (count !== undefined && pinned !== undefined)
    throw new CliError('--count and --random: a pinned number gives the same choice each time');
  const line = text(options, 'redis');
  const from = text(options, 'from');
  const request: Omit<SimulatedRequest, 'random'> = {
    attributes: attributesOf(invocation),
    ...(line === undefined ? {} : { redis: redisCommand(line, '--redis') }),
    ...(from === undefined ? {} : { from }),
  };
  const decider = createDecider(chooseTable(ground.tables, wantedBy(invocation)), ground, true);
  const decision =
    count === undefined
      ? decider.decide({ ...request, random: pinned ?? randoms.next() })
      : decider.decideMany(request, count, randoms);
  decision.warnings = [...decision.warnings, ...decider.notes];
  const output = text(options, 'output') ?? 'text';
  const json = toJsonDecision(decision, ground.input);
  if (output === 'json') await write(io.stdout, `${toJson({ decisions: [json] }, 2)}\n`);
  else if (output === 'ndjson') await write(io.stdout, `${toJson(json)}\n`);
  else if (output === 'yaml') await write(io.stdout, toYaml({ decisions: [json] }));
  else await write(io.stdout, asText(decision, decider.table, ground.input, invocation));
  return ground.complete ? 0 : 2;
}

/** What the route that was taken came from, in words. */
function sourceOf(decision: SimulatedDecision, table: Table, input: Input | undefined): string | undefined {
  const cause = causeOf(decision, table);
  if (cause !== undefined) {
    const made = `${cause.resource.kind} ${cause.resource.namespace}/${cause.resource.name}`;
    return input === undefined ? made : `${made}, ${placesOf(input)(cause, cause.path)}`;
  }
  if (table.kind !== 'routes' || table.generated === undefined || decision.route === null) return undefined;
  const why = table.listener?.router === undefined ? `no MetaRouter is for ${table.host}` : 'its MetaRouter has no routes';
  return `Aeraki's own default route, as ${why}`;
}

function asText(decision: SimulatedDecision, table: Table, input: Input | undefined, { options, io }: Invocation): string {
  const warnings = input === undefined ? decision.warnings : locateAll(decision.warnings, input, true);
  const source = sourceOf(decision, table, input);
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
      known = [...deciders.values()].find((other) => other.table === table) ?? createDecider(table, ground, trace);
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
        else if (output === 'ndjson') pending += `${toJson(json)}\n`;
        else pending += `${first ? '\n' : ',\n'}${toJson(json)}`;
      }
      first = false;
      if (pending.length >= batchSize) {
        await write(io.stdout, pending);
        pending = '';
      }
    }
  }
  if (output === 'json') pending += `\n]${errors.length === 0 ? '' : `,"errors":${toJson(errors)}`}}\n`;
  if (output === 'yaml' && errors.length > 0) pending += toYaml({ errors });
  await write(io.stdout, pending);
  explainTables(deciders.values(), ground, invocation);
  for (const { place, message } of errors.slice(0, 20))
    io.stderr.write(`error: ${many.file === '-' ? 'stdin' : many.file}, ${place}: ${message}\n`);
  if (errors.length > 20) io.stderr.write(`error: and ${errors.length - 20} more requests that could not be decided\n`);
  return errors.length === 0 && ground.complete ? 0 : 2;
}

/** Writes the control plane's notes about all that was decided on, once each, to stderr. */
function explainTables(deciders: Iterable<Decider>, { input }: Ground, { options, io }: Invocation): void {
  const notes = [...new Set([...deciders].flatMap((decider) => decider.notes))];
  if (notes.length === 0 || input === undefined) return;
  const drawn = textOptions({ ...io, stdout: io.stderr }, options);
  for (const finding of locateAll(notes, input, true)) io.stderr.write(`${renderFinding(finding, drawn)}\n`);
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
