import { CliError } from '../errors.js';
import { milliseconds } from '../live.js';
import { flag, text } from '../options.js';
import type { Options } from '../types.js';
import { checkSelector } from './pruning.js';

/** What the options ask for. */
export interface Asked {
  dryRun: 'none' | 'client' | 'server';
  force: boolean;
  prune: string | undefined;
  wait: boolean;
  timeoutMs: number;
  rollBack: boolean;
}

/** Reads the options. Throws where they contradict each other. */
export function askedBy(options: Options): Asked {
  const selector = text(options, 'selector');
  const prune = flag(options, 'prune');
  if (prune && selector === undefined)
    throw new CliError(
      '--prune without --selector would delete everything that was ever applied',
      'Say which, as in -l app=thrift.',
    );
  if (!prune && selector !== undefined)
    throw new CliError('--selector goes with --prune', 'Every object of the files is applied.');
  if (selector !== undefined) checkSelector(selector);
  if (text(options, 'timeout') !== undefined && !flag(options, 'wait')) throw new CliError('--timeout goes with --wait');
  const where = text(options, 'dry-run');
  const dryRun = where === 'client' || where === 'server' ? where : 'none';
  if (dryRun !== 'none' && flag(options, 'wait'))
    throw new CliError('--wait: a dry run changes nothing that could be waited for');
  return {
    dryRun,
    force: flag(options, 'force-conflicts'),
    prune: prune ? selector : undefined,
    wait: flag(options, 'wait'),
    timeoutMs: milliseconds(text(options, 'timeout') ?? '2m', 'timeout'),
    rollBack: flag(options, 'rollback-on-failure'),
  };
}
