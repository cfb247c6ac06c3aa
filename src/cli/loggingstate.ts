import { mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { isObject, own } from '../base/json.js';
import { writeWhole } from './io.js';

/** Levels of loggers that a proxy had before they were raised, by what tells the proxy. */
export type FormerLevels = Map<string, Map<string, string>>;

/** The file that keeps former levels: `$XDG_STATE_HOME/aerakictl/loggers.json`, below `~/.local/state` where that is unset. */
export function loggingStateFile(env: NodeJS.ProcessEnv): string {
  const given = env['XDG_STATE_HOME'] ?? '';
  return join(given.startsWith('/') ? given : join(env['HOME'] || homedir(), '.local', 'state'), 'aerakictl', 'loggers.json');
}

/** What the file holds; nothing where there is none, or it is of another form. */
export function readFormerLevels(file: string): FormerLevels {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return new Map();
  }
  const proxies = isObject(value) ? own(value, 'proxies') : undefined;
  return new Map(
    Object.entries(isObject(proxies) ? proxies : {}).map(([proxy, levels]) => [
      proxy,
      new Map(
        Object.entries(isObject(levels) ? levels : {}).filter((level): level is [string, string] => typeof level[1] === 'string'),
      ),
    ]),
  );
}

/** Changes what the file holds, as a whole. Throws a CliError where it cannot be written. */
export function changeFormerLevels(file: string, change: (levels: FormerLevels) => void): void {
  const levels = readFormerLevels(file);
  change(levels);
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const proxies = Object.fromEntries([...levels].map(([proxy, one]) => [proxy, Object.fromEntries(one)]));
  writeWhole(file, `${JSON.stringify({ proxies }, null, 2)}\n`);
}
