import type { Finding } from '../../base/finding.js';
import { note } from '../../mesh/notes.js';
import type { Rule } from '../types.js';

export const meshConfiguration: Rule = {
  meta: { name: 'mesh-configuration', codes: ['AER0330'], kinds: ['ConfigMap'] },
  check({ mesh, translation }): Finding[] {
    const { value, source, path } = mesh.meshConfig;
    // Without a configuration among the files nothing is known of it.
    if (source === undefined) return [];
    if (!value.enableTracing || value.sampling !== 0 || translation.listeners.length === 0) return [];
    const message = 'Tracing is on, but defaultConfig.tracing.sampling is not set, which is 0 % to Aeraki: no request is traced.';
    return [note('AER0330', source, path, message, { target: 'key' })];
  },
};
