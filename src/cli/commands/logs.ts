import { allNamespacesOption, clusterOptions, installationOptions, namespaceOption } from '../live.js';
import type { ArgumentDeclaration, CommandDeclaration, OptionDeclaration } from '../types.js';

const podArguments: readonly ArgumentDeclaration[] = [
  { name: 'pod', completes: 'pod', summary: 'Pod: name, name.namespace, deploy/name, or what its name begins with' },
  { name: 'namespace', completes: 'namespace', summary: 'Namespace, as with -n' },
];

const selector: OptionDeclaration = { long: 'selector', short: 'l', value: 'LABELS', summary: 'Pods by their labels' };

/** What every log command takes. */
const logOptions: readonly OptionDeclaration[] = [
  { long: 'follow', short: 'f', summary: 'Go on as lines come, also of pods and containers that start later' },
  { long: 'tail', value: 'LINES', summary: 'Only this many lines of each container, from the end; else all' },
  { long: 'since', value: 'DURATION', summary: 'Only lines of the last while, as in 10m' },
  { long: 'since-time', value: 'TIME', summary: 'Only lines after a time of RFC 3339' },
  { long: 'previous', short: 'p', summary: 'The log of the container before it was started again' },
  { long: 'container', short: 'c', value: 'NAME', repeatable: true, summary: 'Only these containers, init containers too' },
  { long: 'include', value: 'RE2', repeatable: true, summary: 'Only lines in which one of the patterns is found' },
  { long: 'exclude', value: 'RE2', repeatable: true, summary: 'No lines in which one of the patterns is found' },
  { long: 'highlight', value: 'RE2', repeatable: true, summary: 'Mark what the pattern finds' },
  { long: 'timestamps', summary: "Before each line, the time of the node's clock" },
  {
    long: 'output',
    short: 'o',
    value: 'FORMAT',
    choices: ['text', 'ndjson', 'raw'],
    default: 'text',
    summary: 'Known lines in columns; one JSON object a line; or the lines as they are',
  },
  { long: 'max-log-requests', value: 'COUNT', default: '100', summary: 'How many logs may be open at once' },
];

const workloads = [...logOptions, selector, namespaceOption, allNamespacesOption, ...clusterOptions];
const controlPlanes = [...logOptions, ...installationOptions, ...clusterOptions];

/** `app-log`: what the applications write. */
export const appLog: CommandDeclaration = {
  name: 'app-log',
  group: 'Proxies and logs',
  summary: 'The logs of applications, many pods at once',
  description:
    'Reads the logs of all containers but the sidecar of all pods that are meant, by time, each line behind its pod and container. With --follow, pods that come later are picked up, and a broken connection goes on where it was.',
  arguments: podArguments,
  options: workloads,
  examples: [
    { command: 'app-log client meta-thrift -f --tail 10', summary: 'The pods whose names begin with client, from now on' },
    { command: "app-log -l app=thrift-sample-server -A --include '(?i)error|timeout'", summary: 'By labels, some lines only' },
    { command: 'app-log deploy/client -n meta-thrift -o ndjson | jq .message', summary: 'For a program' },
  ],
  load: async () => ({ run: (await import('./logs.run.js')).appLog }),
};

/** `sidecar-log`: what the proxies beside the applications write. */
export const sidecarLog: CommandDeclaration = {
  name: 'sidecar-log',
  group: 'Proxies and logs',
  summary: 'The logs of sidecars, access log lines in columns',
  description:
    "Reads the logs of the istio-proxy containers. Access log lines, in Aeraki's format or Istio's, as text or JSON, and Envoy's own lines are shown in columns; -o ndjson has every field, -o raw the lines as they are. sidecar-debug has a proxy write more.",
  arguments: podArguments,
  options: [...workloads, ...installationOptions],
  examples: [
    { command: 'sidecar-log client meta-thrift --tail 0 -f', summary: 'What it writes from now on' },
    { command: "sidecar-log client meta-thrift -f --include 'rejected|no_healthy_upstream'", summary: 'Only what went wrong' },
    {
      command: "sidecar-log client -n meta-thrift -o ndjson | jq 'select(.fields.response_code == 1)'",
      summary: 'Requests that failed',
    },
  ],
  load: async () => ({ run: (await import('./logs.run.js')).sidecarLog }),
};

/** `gateway-log`: what the gateways' proxies write. */
export const gatewayLog: CommandDeclaration = {
  name: 'gateway-log',
  group: 'Proxies and logs',
  summary: "The logs of Istio's gateways",
  description: "As sidecar-log, of all gateways in Istio's namespace, or of those named.",
  arguments: podArguments,
  options: [...workloads, ...installationOptions],
  examples: [
    { command: 'gateway-log -f --tail 10', summary: "All gateways in Istio's namespace" },
    { command: 'gateway-log istio-ingressgateway -n ingress', summary: 'One elsewhere' },
  ],
  load: async () => ({ run: (await import('./logs.run.js')).gatewayLog }),
};

/** `aeraki-log`: what Aeraki writes. */
export const aerakiLog: CommandDeclaration = {
  name: 'aeraki-log',
  group: 'Proxies and logs',
  summary: 'The logs of Aeraki',
  description: 'Reads the logs of all pods of Aeraki, wherever it is installed.',
  arguments: [],
  options: controlPlanes,
  examples: [
    { command: 'aeraki-log -f --tail 20', summary: 'From now on' },
    { command: "aeraki-log --since 1h --include 'error|warn'", summary: 'What went wrong in the last hour' },
  ],
  load: async () => ({ run: (await import('./logs.run.js')).aerakiLog }),
};

/** `istiod-log`: what istiod writes. */
export const istiodLog: CommandDeclaration = {
  name: 'istiod-log',
  group: 'Proxies and logs',
  summary: 'The logs of istiod',
  description: 'Reads the logs of all pods of istiod, of all revisions or of the one named.',
  arguments: [],
  options: controlPlanes,
  examples: [
    { command: "istiod-log --since 10m --include 'NACK|rejected'", summary: 'What proxies refused in the last ten minutes' },
    { command: 'istiod-log -o raw > istiod.log', summary: 'The lines as they are, into a file' },
  ],
  load: async () => ({ run: (await import('./logs.run.js')).istiodLog }),
};
