import { clusterOptions, installationOptions, namespaceOption } from '../live.js';
import type { CommandDeclaration } from '../types.js';

/** `restart`: istiod, Aeraki, a workload or a pod anew. */
export const restart: CommandDeclaration = {
  name: 'restart',
  group: 'Proxies and logs',
  summary: 'Start istiod, Aeraki, a workload or a pod again',
  description:
    'Has a Deployment replace its pods one by one, as kubectl rollout restart does: of istiod, of Aeraki, or of deploy/NAME. A pod is deleted with the time it asks for to end. Asks first.',
  arguments: [
    {
      name: 'what',
      required: true,
      completes: 'none',
      summary: 'istiod, aeraki, deploy/NAME, or a pod: name, name.namespace, what its name begins with',
    },
    { name: 'namespace', completes: 'namespace', summary: 'Namespace, as with -n' },
  ],
  options: [{ long: 'yes', short: 'y', summary: 'Do not ask' }, namespaceOption, ...installationOptions, ...clusterOptions],
  examples: [
    { command: 'restart aeraki', summary: 'Aeraki, wherever it is installed' },
    { command: 'restart deploy/client -n meta-thrift --yes', summary: 'All pods of a Deployment, without a question' },
    { command: 'restart client meta-thrift', summary: 'A pod' },
  ],
  load: async () => ({ run: (await import('./restart.run.js')).run }),
};
