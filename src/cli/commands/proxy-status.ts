import { allNamespacesOption, clusterOptions, installationOptions, namespaceOption } from '../live.js';
import { resultOutput } from '../options.js';
import { proxyOptions } from '../proxies.js';
import type { CommandDeclaration } from '../types.js';

/** `proxy-status`: whether sidecars and gateways hold what Aeraki should have given them. */
export const proxyStatus: CommandDeclaration = {
  name: 'proxy-status',
  group: 'The live mesh',
  summary: 'Do sidecars and gateways hold what they should, by content?',
  description:
    'Asks every proxy what it holds and compares it with what Aeraki should have given it by the rules that are in the cluster now: whether it knows the filter, whether its bootstrap leads to Aeraki, whether the filters are in its listeners, what it refused, and whether each route configuration is missing, stale or in sync by content. With a pod: everything about that one. Exit status 1 if anything is not as it should be.',
  arguments: [
    {
      name: 'pod',
      completes: 'pod',
      summary: 'Pod as name, name.namespace, deploy/name or an app prefix; every proxy of the mesh if left out',
    },
    { name: 'namespace', completes: 'namespace', summary: 'The same as -n' },
  ],
  options: [
    { ...namespaceOption, summary: "Only this namespace; with a pod: where it is, else the context's" },
    allNamespacesOption,
    { long: 'selector', short: 'l', value: 'LABELS', summary: 'Only pods with these labels, as kubectl takes them' },
    resultOutput,
    ...proxyOptions,
    ...installationOptions,
    ...clusterOptions,
  ],
  examples: [
    { command: 'proxy-status', summary: 'Every proxy of the mesh' },
    { command: 'proxy-status client meta-thrift', summary: 'The pods of client, in detail' },
    {
      command: 'proxy-status -o json | jq ".proxies[] | select(.state != \\"in-sync\\")"',
      summary: 'Only those with problems',
    },
  ],
  load: () => import('./proxy-status.run.js'),
};
