import { asObject, asString, isObject, own } from '../../base/json.js';
import { isPatternError, loadPatterns, type Pattern } from '../../base/pattern.js';
import { suggest } from '../../base/suggest.js';
import type { LogOptions } from '../../cluster/logs.js';
import type { LogEntry, LogNotice } from '../../cluster/manylogs.js';
import type { Pod } from '../../cluster/pods.js';
import type { Cluster } from '../../cluster/types.js';
import { meshLogFormats } from '../../live/logformat.js';
import { parseLogLine } from '../../live/loglines.js';
import { parseValue } from '../../manifest/value.js';
import { toJson } from '../../report/json.js';
import { cleanLine, logRecord, renderLogLine } from '../../report/logs.js';
import { sanitize } from '../../report/sanitize.js';
import { readMeshConfig } from '../../resource/meshconfig.js';
import { CliError, errorTeller } from '../errors.js';
import { lineWriter, textOptions } from '../io.js';
import { milliseconds, withCluster } from '../live.js';
import { type LogKind, logKinds } from '../logkinds.js';
import { flag, text, texts, wholeNumber } from '../options.js';
import { nothingFound } from '../podsets.js';
import type { Handler, Invocation, Io, Options } from '../types.js';

/** Runs `app-log`. */
export const appLog: Handler = (invocation) => readAndWrite(invocation, logKinds.app);

/** Runs `sidecar-log`. */
export const sidecarLog: Handler = (invocation) => readAndWrite(invocation, logKinds.sidecar);

/** Runs `gateway-log`. */
export const gatewayLog: Handler = (invocation) => readAndWrite(invocation, logKinds.gateway);

/** Runs `aeraki-log`. */
export const aerakiLog: Handler = (invocation) => readAndWrite(invocation, logKinds.aeraki);

/** Runs `istiod-log`. */
export const istiodLog: Handler = (invocation) => readAndWrite(invocation, logKinds.istiod);

async function readAndWrite(invocation: Invocation, kind: LogKind): ReturnType<Handler> {
  const { options, io } = invocation;
  const log = logPart(options);
  const most = wholeNumber(options, 'max-log-requests', 1, 10_000) ?? 100;
  const wantedLine = await lineFilter(options);
  await patternsOf(options, 'highlight');
  const follow = flag(options, 'follow');
  return await withCluster(invocation, async (cluster, signal) => {
    const reads = kind.proxies === true && text(options, 'output') !== 'raw';
    const [{ wanted, set }, formats] = await Promise.all([
      kind.find(cluster, invocation, signal),
      reads ? formatsOf(cluster, options) : {},
    ]);
    const printed = await printer(options, io, formats);
    if (set.pods.length === 0) {
      const nothing = await nothingFound(cluster, wanted, kind.of, signal);
      if (!follow) throw nothing;
      io.stderr.write(`${sanitize(nothing.message)} yet; waiting for one (Ctrl-C ends)\n`);
    }
    const named = texts(options, 'container');
    checkContainers(named, set.pods);
    const containersOf = (pod: Pod): string[] =>
      named.length === 0 ? kind.containers(pod) : named.filter((name) => pod.containers.some((one) => one.name === name));
    const open = set.pods.reduce((sum, pod) => sum + containersOf(pod).length, 0);
    if (open > most)
      throw new CliError(
        `${open} logs are meant, and at most ${most} are read at once`,
        'Name fewer pods, or raise --max-log-requests.',
      );
    const { readLogs } = await import('../../cluster/manylogs.js');
    let failed = false;
    const tellError = errorTeller(io.stderr);
    const tell = (notice: LogNotice): void => {
      if (notice.kind === 'failed') {
        failed = true;
        tellError(notice.error, `${notice.of.pod} ${notice.of.container}`);
        return;
      }
      const told = inWords(notice, follow);
      if (told !== undefined) io.stderr.write(`${sanitize(told)}\n`);
    };
    const entries = readLogs(cluster, {
      pods: set.pods,
      containersOf,
      log,
      most,
      tell,
      signal,
      ...(follow ? { follow: set.following } : {}),
    });
    const several = new Set(set.pods.map(({ namespace }) => namespace)).size > 1 || wanted.namespace === undefined;
    const out = lineWriter(io.stdout);
    for await (const entry of entries) if (wantedLine(entry)) await out.add(printed(entry, several));
    await out.end();
    return failed ? 2 : 0;
  });
}

/** Which part of the logs the options ask for. */
function logPart(options: Options): Omit<LogOptions, 'signal' | 'follow'> {
  const tail = text(options, 'tail') === '-1' ? undefined : wholeNumber(options, 'tail', 0, 1_000_000_000);
  const since = text(options, 'since');
  const sinceTime = text(options, 'since-time');
  if (since !== undefined && sinceTime !== undefined) throw new CliError('--since and --since-time: give one of them');
  if (sinceTime !== undefined && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(sinceTime))
    throw new CliError(`--since-time ${sinceTime}: not a time of RFC 3339`, 'Give it as in 2026-11-21T08:50:00Z.');
  if (flag(options, 'follow') && flag(options, 'previous'))
    throw new CliError('--follow and --previous: a container that has ended writes no more', 'Leave one of them out.');
  return {
    ...(tail === undefined ? {} : { tailLines: tail }),
    ...(since === undefined ? {} : { sinceSeconds: Math.max(1, Math.ceil(milliseconds(since, 'since') / 1000)) }),
    ...(sinceTime === undefined ? {} : { sinceTime }),
    ...(flag(options, 'previous') ? { previous: true } : {}),
  };
}

