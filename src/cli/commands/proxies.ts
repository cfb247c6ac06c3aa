import { allNamespacesOption, clusterOptions, namespaceOption } from '../live.js';
import type { ArgumentDeclaration, CommandDeclaration, OptionDeclaration } from '../types.js';

const pod: ArgumentDeclaration = {
  name: 'pod',
  completes: 'pod',
  summary: 'Pod: name, name.namespace, deploy/name, or what its name begins with',
};
const namespace: ArgumentDeclaration = { name: 'namespace', completes: 'namespace', summary: 'Namespace, as with -n' };
const selector: OptionDeclaration = { long: 'selector', short: 'l', value: 'LABELS', summary: 'Pods by their labels' };
const many = [selector, namespaceOption, allNamespacesOption, ...clusterOptions];

/** `sidecar-stats`: what proxies counted. */
export const sidecarStats: CommandDeclaration = {
  name: 'sidecar-stats',
  group: 'Proxies and logs',
  summary: 'Requests, errors and latency per service, from the proxies',
  description:
    "Shows what the MetaProtocol filters of proxies counted, per service and side, since each proxy's start. Latencies are quantiles over all that time. Istio leaves these statistics out unless its proxyStatsMatcher includes meta_protocol. Piped on without -o, it is the proxy's own text in the form of Prometheus, all of it.",
  arguments: [pod, namespace],
  options: [
    {
      long: 'output',
      short: 'o',
      value: 'FORMAT',
      choices: ['text', 'json', 'yaml', 'raw'],
      default: 'text on a terminal, raw elsewhere',
      summary: "A table, values, or the proxy's own text",
    },
    { long: 'watch', short: 'w', summary: 'Look again and again, with what is counted a second; ndjson with -o json' },
    { long: 'interval', value: 'DURATION', default: '2s', summary: 'Time between two looks' },
    ...many,
  ],
  examples: [
    { command: 'sidecar-stats client meta-thrift', summary: 'A table' },
    { command: 'sidecar-stats -l app=client -A --watch', summary: 'Of many pods, with rates' },
    { command: 'sidecar-stats client meta-thrift | grep -i outlier', summary: 'Any other statistic' },
  ],
  load: async () => ({ run: (await import('./sidecar-stats.run.js')).run }),
};

/** `sidecar-admin`: one answer of a proxy's admin interface. */
export const sidecarAdmin: CommandDeclaration = {
  name: 'sidecar-admin',
  group: 'Proxies and logs',
  summary: "An answer of a proxy's admin interface",
  description:
    "Asks the proxy of a pod for a path of its admin interface and prints the answer; without a path, the list of them. Nothing need be in the pod's image: a port-forward carries it. Passwords and keys in dumps are hidden.",
  arguments: [pod, namespace, { name: 'path', completes: 'none', summary: 'Such as /clusters?format=json' }],
  options: [
    { long: 'post', summary: 'POST instead of GET, for what changes the proxy' },
    { long: 'yes', short: 'y', summary: 'No question before what ends the proxy or keeps requests from it' },
    { long: 'include-secrets', summary: 'Do not hide passwords and keys in dumps' },
    namespaceOption,
    ...clusterOptions,
  ],
  examples: [
    { command: 'sidecar-admin client meta-thrift', summary: 'Which paths there are' },
    { command: 'sidecar-admin client meta-thrift /clusters | grep health', summary: 'One of them' },
    { command: 'sidecar-admin client meta-thrift /reset_counters --post', summary: 'One that changes something' },
  ],
  load: async () => ({ run: (await import('./sidecar-admin.run.js')).run }),
};

/** `sidecar-debug`: more in the log of proxies, and back again. */
export const sidecarDebug: CommandDeclaration = {
  name: 'sidecar-debug',
  group: 'Proxies and logs',
  summary: 'Have proxies log more for a while, and put it back',
  description:
    "Sets the loggers that MetaProtocol writes to at level debug (on) or trace, and keeps their former levels. With --for, it waits so long, or until Ctrl-C, and puts them back; 'off' does so later, also after a crash: the former levels are kept in $XDG_STATE_HOME/aerakictl (~/.local/state where unset); of a proxy that is not in there, 'off' sets what the pod starts it with.",
  arguments: [
    { name: 'level', required: true, choices: ['on', 'off', 'trace'], summary: 'on (debug), trace, or off' },
    pod,
    namespace,
  ],
  options: [
    { long: 'for', value: 'DURATION', summary: 'Wait so long and put the levels back, as in 5m' },
    { long: 'logger', value: 'NAME', repeatable: true, summary: "This logger of Envoy, or all; else MetaProtocol's" },
    ...many,
  ],
  examples: [
    { command: 'sidecar-debug on client meta-thrift --for 5m', summary: 'For five minutes' },
    { command: 'sidecar-debug trace client meta-thrift --logger all', summary: 'Everything there is, until it is put back' },
    { command: 'sidecar-debug off client meta-thrift', summary: 'As it was' },
  ],
  load: async () => ({ run: (await import('./sidecar-debug.run.js')).run }),
};
