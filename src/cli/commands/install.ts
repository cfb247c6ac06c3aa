import { dryRunOption, yesOption } from '../applying/options.js';
import { clusterOptions, installationOptions } from '../live.js';
import { resultOutput } from '../options.js';
import type { CommandDeclaration } from '../types.js';

/** `install`: Aeraki's CRDs and control plane. */
export const install: CommandDeclaration = {
  name: 'install',
  group: 'Set up and support',
  summary: "Install or upgrade Aeraki's CRDs and control plane",
  description:
    'Checks the cluster, shows what would be created and changed, asks, applies it, and says how to go on. What runs already keeps its settings, unless they are given. Bootstraps of sidecars that an earlier version left behind are renewed. --dry-run=client prints the manifests and needs no cluster.',
  arguments: [],
  options: [
    {
      long: 'aeraki',
      value: 'VERSION',
      summary: 'Release (1.4.1, 1.4.0), or the tag of a newer build; else 1.4.1, or what runs if that is newer',
    },
    { long: 'image', value: 'IMAGE', summary: 'Image without its tag; else what runs, or ghcr.io/aeraki-mesh/aeraki' },
    { long: 'istiod-address', value: 'HOST:PORT', summary: "istiod's xDS; spoken to by TLS unless the port is 15010" },
    {
      long: 'envoyfilters-in',
      value: 'WHERE',
      choices: ['root', 'services'],
      summary: "Where generated EnvoyFilters go: Istio's root namespace, or the services' namespaces",
    },
    { long: 'cluster-id', value: 'ID', summary: 'Name of this cluster in a mesh of several' },
    {
      long: 'config-store-secret',
      value: 'SECRET',
      summary: "Secret with the kubeconfig of the cluster that holds Istio's objects, if it is another",
    },
    { long: 'log-level', value: 'SCOPE:LEVEL', summary: "Levels of Aeraki's log, such as all:info,controller:debug" },
    dryRunOption,
    yesOption,
    { long: 'force', summary: 'Go on although a check fails' },
    { long: 'wait', summary: 'Wait until Aeraki is ready, then check the mesh' },
    { long: 'timeout', value: 'DURATION', default: '3m', summary: 'How long --wait waits' },
    resultOutput,
    ...installationOptions,
    ...clusterOptions,
  ],
  examples: [
    { command: 'install', summary: 'Show what would change, ask, then install or upgrade' },
    { command: 'install --yes --wait', summary: 'In a pipeline: done when Aeraki is ready and the checks are well' },
    {
      command: 'install --aeraki 1.4.1 --dry-run=client > aeraki.yaml',
      summary: 'The manifests, for a repository; no cluster is needed',
    },
    { command: 'install --dry-run=server', summary: 'What would the cluster say?' },
  ],
  load: () => import('./install.run.js'),
};
