import { dryRunOption, sentOptions, waitOptions, yesOption } from '../applying/options.js';
import { clusterOptions, installationOptions } from '../live.js';
import { resultOutput } from '../options.js';
import type { CommandDeclaration } from '../types.js';

/** `delete`: removes objects, and says what traffic loses by it. */
export const remove: CommandDeclaration = {
  name: 'delete',
  group: 'The live mesh',
  summary: 'Delete objects, knowing what traffic loses by it',
  description:
    'Says which routes, limits and listeners vanish with the objects and where requests then go, lets the API server try every deletion, asks, and deletes in the reverse of the order in which apply creates. If one of the objects does not exist, nothing is deleted.',
  arguments: [
    { name: 'kind', completes: 'kind', summary: 'Kind, as in metarouter or se; or KIND/NAME' },
    { name: 'name', repeatable: true, summary: 'Names of objects of that kind' },
  ],
  options: [
    ...sentOptions.map((option) =>
      option.long === 'namespace' ? { ...option, summary: "Namespace of the objects; else the context's" } : option,
    ),
    { long: 'ignore-not-found', summary: 'Objects that do not exist count as deleted' },
    dryRunOption,
    yesOption,
    ...waitOptions.map((option) =>
      option.long === 'wait'
        ? { ...option, summary: 'Wait until the objects are gone, and Aeraki and every sidecar have followed' }
        : option,
    ),
    resultOutput,
    ...clusterOptions,
    ...installationOptions,
  ],
  examples: [
    { command: 'delete metarouter thrift -n demo --dry-run=server', summary: 'What would be lost?' },
    { command: 'delete metarouter thrift orders -n demo', summary: 'Asks first on a terminal' },
    { command: 'delete -f k8s/ --yes --wait', summary: 'Everything that the files name' },
  ],
  load: () => import('./delete.run.js'),
};
