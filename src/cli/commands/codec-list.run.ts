import { knownProtocols } from '../../codec/described/builtin.js';
import { renderProtocols } from '../../report/protocols.js';
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
    await write(io.stdout, renderProtocols(knownProtocols, textOptions(io, options)));
  }
  return 0;
};
