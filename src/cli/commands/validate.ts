import { inputOptions } from '../options.js';
import { diagnosticOutput } from '../output.js';
import type { CommandDeclaration } from '../types.js';

/** `validate`: would `kubectl apply` succeed. */
export const validate: CommandDeclaration = {
  name: 'validate',
  group: 'Check and understand',
  summary: 'Would kubectl apply accept these objects?',
  description:
    "Gives the verdict of an API server with Aeraki's CRDs (strict field validation) and its webhook, without a cluster: an error if and only if it would refuse. Istio's and Kubernetes' own kinds are read loosely; other kinds are counted as skipped.",
  arguments: [
    { name: 'file', repeatable: true, completes: 'file', summary: 'Files, folders (recursive), globs, or - for stdin' },
  ],
  options: [
    ...inputOptions,
    diagnosticOutput,
    {
      long: 'fail-on',
      value: 'SEVERITY',
      choices: ['error', 'warning', 'info'],
      default: 'error',
      summary: 'Least severity that makes the exit status 1',
    },
    { long: 'fail-on-skipped', summary: 'A kind this program does not know is an error' },
  ],
  examples: [
    { command: 'validate routes.yaml', summary: 'One file' },
    { command: 'validate k8s/ --exclude "**/test/**"', summary: 'A folder, recursively, without some of it' },
    { command: 'helm template chart | PROGRAM validate -', summary: 'What a chart renders' },
    { command: 'validate k8s/ -o sarif=report.sarif -o github', summary: 'In CI: a report for code scanning, and annotations' },
  ],
  load: () => import('./validate.run.js'),
};
