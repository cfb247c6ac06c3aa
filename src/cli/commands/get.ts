import { allNamespacesOption, clusterOptions, installationOptions, namespaceOption, savedMeshOption } from '../live.js';
import type { CommandDeclaration } from '../types.js';

/** `get`: Aeraki's objects and the services it manages, with their state. */
export const get: CommandDeclaration = {
  name: 'get',
  group: 'The live mesh',
  summary: 'Which routers, protocols and services are there, and how do they stand?',
  description:
    'Lists objects as kubectl does, with what matters of each: hosts, routes, destinations, what Aeraki generated, and how many errors and warnings lint and translate have on it. Kinds: metarouters (mr), protocols (ap), services (Services and ServiceEntries), serviceentries (se), redisservices (rsvc), redisdestinations (rd), redis, dubboauthorizationpolicies (dap), and all of them.',
  arguments: [
    { name: 'kind', required: true, completes: 'kind', summary: 'Kind, several with commas, KIND/NAME, or all' },
    { name: 'name', repeatable: true, summary: 'Names; else all of the namespace' },
  ],
  options: [
    {
      long: 'output',
      short: 'o',
      value: 'FORMAT',
      choices: ['text', 'wide', 'json', 'yaml', 'name', 'ndjson'],
      default: 'text',
      summary: 'Form of the result; json is a List with a state for each item, a stream of lines with -w',
    },
    namespaceOption,
    allNamespacesOption,
    { long: 'selector', short: 'l', value: 'SELECTOR', summary: 'Only objects with these labels, as in app=orders,tier!=test' },
    { long: 'watch', short: 'w', summary: 'Then print each row that changes, also where its cause is another object' },
    { long: 'no-headers', summary: 'No line of headings' },
    savedMeshOption,
    ...installationOptions,
    ...clusterOptions,
  ],
  examples: [
    { command: 'get metarouters -A', summary: 'All MetaRouters, with what is wrong with them' },
    { command: 'get services -n shop -o wide', summary: 'Which services Aeraki manages, and what it generated for them' },
    { command: 'get all -w', summary: 'Everything of the namespace, and what changes' },
  ],
  load: () => import('./get.run.js'),
};
