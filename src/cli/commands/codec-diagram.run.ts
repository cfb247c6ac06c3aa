import { table } from '../../report/table.js';
import { toYaml } from '../../report/yaml.js';
import { frameDiagram, wireRows } from '../../scaffold/wireformat.js';
import { readCodec } from '../bytes.js';
import { textOptions, write } from '../io.js';
import { text } from '../options.js';
import type { Handler } from '../types.js';

/** Runs `codec diagram`. */
export const run: Handler = async ({ arguments: [file = 'codec.yaml'], options, io }) => {
  const { codec } = readCodec(file, io);
  const output = text(options, 'output') ?? 'text';
  const rows = wireRows(codec);
  const value = {
    protocol: codec.description.protocol,
    fields: rows.map((row) => ({ ...row, name: row.name.trim() })),
    diagram: frameDiagram(codec),
  };
  if (output === 'json') await write(io.stdout, `${JSON.stringify(value, null, 2)}\n`);
  else if (output === 'yaml') await write(io.stdout, toYaml(value));
  else {
    const columns = [
      { header: 'OFFSET', align: 'right' as const },
      { header: 'SIZE', align: 'right' as const },
      { header: 'FIELD' },
      { header: 'TYPE' },
      { header: 'MEANING' },
    ];
    const cells = rows.map(({ offset, size, name, type, meaning }) => [offset, size, name, type, meaning]);
    await write(io.stdout, `${value.diagram}\n${table(columns, cells, textOptions(io, options))}`);
  }
  return 0;
};
