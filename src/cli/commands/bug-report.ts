import { allNamespacesOption, clusterOptions, installationOptions, namespaceOption } from '../live.js';
import type { CommandDeclaration } from '../types.js';

/** `bug-report`: everything a support thread asks for, in one file. */
export const bugReport: CommandDeclaration = {
  name: 'bug-report',
  group: 'Set up and support',
  summary: 'One archive for a support thread, without secrets',
  description:
    "Collects versions, the doctor's results, the mesh's objects and what Aeraki made of them against what it should have, events, logs and states of Aeraki, istiod and proxies. Passwords, keys and tokens are hidden wherever they stand; the kubeconfig and Secrets' data never go in. README.txt in the archive tells what is in it, what is not, and why. Without pods named, the proxies that Aeraki manages are looked at.",
  arguments: [
    {
      name: 'pod',
      repeatable: true,
      completes: 'pod',
      summary: 'Pods whose proxies are looked at: name, name.namespace, deploy/name, or what the name begins with',
    },
  ],
  options: [
    {
      long: 'file',
      value: 'FILE',
      completes: 'anyFile',
      summary: 'The archive; else aerakictl-bug-report-TIME.tar.gz in the working folder',
    },
    { long: 'selector', short: 'l', value: 'LABELS', summary: 'Proxies of the pods with these labels' },
    { ...namespaceOption, summary: 'Proxies of this namespace; names without one are looked for in it' },
    { ...allNamespacesOption, summary: 'Proxies of all namespaces, whether Aeraki manages them or not' },
    { long: 'since', value: 'DURATION', summary: 'Only log lines of the last while, as in 1h; else the end of each log' },
    { long: 'max-proxies', value: 'COUNT', default: '20', summary: 'How many proxies are looked at, of each workload one first' },
    { long: 'max-log-size', value: 'SIZE', default: '2Mi', summary: 'How much of one log is kept: its end' },
    {
      long: 'max-size',
      value: 'SIZE',
      default: '50Mi',
      summary: 'How large the archive may be; what does not fit is named in it',
    },
    { long: 'timeout', value: 'DURATION', default: '2m', summary: 'When to stop collecting and write what is there' },
    { long: 'include-secrets', summary: 'Hide nothing: passwords, keys and tokens go into the archive' },
    {
      long: 'output',
      short: 'o',
      value: 'FORMAT',
      choices: ['text', 'json', 'yaml'],
      default: 'text',
      summary: 'Form of the summary; json and yaml list every file',
    },
    ...installationOptions,
    ...clusterOptions,
  ],
  examples: [
    { command: 'bug-report', summary: 'The control planes, and the proxies that Aeraki manages' },
    { command: 'bug-report deploy/client -n meta-thrift --since 30m', summary: 'One workload, and logs of the last half hour' },
    {
      command: 'bug-report -n meta-thrift --file report.tar.gz --max-size 20Mi',
      summary: 'The proxies of a namespace, in a small file',
    },
  ],
  load: () => import('./bug-report.run.js'),
};
