import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What a run of the program came to. */
export interface Ran {
  status: number;
  stdout: string;
  stderr: string;
}

/** A run of the program that goes on. */
export interface Running {
  stdout(): string;
  stderr(): string;
  /** Waits until standard output holds what is looked for: at most 15 s. */
  until(wanted: string | RegExp): Promise<void>;
  /** Ends it as Ctrl-C does and waits for its end. */
  interrupt(): Promise<Ran>;
  /** Waits for its end. */
  end(): Promise<Ran>;
  child: ChildProcess;
}

/** Options of a run. */
export interface RunOptions {
  kubeconfig?: string;
  input?: string;
  env?: Record<string, string>;
  cwd?: string;
  /** After how many seconds it is killed, which is an error; 60 where left out. */
  seconds?: number;
}

/**
 * Starts the built program; `AERAKICTL` names another command, such as one that runs the sources. It runs beside this process, whose servers
 * go on answering it.
 */
export function start(args: readonly string[], options: RunOptions = {}): Running {
  const { kubeconfig, input, env, cwd, seconds = 60 } = options;
  const other = process.env['AERAKICTL'];
  const command = other ? [other] : [process.execPath, join(root, 'bin', 'aerakictl.js')];
  const [program = '', ...first] = command;
  const child = spawn(program, [...first, ...args], {
    cwd: cwd ?? root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...(kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig }), ...env },
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(input ?? '');
  const parts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8');
    child[name].on('data', (part: string) => {
      parts[name] += part;
    });
  }
  const line = `aerakictl ${args.join(' ')}`;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill('SIGKILL');
  }, seconds * 1000);
  const closed = once(child, 'close').then(([code]): Ran => {
    clearTimeout(timer);
    if (late) throw new Error(`${line}: not done after ${seconds} s\n${parts.stdout.slice(-2000)}\n${parts.stderr.slice(-2000)}`);
    return { status: typeof code === 'number' ? code : -1, ...parts };
  });
  closed.catch(() => undefined);
  return {
    child,
    stdout: () => parts.stdout,
    stderr: () => parts.stderr,
    async until(wanted) {
      const deadline = Date.now() + 15_000;
      const there = (): boolean => (typeof wanted === 'string' ? parts.stdout.includes(wanted) : wanted.test(parts.stdout));
      while (!there()) {
        if (Date.now() > deadline || child.exitCode !== null) {
          if (there()) return;
          throw new Error(`${line}: no ${wanted} in its output\n${parts.stdout.slice(-2000)}\n${parts.stderr.slice(-2000)}`);
        }
        await sleep(20);
      }
    },
    interrupt() {
      child.kill('SIGINT');
      return closed;
    },
    end: () => closed,
  };
}

/** Runs the program to its end. */
export function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return start(args, options).end();
}
