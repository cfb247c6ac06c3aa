import type { KnownProtocol } from '../codec/described/builtin.js';
import type { TextOptions } from './options.js';
import { paint } from './paint.js';
import { table } from './table.js';
import { wrapHanging } from './wrap.js';

/** Narrower, the five columns of the table would break words. */
const narrow = 90;

/** The protocols there is a codec for: a table, or one block a protocol where the terminal is too narrow for it. */
export function renderProtocols(protocols: readonly KnownProtocol[], options: TextOptions): string {
  const rows = protocols.map(({ name, attributes, further, mutation, errorReply, limits }) => ({
    name,
    attributes: [...attributes, ...(further === undefined ? [] : [further])].join(', ') || 'none',
    mutation,
    'error reply': errorReply,
    limits: limits.join('; '),
  }));
  if (options.width >= narrow) {
    const columns = ['PROTOCOL', 'ATTRIBUTES', 'MUTATION', 'ERROR REPLY', 'LIMITS'].map((header) => ({ header }));
    return table(
      columns,
      rows.map((row) => Object.values(row)),
      options,
    );
  }
  const colors = paint(options.color);
  const blocks = rows.map(({ name, ...told }) => {
    const lines = Object.entries(told).flatMap(([label, value]) => wrapHanging(`  ${label.padEnd(13)}`, value, options.width));
    return `${[colors.strong(name), ...lines].join('\n')}\n`;
  });
  return blocks.join('\n');
}
