import { type MeshVersions, parseVersion } from '../controlplane/versions.js';
import { CliError } from './errors.js';
import { text } from './options.js';
import type { Options } from './types.js';

/** What `--istio` and `--envoy` name. Throws where a value is no version. */
export function versionsOf(options: Options): MeshVersions {
  const versions: MeshVersions = {};
  for (const program of ['istio', 'envoy'] as const) {
    const given = text(options, program);
    if (given === undefined) continue;
    const version = parseVersion(given);
    if (version === undefined) throw new CliError(`--${program} ${given}: not a version`, 'Write it as 1.24 or 1.20.3.');
    if (version.major !== 1)
      throw new CliError(`--${program} ${given}: there is no such version`, 'All of them begin with 1, as in 1.24.');
    versions[program] = version;
  }
  return versions;
}
