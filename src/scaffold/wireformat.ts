import type { Codec } from '../codec/described/decode.js';
import type { Placed } from '../codec/described/layout.js';
import type { Attribute, Field } from '../codec/described/types.js';

/** A row of the table that documents a frame. */
export interface WireRow {
  /** Bytes from the start; `+` after fields of variable size. */
  offset: string;
  /** Bytes, or what counts them. */
  size: string;
  name: string;
  type: string;
  meaning: string;
}

/** The fields of a frame as a table: bits and members of protobuf parts stand below their field. */
export function wireRows({ description, layout }: Codec): WireRow[] {
  const rows = layout.placed.flatMap((placed) => rowsOf(placed));
  for (const { name, parts, meaning } of description.joined)
    rows.push({ offset: '', size: '', name, type: `joined of ${parts.join(', ')}`, meaning: meaning ?? '' });
  const { framing } = description;
  const last = description.fields.at(-1)?.kind;
  if (last !== 'wordpairs')
    rows.push({ offset: '+', size: 'the rest', name: 'body', type: framing.by === 'length' ? 'bytes' : 'text', meaning: '' });
  if (framing.by === 'delimiter')
    rows.push({
      offset: '+',
      size: String(framing.delimiter.length),
      name: 'end',
      type: 'text',
      meaning: JSON.stringify(framing.delimiter),
    });
  return rows;
}

function rowsOf({ field, offset, size }: Placed): WireRow[] {
  const at = offset === undefined ? '+' : String(offset);
  const width = size === undefined ? ('size' in field ? String(field.size) : 'a word') : String(size);
  const fixed = fixedText(field);
  const meaning = [fixed, field.meaning ?? ''].filter((text) => text !== '').join('; ');
  const rows: WireRow[] = [
    { offset: at, size: field.kind === 'wordpairs' ? 'the rest' : width, name: field.name, type: typeText(field), meaning },
  ];
  if (field.kind === 'integer') {
    for (const { name, bit, width: bits, meaning: said } of field.bits)
      rows.push({
        offset: '',
        size: `${bits} bit${bits === 1 ? '' : 's'}`,
        name: `  ${name}`,
        type: bits === 1 ? `bit ${bit}` : `bits ${bit}-${bit + bits - 1}`,
        meaning: said ?? '',
      });
  }
  if (field.kind === 'protobuf') {
    for (const { name, path, type, meaning: said } of field.members)
      rows.push({ offset: '', size: '', name: `  ${name}`, type: `${type}, field ${path.join('.')}`, meaning: said ?? '' });
  }
  return rows;
}

function typeText(field: Field): string {
  switch (field.kind) {
    case 'integer':
      return field.type === 'u8' || field.type === 'i8' ? field.type : `${field.type} ${field.byteOrder}-endian`;
    case 'pairs':
      return `pairs (${field.keyLength}, ${field.valueLength} lengths)`;
    case 'wordpairs':
      return 'key=value words';
    default:
      return field.kind;
  }
}

function fixedText(field: Field): string {
  if (!('constant' in field) || field.constant === undefined) return '';
  return typeof field.constant === 'bigint'
    ? `always 0x${field.constant.toString(16)}`
    : `always ${JSON.stringify(field.constant)}`;
}

/** A box of the diagram. */
interface Box {
  text: string;
  /** Columns of the diagram's grid. */
  columns: number;
}

/** The frame as boxes, eight bytes a row, in plain ASCII; fields of variable size take a row of their own. */
export function frameDiagram(codec: Codec): string {
  if (codec.description.framing.by === 'delimiter') return lineDiagram(codec);
  const byteColumns = 7;
  const perRow = 8;
  const rows: Box[][] = [];
  let row: Box[] = [];
  let used = 0;
  const flush = (): void => {
    if (row.length > 0) rows.push(row);
    row = [];
    used = 0;
  };
  for (const { field, size } of codec.layout.placed) {
    if (size === undefined) {
      flush();
      rows.push([{ text: `${field.name} (${'size' in field ? field.size : ''} bytes)`, columns: perRow * byteColumns }]);
      continue;
    }
    let left = size;
    let first = true;
    while (left > 0) {
      const taken = Math.min(left, perRow - used);
      row.push({ text: first ? field.name : '...', columns: taken * byteColumns });
      used += taken;
      left -= taken;
      first = false;
      if (used === perRow) flush();
      // A long field of fixed size needs no more than two rows.
      if (left > perRow && !first) left = perRow + (left % perRow);
    }
  }
  flush();
  rows.push([{ text: 'body', columns: perRow * byteColumns }]);
  const lines: string[] = [
    ` ${Array.from({ length: perRow }, (_, at) => String(at).padStart(3).padEnd(byteColumns))
      .join('')
      .trimEnd()}`,
  ];
  let before = '';
  for (const boxes of rows) {
    const border = borderOf(boxes);
    lines.push(merge(before, border));
    lines.push(`${boxes.map(({ text, columns }) => `|${center(text, columns - 1)}`).join('')}|`);
    before = border;
  }
  lines.push(before);
  return `${lines.join('\n')}\n`;
}

function borderOf(boxes: readonly Box[]): string {
  return `${boxes.map(({ columns }) => `+${'-'.repeat(columns - 1)}`).join('')}+`;
}

/** The border between two rows. */
function merge(above: string, below: string): string {
  const length = Math.max(above.length, below.length);
  return Array.from({ length }, (_, at) => (above[at] === '+' || below[at] === '+' ? '+' : '-')).join('');
}

function center(text: string, width: number): string {
  const cut = text.length > width ? `${text.slice(0, Math.max(0, width - 1))}~` : text;
  const left = (width - cut.length) >> 1;
  return `${' '.repeat(left)}${cut}${' '.repeat(width - cut.length - left)}`;
}

function lineDiagram({ description }: Codec): string {
  const { framing } = description;
  if (framing.by !== 'delimiter') return '';
  const words = description.fields.map((field) => (field.kind === 'wordpairs' ? '[key=value ...]' : `<${field.name}>`));
  if (description.fields.at(-1)?.kind !== 'wordpairs') words.push('[body]');
  const shown = framing.separator === ' ' ? ' ' : ` ${JSON.stringify(framing.separator)} `;
  return `${words.join(shown)} ${JSON.stringify(framing.delimiter)}\n`;
}

/** Where an attribute comes from, in words. */
export function attributeSource(attribute: Attribute): string {
  if (attribute.from === 'pairs') return `every entry of ${attribute.pairs}`;
  if (attribute.from === 'value') return attribute.value;
  return `body, offset ${attribute.offset}, ${attribute.type}${attribute.size === undefined ? '' : ` of ${attribute.size} bytes`}`;
}
