import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Finding } from '../base/finding.js';

/** The programs that can build a kustomization, in the order in which they are tried. */
const builders = [
  ['kubectl', 'kustomize'],
  ['kustomize', 'build'],
] as const;

/** The most that is taken of a program's output, in bytes. */
const maxBytes = 100 * 1024 * 1024;

/**
 * Builds a kustomization as `kubectl apply -k` does, by running `kubectl kustomize DIR`, or `kustomize build DIR` where there is no
 * `kubectl`. Returns the YAML, or why there is none. Waits for the program.
 */
export function buildKustomization(directory: string): string | Finding {
  const isRemote = /^[\w+.-]+(?:@|:\/\/|\.\w+\/)/.test(directory);
  if (!isRemote && statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return failed(directory, `-k ${directory}: there is no such folder.`, 'Name the folder that holds kustomization.yaml.');
  }
  for (const [program, verb] of builders) {
    const run = spawnSync(program, [verb, '--', directory], {
      encoding: 'utf8',
      maxBuffer: maxBytes,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    if (run.error !== undefined && 'code' in run.error && run.error.code === 'ENOENT') continue;
    if (run.error === undefined && run.status === 0) return run.stdout;
    const words = wordsOf(run.stderr ?? '') || run.error?.message || `it ended with status ${run.status}`;
    return failed(
      directory,
      `\`${program} ${verb} ${directory}\` failed: ${words}`,
      `Run \`${program} ${verb} ${directory}\` and correct what it says.`,
    );
  }
  const fix =
    'Install kubectl or kustomize, or pipe what kustomize prints elsewhere: `kustomize build DIR | aerakictl validate -`.';
  return failed(directory, `-k ${directory} needs \`kubectl\` or \`kustomize\`, and neither is installed.`, fix);
}

/** What a program says of its failure, without the log line that kubectl wraps around it. */
function wordsOf(output: string): string {
  const wrapped = /\] "command failed" err="((?:[^"\\]|\\.)*)"/.exec(output)?.[1];
  return (wrapped?.replaceAll('\\"', '"') ?? output.replace(/^error: /i, '')).trim().replace(/\s*\n\s*/g, ' ');
}

function failed(directory: string, message: string, fix: string): Finding {
  return { code: 'AER0012', severity: 'error', message, fix, path: [], origin: { file: directory, document: 0, prefix: [] } };
}
