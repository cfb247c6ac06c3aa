import { clusterOptions, installationOptions } from '../live.js';
import { resultOutput } from '../options.js';
import type { CommandDeclaration } from '../types.js';

/** `version`: of this program and of what runs in the cluster. */
export const versionCommand: CommandDeclaration = {
  name: 'version',
  group: 'The tool itself',
  summary: 'Versions of this program, Kubernetes, Istio, Aeraki and the proxies',
  description:
    'Says what runs: istiod is asked for its own version, the others are known by the tags of their images. Whether they fit each other is what check tells.',
  arguments: [],
  options: [
    { long: 'client', summary: 'Only this program: no cluster is needed' },
    resultOutput,
    ...installationOptions,
    ...clusterOptions,
  ],
  examples: [
    { command: 'version', summary: 'Everything' },
    { command: 'version --client -o json', summary: 'This program, for scripts' },
  ],
  load: () => import('./version.run.js'),
};
