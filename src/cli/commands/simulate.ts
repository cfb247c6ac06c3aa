import { clusterOptions } from '../live.js';
import { inputOptions, meshOptions } from '../options.js';
import type { CommandDeclaration } from '../types.js';

/** `simulate`: where a request goes. */
export const simulate: CommandDeclaration = {
  name: 'simulate',
  group: 'Check and understand',
  summary: 'Where does this request go, and why not elsewhere?',
  description:
    'Translates the objects as Aeraki would and decides a request as the proxy would: MetaProtocol, native Dubbo and Thrift, Redis. The answer names the cluster, the share of a split, mirrors and mutations, and for each route in order why it did or did not match; for native Dubbo also whether the caller is let in.',
  arguments: [
    { name: 'file', repeatable: true, completes: 'file', summary: 'Files, folders (recursive), globs, or - for stdin' },
  ],
  options: [
    {
      long: 'host',
      value: 'HOST',
      completes: 'host',
      summary: 'Service the request is for; may be left out where only one fits',
    },
    { long: 'port', value: 'PORT', completes: 'port', summary: 'Port of the service; may be left out where only one fits' },
    {
      long: 'attr',
      short: 'a',
      value: 'NAME=VALUE',
      repeatable: true,
      completes: 'attribute',
      summary: 'Attribute of the request, as its codec would set it',
    },
    {
      long: 'redis',
      value: 'COMMAND',
      summary: 'A Redis command instead of attributes, quoted as for redis-cli: "GET user:1"',
    },
    {
      long: 'from',
      value: 'PRINCIPAL',
      summary: 'Who calls, for authorization: cluster.local/ns/NAMESPACE/sa/ACCOUNT; without, a client without certificate',
    },
    { long: 'gateway', value: 'NAME', summary: 'Decide at a gateway, as NAMESPACE/NAME or NAME, instead of at a sidecar' },
    { long: 'requests', value: 'FILE', completes: 'anyFile', summary: 'Many requests: NDJSON or a YAML list; - for stdin' },
    {
      long: 'bytes',
      value: 'FILE',
      completes: 'anyFile',
      summary: 'Requests as bytes, raw or in hexadecimal; - for stdin; with --codec',
    },
    { long: 'codec', value: 'FILE', completes: 'file', summary: 'The description that --bytes is decoded by, codec.yaml' },
    {
      long: 'routes',
      value: 'FILE',
      completes: 'file',
      summary:
        'Decide on routes as they are instead of translating: a RouteConfiguration, a config dump, or what translate printed',
    },
    {
      long: 'dump',
      value: 'FILE',
      completes: 'anyFile',
      summary: 'Decide on what a sidecar holds: its config dump; - for stdin. Refused listeners and missing clusters count',
    },
    { long: 'pod', value: 'POD', completes: 'none', summary: 'The same of a running pod: name, name.namespace or deploy/name' },
    { long: 'count', value: 'N', summary: 'Send the request N times and chart the split' },
    { long: 'seed', value: 'U64', summary: 'Make the random numbers repeatable' },
    { long: 'random', value: 'U64', summary: 'Pin the 64-bit number of the weighted pick' },
    { long: 'trace', summary: 'With --requests: add why each route did or did not match' },
    {
      long: 'suite',
      value: 'FILE',
      repeatable: true,
      completes: 'file',
      summary: 'Run tests: requests with what they should get',
    },
    { long: 'generate-suite', summary: 'Write a suite that covers every route and every cluster of a split' },
    { long: 'fail-under', value: 'PERCENT', summary: 'With --suite: exit with 1 if less of the rules is covered' },
    { long: 'lcov', value: 'FILE', completes: 'file', summary: 'With --suite: write the coverage for lcov' },
    ...inputOptions,
    ...meshOptions,
    ...clusterOptions,
    {
      long: 'output',
      short: 'o',
      value: 'FORMAT',
      choices: ['text', 'json', 'yaml', 'ndjson', 'junit', 'tap'],
      default: 'text',
      summary: 'Form of the result',
    },
  ],
  examples: [
    { command: 'simulate examples/thrift -a method=sayHello', summary: 'One request; the host is inferred' },
    { command: 'simulate k8s/ --host pay.shop.svc.cluster.local -a method=pay', summary: 'One of many services' },
    { command: 'simulate examples/thrift -a method=sayHello --count 1000 --seed 1', summary: 'How a split falls out' },
    { command: 'simulate examples/redis --redis "GET cart:1"', summary: 'A Redis command: its key, server, mirrors, faults' },
    {
      command:
        'simulate examples/authorization -a interface=org.acme.billing.BillingService -a method=charge --from cluster.local/ns/shop/sa/checkout',
      summary: 'Is this caller let in?',
    },
    { command: 'simulate examples/gateway --gateway thrift -a method=list', summary: 'At a gateway' },
    { command: 'simulate examples/thrift --requests requests.ndjson -o ndjson', summary: 'Many requests, one decision a line' },
    {
      command: 'simulate examples/qza --bytes examples/codec/qza-requests.hex --codec examples/codec/qza.yaml',
      summary: 'Bytes of a described protocol',
    },
    {
      command: 'simulate --routes dump.json --host orders.shop.svc.cluster.local --port 9090 -a method=pay',
      summary: "On the routes that a sidecar's config dump shows",
    },
    { command: 'simulate --pod client.meta-thrift -a method=sayHello', summary: 'On what the sidecar of a pod holds now' },
    { command: 'simulate examples/thrift --generate-suite > suite.yaml', summary: 'Tests for what the rules do today' },
    { command: 'simulate examples/thrift --suite suite.yaml --fail-under 90', summary: 'Run them, in CI too' },
  ],
  load: () => import('./simulate.run.js'),
};
