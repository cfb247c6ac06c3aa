import { clusterOptions, installationOptions } from '../live.js';
import { resultOutput } from '../options.js';
import type { CommandDeclaration, OptionDeclaration } from '../types.js';

const podOption: OptionDeclaration = {
  long: 'pod',
  value: 'NAME',
  summary: 'Which pod of istiod, where there are several; else the first that is ready',
};

const pageOutput: OptionDeclaration = {
  ...resultOutput,
  default: 'text on a terminal, json elsewhere',
  summary: "A table, or istiod's own JSON",
};

const shared = [...installationOptions, ...clusterOptions];

/** `istiod-debug`: a debug page of istiod as it is. */
export const istiodDebug: CommandDeclaration = {
  name: 'istiod-debug',
  group: 'Proxies and logs',
  summary: "A page of istiod's debug interface",
  description:
    "Prints a page below /debug of istiod's monitoring port as it is, passwords hidden; without a page, the list of them. istiod-config, istiod-registry, istiod-endpoint, istiod-instances and istiod-ads show the commonest as tables.",
  arguments: [{ name: 'page', completes: 'none', summary: 'Such as syncz, or config_dump?proxyID=client-0.default' }],
  options: [
    podOption,
    { long: 'yes', short: 'y', summary: 'Ask for pages that change something without a question' },
    { long: 'include-secrets', summary: 'Do not hide passwords and keys' },
    ...shared,
  ],
  examples: [
    { command: 'istiod-debug', summary: 'Which pages there are' },
    { command: 'istiod-debug syncz | jq', summary: 'What was sent to which proxy, and what it has taken' },
  ],
  load: async () => ({ run: (await import('./istiod.run.js')).istiodDebug }),
};

/** `istiod-config`: the objects of istiod's store. */
export const istiodConfig: CommandDeclaration = {
  name: 'istiod-config',
  group: 'Proxies and logs',
  summary: 'The Istio objects that istiod works with',
  description:
    "Shows the objects that istiod has read, Aeraki's EnvoyFilters among them. What is in the cluster and not in here, istiod has refused or not seen yet.",
  arguments: [],
  options: [pageOutput, podOption, { long: 'include-secrets', summary: 'Do not hide passwords and keys' }, ...shared],
  examples: [
    { command: 'istiod-config', summary: 'A table' },
    { command: 'istiod-config -o json | jq \'.[] | select(.kind == "EnvoyFilter")\'', summary: 'Whole objects' },
  ],
  load: async () => ({ run: (await import('./istiod.run.js')).istiodConfig }),
};

/** `istiod-registry`: the services istiod knows. */
export const istiodRegistry: CommandDeclaration = {
  name: 'istiod-registry',
  group: 'Proxies and logs',
  summary: 'The services that istiod knows',
  description:
    'Shows every service that istiod knows, from Kubernetes and from ServiceEntries, with the names of its ports, which say what Aeraki makes of it.',
  arguments: [],
  options: [pageOutput, podOption, ...shared],
  examples: [{ command: 'istiod-registry', summary: 'A table' }],
  load: async () => ({ run: (await import('./istiod.run.js')).istiodRegistry }),
};

/** `istiod-endpoint`: the endpoints istiod knows. */
export const istiodEndpoint: CommandDeclaration = {
  name: 'istiod-endpoint',
  group: 'Proxies and logs',
  summary: 'The endpoints that istiod knows',
  description: 'Shows every endpoint that istiod knows: address, health, workload and version.',
  arguments: [],
  options: [pageOutput, podOption, ...shared],
  examples: [{ command: 'istiod-endpoint', summary: 'A table' }],
  load: async () => ({ run: (await import('./istiod.run.js')).istiodEndpoint }),
};

/** `istiod-instances`: the services behind each proxy. */
export const istiodInstances: CommandDeclaration = {
  name: 'istiod-instances',
  group: 'Proxies and logs',
  summary: 'The services that istiod sees behind each proxy',
  description:
    'Shows per proxy the services whose selector its pod fits, of all pods of istiod. Newer versions of Istio have no such page.',
  arguments: [],
  options: [pageOutput, podOption, ...shared],
  examples: [{ command: 'istiod-instances', summary: 'A table' }],
  load: async () => ({ run: (await import('./istiod.run.js')).istiodInstances }),
};

/** `istiod-ads`: who is connected to istiod. */
export const istiodAds: CommandDeclaration = {
  name: 'istiod-ads',
  group: 'Proxies and logs',
  summary: 'The proxies that are connected to istiod, and Aeraki',
  description:
    'Shows every client of the xDS servers of all pods of istiod: since when it has been connected and what it watches. Aeraki is the one that asks for objects; where it is missing, nothing changes in the mesh.',
  arguments: [],
  options: [pageOutput, podOption, ...shared],
  examples: [{ command: 'istiod-ads', summary: 'A table' }],
  load: async () => ({ run: (await import('./istiod.run.js')).istiodAds }),
};
