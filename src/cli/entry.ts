import { main } from './main.js';

/**
 * Starts the program in this process: its streams, its arguments, its exit status. A reader that goes away (`| head`) ends it quietly.
 * Ctrl-C is left to the system, which ends the process also while it waits for stdin; a shell shows that as 130.
 */
export async function start(program: string): Promise<void> {
  const quietly = (error: NodeJS.ErrnoException): void => {
    if (error.code === 'EPIPE') process.exit();
    process.stderr.write(`error: the result cannot be written: ${error.message}\n`);
    process.exit(2);
  };
  process.stdout.on('error', quietly);
  process.exitCode = await main(process.argv.slice(2), program, {
    // Making a stream of them takes time, so only when somebody asks.
    get stdin() {
      return process.stdin;
    },
    get stderr() {
      return process.stderr;
    },
    stdout: process.stdout,
    env: process.env,
    cwd: process.cwd(),
  });
}
