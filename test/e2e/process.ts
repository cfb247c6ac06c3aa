import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server that a test started. */
export interface Server {
  /** A folder of its own, removed by `stop`. */
  folder: string;
  /** What it has written so far to standard output and standard error. */
  log(): string;
  /** Its exit status once it has ended. */
  ended(): number | undefined;
  /** Its process: for signals that `stop` is not, such as SIGSTOP. */
  pid(): number;
  /** Kills it, waits for its end and removes its folder. */
  stop(): Promise<void>;
}

/** Ends with the program it starts, and kills it as soon as standard input closes: also when the test's process was killed. */
const guard = [
  'exec 3<&0',
  '"$@" 3<&- </dev/null & server=$!',
  'echo $server >pid',
  '(read -r end <&3; kill -9 $server) 2>/dev/null & watch=$!',
  'exec 3<&-',
  'wait $server; status=$?',
  'kill $watch 2>/dev/null',
  'exit $status',
].join('\n');

/** Starts a server. `args` are made from the folder that it gets. It never outlives the process that called this. */
export function startServer(command: string, args: (folder: string) => string[]): Server {
  const folder = mkdtempSync(join(tmpdir(), 'aerakictl-e2e-'));
  const logFile = join(folder, 'log');
  const log = openSync(logFile, 'w');
  const child: ChildProcess = spawn('sh', ['-c', guard, 'sh', command, ...args(folder)], {
    cwd: folder,
    stdio: ['pipe', log, log],
  });
  closeSync(log);
  let status: number | undefined;
  const end = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      status = code ?? -1;
      resolve();
    });
  });
  return {
    folder,
    log: () => readFileSync(logFile, 'utf8'),
    ended: () => status,
    pid: () => Number(readFileSync(join(folder, 'pid'), 'utf8')),
    async stop() {
      child.stdin?.end();
      await end;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Asks `ready` until it answers with a value; an error with the server's log if it ends before or takes longer than 60 s. */
export async function untilReady<T>(server: Server, ready: () => Promise<T | undefined>): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const value = await ready().catch(() => undefined);
    if (value !== undefined) return value;
    if (server.ended() !== undefined || Date.now() > deadline) {
      const why = server.ended() === undefined ? 'not ready after 60 s' : `ended with status ${server.ended()}`;
      const log = server.log();
      await server.stop();
      throw new Error(`${why}\n${log.slice(-4000)}`);
    }
    await sleep(20);
  }
}

/** Asks until the answer is true, for at most 20 s: for what arrives a moment later, such as a mirrored request. */
export async function eventually(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`not within 20 s: ${what}`);
    await sleep(20);
  }
}
