import { apply } from './commands/apply.js';
import { codec } from './commands/codec.js';
import { complete, completion } from './commands/completion.js';
import { remove } from './commands/delete.js';
import { diff } from './commands/diff.js';
import { envoyfilter } from './commands/envoyfilter.js';
import { explain } from './commands/explain.js';
import { get } from './commands/get.js';
import { impact } from './commands/impact.js';
import { istiodAds, istiodConfig, istiodDebug, istiodEndpoint, istiodInstances, istiodRegistry } from './commands/istiod.js';
import { lint } from './commands/lint.js';
import { aerakiLog, appLog, gatewayLog, istiodLog, sidecarLog } from './commands/logs.js';
import { schema } from './commands/schema.js';
import { simulate } from './commands/simulate.js';
import { translate } from './commands/translate.js';
import { validate } from './commands/validate.js';
import type { CommandDeclaration } from './types.js';

/** Every command, in the order of the help. */
export const commands: readonly CommandDeclaration[] = [
  validate,
  lint,
  translate,
  simulate,
  impact,
  apply,
  diff,
  remove,
  get,
  envoyfilter,
  appLog,
  sidecarLog,
  gatewayLog,
  aerakiLog,
  istiodLog,
  istiodConfig,
  istiodRegistry,
  istiodEndpoint,
  istiodInstances,
  istiodAds,
  istiodDebug,
  explain,
  schema,
  codec,
  completion,
  complete,
];
