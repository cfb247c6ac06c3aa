import { allNamespacesOption, clusterOptions, installationOptions, namespaceOption, savedMeshOption } from '../live.js';
import { resultOutput } from '../options.js';
import type { CommandDeclaration } from '../types.js';

/** `describe`: what becomes of a host, service, router or pod, and why not. */
export const describe: CommandDeclaration = {
  name: 'describe',
  group: 'The live mesh',
  summary: 'What becomes of requests to a host, and where does the chain break?',
  description:
    'Follows a host from the listener to the filter, the codec, the routes, the clusters and the endpoints, and says of the first link that does not hold why, and what to do. Of a pod: what its proxy should hold, what it holds, and what is out of its reach. Takes host, service (svc), serviceentry (se), metarouter (mr), redisservice (rsvc), redisdestination (rd), applicationprotocol (ap), dubboauthorizationpolicy (dap) and pod.',
  arguments: [
    { name: 'what', required: true, summary: 'A host, or KIND NAME, or KIND/NAME' },
    { name: 'name', summary: 'Its name; of a pod also name.namespace, deploy/name or what its name begins with' },
  ],
  options: [
    resultOutput,
    namespaceOption,
    { ...allNamespacesOption, summary: 'The name in whichever namespace' },
    {
      long: 'from',
      value: 'POD',
      summary: 'Of a host: also how the proxy of this client holds it; name.namespace, or a pod of -n',
    },
    savedMeshOption,
    ...installationOptions,
    ...clusterOptions,
  ],
  examples: [
    { command: 'describe orders.shop.svc.cluster.local', summary: 'The chain of a host, and where it breaks' },
    { command: 'describe pod client -n shop', summary: 'What the proxy of a pod should hold, and holds' },
    { command: 'describe mr orders -n shop', summary: 'A MetaRouter, and what becomes of its host' },
  ],
  load: () => import('./describe.run.js'),
};
