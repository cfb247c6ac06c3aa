import config from '../../../schemas/config.json' with { type: 'json' };
import { toJson } from '../../report/json.js';
import { table } from '../../report/table.js';
import { toYaml } from '../../report/yaml.js';
import { apiVersions, kindNamed, kinds } from '../../resource/kinds.js';
import { schemas } from '../../resource/schemas.js';
import { textOptions, write } from '../io.js';
import { text } from '../options.js';
import type { Handler } from '../types.js';
import { unknownKind } from '../unknownkind.js';

/** Runs `schema`. */
export const run: Handler = async ({ arguments: [name], options, io, program }) => {
  const output = text(options, 'output') ?? 'text';
  let result: unknown;
  if (name === 'config') result = config;
  else if (name === undefined) {
    const rows = kinds.map((info) => ({
      kind: info.kind,
      apiVersions: apiVersions(info),
      names: [info.plural, ...info.shortNames],
      schema: info.schema,
    }));
    if (output === 'text') {
      const cells = rows.map((row) => [row.kind, row.apiVersions.join(', '), row.names.join(', ')]);
      const listed = table(
        [{ header: 'KIND' }, { header: 'API VERSIONS' }, { header: 'NAMES' }],
        cells,
        textOptions(io, options),
      );
      await write(
        io.stdout,
        `${listed}\nPrint one with '${program} schema KIND'; an editor takes it as it is. Three more are of this program's own files: '${program} schema config' of .aerakictl.yaml, 'schema codec' of codec.yaml, 'schema suite' of suites.\n`,
      );
      return 0;
    }
    result = { kinds: rows };
  } else if (name === 'codec') result = (await import('../../../schemas/codec.json', { with: { type: 'json' } })).default;
  else if (name === 'suite') result = (await import('../../../schemas/suite.json', { with: { type: 'json' } })).default;
  else {
    const info = kindNamed(name);
    const schema = info === undefined ? undefined : schemas[info.schema];
    if (schema === undefined) {
      throw unknownKind(name, 'no such kind');
    }
    result = schema;
  }
  await write(io.stdout, output === 'yaml' ? toYaml(result) : `${toJson(result, 2)}\n`);
  return 0;
};
