import { clusterOptions, installationOptions, namespaceOption } from '../live.js';
import type { ArgumentDeclaration, CommandDeclaration, OptionDeclaration } from '../types.js';

const sections = ['listeners', 'routes', 'clusters', 'endpoints', 'bootstrap', 'secrets', 'all'];

const pod: ArgumentDeclaration = {
  name: 'pod',
  completes: 'pod',
  summary: 'Pod: name, name.namespace, deploy/name, or what its name begins with',
};
const namespace: ArgumentDeclaration = { name: 'namespace', completes: 'namespace', summary: 'Namespace, as with -n' };
const section: ArgumentDeclaration = {
  name: 'section',
  completes: 'none',
  summary: `One of ${sections.join(', ')}; its word is the section wherever it stands`,
};

const output: OptionDeclaration = {
  long: 'output',
  short: 'o',
  value: 'FORMAT',
  choices: ['text', 'json', 'yaml', 'raw'],
  default: 'text on a terminal, raw elsewhere',
  summary: "Tables, values, or the proxy's own JSON without what is secret in it",
};

const source: readonly OptionDeclaration[] = [
  {
    long: 'file',
    value: 'FILE',
    completes: 'anyFile',
    summary: 'A saved /config_dump instead of a pod; - for stdin. No cluster is asked',
  },
  {
    long: 'mesh',
    value: 'FILE',
    repeatable: true,
    completes: 'file',
    summary: 'With --file: manifests of the mesh, to name the MetaRouter behind each route',
  },
];

const narrowing: readonly OptionDeclaration[] = [
  { long: 'host', value: 'HOST', completes: 'host', summary: 'Only what is for this service, or for hosts that begin with it' },
  { long: 'fqdn', value: 'HOST', completes: 'host', summary: 'The same, as istioctl calls it' },
  { long: 'port', value: 'PORT', completes: 'port', summary: 'Only what is for this port' },
  { long: 'name', value: 'NAME', summary: 'Only the listener, route configuration, cluster or secret of this name' },
];

const choosing: readonly OptionDeclaration[] = [
  { long: 'selector', short: 'l', value: 'LABELS', summary: 'The pod by its labels' },
  namespaceOption,
  { long: 'all-namespaces', short: 'A', summary: 'Look for the pod in all namespaces' },
  ...installationOptions,
  ...clusterOptions,
];

/** `sidecar-config`: what the proxy of a pod holds. */
export const sidecarConfig: CommandDeclaration = {
  name: 'sidecar-config',
  group: 'Proxies and logs',
  summary: 'What does this sidecar hold, and what did it refuse?',
  description:
    "Reads the config dump of a pod's proxy, or a saved one, of any version of Envoy, and tells what was refused, missing or not ready before anything else; then listeners, routes, clusters, endpoints and secrets, linked to the EnvoyFilter, MetaRouter and DestinationRule behind them. Piped on without -o, it is the proxy's own JSON without what is secret in it, of the section if one is named.",
  arguments: [pod, namespace, section],
  options: [...source, output, ...narrowing, ...choosing],
  examples: [
    { command: 'sidecar-config client meta-thrift', summary: 'The first screen: what is wrong, what is there' },
    { command: 'sidecar-config client meta-thrift listeners --port 9090', summary: 'One section, one port' },
    { command: 'sidecar-config client meta-thrift clusters | jq', summary: "The proxy's own JSON" },
    { command: 'sidecar-config --file dump.json', summary: 'A saved dump, without a cluster' },
  ],
  load: async () => ({ run: (await import('./sidecar-config.run.js')).sidecarConfig }),
};

/** `sidecar-route`: the MetaProtocol routes of a proxy. */
export const sidecarRoute: CommandDeclaration = {
  name: 'sidecar-route',
  group: 'Proxies and logs',
  summary: 'Which MetaProtocol routes does this sidecar hold?',
  description:
    "The routes that Aeraki served to a pod's proxy and those of its inbound listeners, route by route with conditions, destinations, mirrors and mutations, and the place in the MetaRouter that each came from. Piped on without -o, it is that section of the proxy's own JSON.",
  arguments: [pod, namespace],
  options: [...source, output, ...narrowing, ...choosing],
  examples: [
    { command: 'sidecar-route client meta-thrift', summary: 'All of them' },
    { command: 'sidecar-route --file dump.json --mesh k8s/', summary: 'A saved dump, linked to manifests' },
  ],
  load: async () => ({ run: (await import('./sidecar-config.run.js')).sidecarRoute }),
};

/** `gateway-config`: what the proxy of a gateway holds. */
export const gatewayConfig: CommandDeclaration = {
  name: 'gateway-config',
  group: 'Proxies and logs',
  summary: 'What does this gateway hold, and what did it refuse?',
  description:
    'As sidecar-config, for gateways: without a pod it is the one gateway there is, looked for in all namespaces unless one is given.',
  arguments: [
    { ...pod, summary: 'Pod, or what its name begins with; may be left out where there is one gateway' },
    namespace,
    section,
  ],
  options: [...source, output, ...narrowing, ...choosing],
  examples: [
    { command: 'gateway-config', summary: 'The only gateway' },
    { command: 'gateway-config istio-ingressgateway istio-system listeners', summary: 'Its listeners' },
  ],
  load: async () => ({ run: (await import('./sidecar-config.run.js')).gatewayConfig }),
};
