import { clusterOptions, installationOptions } from '../live.js';
import { proxyOptions } from '../proxies.js';
import type { CommandDeclaration } from '../types.js';

/** `check`: the doctor. */
export const check: CommandDeclaration = {
  name: 'check',
  group: 'Set up and support',
  summary: 'Is everything in the cluster as Aeraki needs it?',
  description:
    'Looks at Kubernetes, Istio, Aeraki, its kinds, its webhook, the mesh configuration, namespaces, every sidecar, the objects and your permissions. Whatever is not well is told with its remedy and a page of the documentation; what cannot be looked at is told as not checked, with the reason. Exit status 1 if a check failed; else 2 if most could not be made.',
  arguments: [],
  options: [
    { long: 'pre', summary: 'Before an installation: is the cluster ready for Aeraki?' },
    { long: 'wait', summary: 'Repeat until nothing fails, or the time is up' },
    { long: 'timeout', value: 'DURATION', default: '5m', summary: 'With --wait: how long' },
    {
      long: 'output',
      short: 'o',
      value: 'FORMAT',
      choices: ['text', 'json', 'junit'],
      default: 'text',
      summary: 'Form of the result',
    },
    ...proxyOptions,
    ...installationOptions,
    ...clusterOptions,
  ],
  examples: [
    { command: 'check', summary: 'The whole mesh' },
    { command: 'check --pre', summary: 'Before Aeraki is installed' },
    { command: 'check --wait --timeout 2m -o junit > check.xml', summary: 'In CI, after a deployment' },
  ],
  load: () => import('./check.run.js'),
};
