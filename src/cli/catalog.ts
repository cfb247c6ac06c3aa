import { apply } from './commands/apply.js';
import { bugReport } from './commands/bug-report.js';
import { check } from './commands/check.js';
import { codec } from './commands/codec.js';
import { complete, completeForKubectl, completion } from './commands/completion.js';
import { remove } from './commands/delete.js';
import { describe } from './commands/describe.js';
import { diff } from './commands/diff.js';
import { envoyfilter } from './commands/envoyfilter.js';
import { explain } from './commands/explain.js';
import { get } from './commands/get.js';
import { impact } from './commands/impact.js';
import { install } from './commands/install.js';
import { istiodAds, istiodConfig, istiodDebug, istiodEndpoint, istiodInstances, istiodRegistry } from './commands/istiod.js';
import { lint } from './commands/lint.js';
import { aerakiLog, appLog, gatewayLog, istiodLog, sidecarLog } from './commands/logs.js';
import { sidecarAdmin, sidecarDebug, sidecarStats } from './commands/proxies.js';
import { proxyStatus } from './commands/proxy-status.js';
import { restart } from './commands/restart.js';
import { schema } from './commands/schema.js';
import { shellAliases } from './commands/shell-aliases.js';
import { gatewayConfig, sidecarConfig, sidecarRoute } from './commands/sidecar-config.js';
import { simulate } from './commands/simulate.js';
import { translate } from './commands/translate.js';
import { uninstall } from './commands/uninstall.js';
import { validate } from './commands/validate.js';
import { versionCommand } from './commands/version.js';
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
  describe,
  envoyfilter,
  sidecarConfig,
  sidecarRoute,
  gatewayConfig,
  proxyStatus,
  appLog,
  sidecarLog,
  gatewayLog,
  aerakiLog,
  istiodLog,
  sidecarStats,
  sidecarAdmin,
  sidecarDebug,
  istiodConfig,
  istiodRegistry,
  istiodEndpoint,
  istiodInstances,
  istiodAds,
  istiodDebug,
  restart,
  check,
  explain,
  schema,
  install,
  uninstall,
  bugReport,
  codec,
  versionCommand,
  shellAliases,
  completion,
  complete,
  completeForKubectl,
];