/** The compiled patterns of an option. Throws where one is not RE2. */
async function patternsOf(options: Options, name: string): Promise<Pattern[]> {
  const given = texts(options, name);
  if (given.length === 0) return [];
  const patterns = await loadPatterns();
  return given.map((source) => {
    const compiled = patterns.compile(source);
    if (isPatternError(compiled))
      throw new CliError(`--${name} ${source}: ${compiled.error}`, 'Patterns are RE2, as in Go and Envoy.');
    return compiled;
  });
}

async function lineFilter(options: Options): Promise<(entry: LogEntry) => boolean> {
  const include = await patternsOf(options, 'include');
  const exclude = await patternsOf(options, 'exclude');
  if (include.length + exclude.length === 0) return () => true;
  return ({ text: bytes }) => {
    const line = bytes.toString();
    return (include.length === 0 || include.some((one) => one.foundIn(line))) && !exclude.some((one) => one.foundIn(line));
  };
}

/** The access log formats that the mesh sets itself; none where that is not known, as lines of another form are shown as they are. */
async function formatsOf(cluster: Cluster, options: Options): Promise<ReturnType<typeof meshLogFormats>> {
  const [{ getObject }, { resources }, { ClusterError }] = await Promise.all([
    import('../../cluster/objects.js'),
    import('../../cluster/resources.js'),
    import('../../cluster/errors.js'),
  ]);
  const revision = text(options, 'revision');
  const name = revision === undefined || revision === 'default' ? 'istio' : `istio-${revision}`;
  try {
    const namespace = text(options, 'istio-namespace') ?? 'istio-system';
    const map = await getObject(cluster, resources.configMaps, name, namespace);
    const mesh = asString(own(asObject(own(map ?? {}, 'data')) ?? {}, 'mesh')) ?? '';
    const config = parseValue(mesh);
    return 'value' in config && isObject(config.value) ? meshLogFormats(readMeshConfig(config.value)) : {};
  } catch (error) {
    if (error instanceof ClusterError) return {};
    throw error;
  }
}

/** How an entry is printed. */
async function printer(
  options: Options,
  io: Io,
  formats: ReturnType<typeof meshLogFormats>,
): Promise<(entry: LogEntry, namespaces: boolean) => string | Uint8Array> {
  const output = text(options, 'output') ?? 'text';
  const timestamps = flag(options, 'timestamps');
  if (output === 'raw') {
    const terminal = io.stdout.isTTY === true;
    return ({ text: bytes, time }) => {
      const stamp = timestamps ? `${time} ` : '';
      return terminal ? `${stamp}${cleanLine(bytes.toString())}\n` : Buffer.concat([Buffer.from(stamp), bytes, lineBreak]);
    };
  }
  const shown = ({ text: bytes, ...entry }: LogEntry) => {
    const line = bytes.toString();
    return { ...entry, line, parsed: parseLogLine(line, formats) };
  };
  if (output === 'ndjson') return (entry) => `${toJson(logRecord(shown(entry)))}\n`;
  const looked = [...(await patternsOf(options, 'highlight')), ...(await patternsOf(options, 'include'))];
  const { color } = textOptions(io, options);
  const marks = (line: string): [number, number][] => looked.flatMap((one) => one.find(line)).sort(([a], [b]) => a - b);
  const drawn = { color, timestamps, ...(color && looked.length > 0 ? { marks } : {}) };
  return (entry, namespaces) => renderLogLine(shown(entry), { ...drawn, namespaces });
}

const lineBreak = Buffer.from('\n');

/** Throws where a container is named that none of the pods has. */
function checkContainers(named: readonly string[], pods: readonly Pod[]): void {
  const there = new Set(pods.flatMap(({ containers }) => containers.map(({ name }) => name)));
  const missing = named.find((name) => !there.has(name));
  if (missing === undefined || pods.length === 0) return;
  const near = suggest(missing, there);
  throw new CliError(
    `-c ${missing}: no such container in ${pods.length === 1 ? `pod ${pods[0]?.name}` : `any of ${pods.length} pods`}`,
    near === undefined ? `There are ${[...there].join(', ')}.` : `Did you mean ${near}?`,
  );
}

/** What a person may want to know beside the lines. */
function inWords(notice: Exclude<LogNotice, { kind: 'failed' }>, follow: boolean): string | undefined {
  if (notice.kind === 'not-watched')
    return `pods that come later are not picked up: ${notice.error instanceof Error ? notice.error.message : String(notice.error)}`;
  const { pod, container } = notice.of;
  switch (notice.kind) {
    case 'began':
      return `+ ${pod} ${container}`;
    case 'ended':
      return follow ? `- ${pod} ${container}` : undefined;
    case 'not-started':
      return `${pod} ${container}: not started yet (${notice.reason}), no log`;
  }
}
