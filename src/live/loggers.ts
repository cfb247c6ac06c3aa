/**
 * Loggers of a proxy that MetaProtocol traffic passes: the filter and its router write to `filter`, codecs to one of their protocol or to `misc`, MetaRDS to `rds`
 * and `config`; the others tell of clusters and connections.
 */
const metaProtocolLoggers: readonly string[] = [
  'filter',
  'router',
  'rds',
  'config',
  'upstream',
  'pool',
  'connection',
  'client',
  'dubbo',
  'thrift',
  'redis',
  'kafka',
  'rocketmq',
  'misc',
  'local_rate_limit',
];

/** What Istio starts its proxies with where the pod says nothing else. */
const startLevel = 'warning';
const startComponents = 'misc:error';

/** The loggers that are meant: those named, `all`, or where none is named those of MetaProtocol that the proxy has. `missing` are named and not there. */
export function chosenLoggers(
  there: ReadonlyMap<string, string>,
  named: readonly string[],
): { loggers: string[]; missing: string[] } {
  if (named.includes('all')) return { loggers: [...there.keys()], missing: [] };
  if (named.length === 0) return { loggers: metaProtocolLoggers.filter((name) => there.has(name)), missing: [] };
  return { loggers: named.filter((name) => there.has(name)), missing: named.filter((name) => !there.has(name)) };
}

/**
 * The levels that a proxy was started with, from the arguments of its container (`--proxyLogLevel=warning`, `--proxyComponentLogLevel=misc:error`), for
 * loggers that it has.
 */
export function startLevels(args: readonly string[], there: ReadonlyMap<string, string>): Map<string, string> {
  const level = argument(args, 'proxyLogLevel') || startLevel;
  const components = argument(args, 'proxyComponentLogLevel') ?? startComponents;
  const levels = new Map([...there.keys()].map((name) => [name, level]));
  for (const part of components.split(',')) {
    const [name = '', own = ''] = part.trim().split(':');
    if (own !== '' && levels.has(name)) levels.set(name, own);
  }
  return levels;
}

function argument(args: readonly string[], name: string): string | undefined {
  const joined = args.find((arg) => arg.startsWith(`--${name}=`));
  if (joined !== undefined) return joined.slice(name.length + 3);
  const at = args.indexOf(`--${name}`);
  return at < 0 ? undefined : args[at + 1];
}

/** The levels to be set so that loggers stand as they should; those that stand so already are left out. */
export function changedLevels(now: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...wanted].filter(([name, level]) => now.has(name) && now.get(name) !== level));
}

/** Paths of the admin interface that set levels: all at once, and for proxies that know no lists, one each. */
export function levelPaths(levels: ReadonlyMap<string, string>): { together: string; singly: string[] } {
  const pairs = [...levels];
  return {
    together: `/logging?paths=${pairs.map(([name, level]) => `${name}:${level}`).join(',')}`,
    singly: pairs.map(([name, level]) => `/logging?${name}=${level}`),
  };
}
