import { knownProtocols } from '../../codec/described/builtin.js';
import { table } from '../../report/table.js';
import { toYaml } from '../../report/yaml.js';
import { textOptions, write } from '../io.js';
import { text } from '../options.js';
import type { Handler } from '../types.js';

/** Runs `codec list`. */
export const run: Handler = async ({ options, io }) => {
  const output = text(options, 'output') ?? 'text';
  if (output === 'json') await write(io.stdout, `${JSON.stringify({ protocols: knownProtocols }, null, 2)}\n`);
  else if (output === 'yaml') await write(io.stdout, toYaml({ protocols: knownProtocols }));
  else {
    const rows = knownProtocols.map(({ name, attributes, further, mutation, errorReply, limits }) => [
      name,
      [...attributes, ...(further === undefined ? [] : [further])].join(', ') || 'none',
      mutation,
      errorReply,
      limits.join('; '),
    ]);
    const columns = [
      { header: 'PROTOCOL' },
      { header: 'ATTRIBUTES' },
      { header: 'MUTATION' },
      { header: 'ERROR REPLY' },
      { header: 'LIMITS' },
    ];
    await write(io.stdout, table(columns, rows, textOptions(io, options)));
  }
  return 0;
};
