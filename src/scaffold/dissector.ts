import { type Codec, lengthOffset } from '../codec/described/decode.js';
import type { Value } from '../codec/described/layout.js';
import { type Description, type Field, type IntegerField, integerSizes } from '../codec/described/types.js';
import type { ProjectNames } from './cpp/words.js';

/** A text as Lua writes it. */
function lua(bytes: string): string {
  return `"${[...bytes]
    .map((byte) => {
      const code = byte.charCodeAt(0);
      return byte === '"' || byte === '\\' || code < 0x20 || code > 0x7e ? `\\${code.toString().padStart(3, '0')}` : byte;
    })
    .join('')}"`;
}

/** The type of an integer among Wireshark's. */
function protoType({ type }: IntegerField): string {
  const signed = type.startsWith('i');
  return `${signed ? 'int' : 'uint'}${integerSizes[type] * 8}`;
}

/** `request_id` → `Request id`. */
function label(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A dissector for Wireshark, in Lua: the fields of the table, reassembly over segments, the port of the example service. */
export function dissectorFile(codec: Codec, { protocol }: ProjectNames): string {
  const { description } = codec;
  const { framing, summary } = description;
  const fields = description.fields.flatMap((field) => fieldDeclarations(field, protocol));
  const body = `f.body = ProtoField.bytes("${protocol}.body", "Body")`;
  const byLength = framing.by === 'length';
  return `-- Dissector of ${protocol} for Wireshark and tshark. Put it into the folder of personal Lua plugins, or run
--   tshark -X lua_script:${protocol}.lua -r capture.pcap -V
-- Other ports: "Decode As", or tshark -d tcp.port==PORT,${protocol}

local proto = Proto("${protocol}", ${lua(summary ?? protocol)})
local f = proto.fields
${[...fields, body].join('\n')}

local MAX_FRAME = ${framing.max}

${byLength ? numberFunctions(description) : ''}${byLength ? lengthDissector(codec, protocol) : lineDissector(description, protocol)}
DissectorTable.get("tcp.port"):add(9090, proto)
`;
}

function fieldDeclarations(field: Field, protocol: string): string[] {
  const declare = (name: string, type: string, more = ''): string =>
    `f.${name} = ProtoField.${type}("${protocol}.${name}", "${label(name)}"${more})`;
  switch (field.kind) {
    case 'integer': {
      const shown = field.constant === undefined ? 'base.DEC' : 'base.HEX';
      const type = protoType(field);
      const base = type.startsWith('int') ? 'base.DEC' : shown;
      const bits = field.bits.map(({ name, bit, width }) => {
        const mask = ((1n << BigInt(width)) - 1n) << BigInt(bit);
        return declare(name, type.replace(/^int/, 'uint'), `, base.DEC, nil, 0x${mask.toString(16)}`);
      });
      return [declare(field.name, type, `, ${base}`), ...bits];
    }
    case 'bytes':
      return [declare(field.name, 'bytes')];
    case 'pairs':
      return [declare(field.name, 'bytes'), declare(`${field.name}_key`, 'string'), declare(`${field.name}_value`, 'string')];
    case 'protobuf':
      return [declare(field.name, 'bytes')];
    case 'decimal':
    case 'string':
    case 'word':
    case 'wordpairs':
      return [declare(field.name, 'string')];
  }
}

function numberFunctions(description: Description): string {
  const wide = description.fields.some((field) => field.kind === 'integer' && integerSizes[field.type] > 4);
  return `-- A number of a range, up to four bytes as a plain one
local function number(range, little)
  local size = range:len()
${wide ? '  if size > 4 then\n    return (little and range:le_uint64() or range:uint64()):tonumber()\n  end\n' : ''}  return little and range:le_uint() or range:uint()
end

-- Some bits of a number
local function bits(value, low, width)
  return math.floor(value / 2 ^ low) % 2 ^ width
end

`;
}

/** An expression for a number at offsets that are known. */
function numberAt(value: Value, at: (name: string) => string): string {
  if (value.kind !== 'number') return '0';
  let after = value.parts.reduce((sum, { width }) => sum + width, 0);
  return value.parts
    .map(({ field, low, width }) => {
      after -= width;
      const size = integerSizes[field.type];
      const whole = `number(buffer(${at(field.name)}, ${size})${field.byteOrder === 'little' ? ', true' : ''})`;
      const piece = low === 0 && width === size * 8 ? whole : `bits(${whole}, ${low}, ${width})`;
      return after === 0 ? piece : `${piece} * 2 ^ ${after}`;
    })
    .join(' + ');
}

function lengthDissector(codec: Codec, protocol: string): string {
  const { description, layout } = codec;
  const { framing } = description;
  if (framing.by !== 'length') return '';
  const length = layout.values.get(framing.field);
  const fixed = (name: string): string => String(layout.placed.find(({ field }) => field.name === name)?.offset ?? 0);
  const total = length === undefined ? '0' : numberAt(length, (name) => `offset + ${fixed(name)}`);
  const add = lengthOffset(codec);
  const reads = layout.placed.map(({ field }) => readStatement(codec, field)).join('');
  const operation = description.attributes.flatMap((attribute) => (attribute.from === 'value' ? [attribute.name] : []));
  return `-- Adds one frame to the tree; \`buffer\` holds nothing else
local function frame(buffer, pinfo, tree)
  local item = tree:add(proto, buffer())
  local at = 0
  local places = {}
  local function take(name, size)
    if at + size > buffer:len() then
      error(name .. " is longer than the frame")
    end
    local range = size > 0 and buffer(at, size) or nil
    places[name] = at
    at = at + size
    return range
  end
  local ok, message = pcall(function()
${reads}    if at < buffer:len() then
      item:add(f.body, buffer(at))
    end
  end)
  if not ok then
    item:add_expert_info(PI_MALFORMED, PI_ERROR, message)
  end
  pinfo.cols.protocol = "${protocol}"
  pinfo.cols.info = "${protocol}${operation.length > 0 ? `: ${operation.join(', ')}` : ''} (" .. buffer:len() .. " bytes)"
end

function proto.dissector(buffer, pinfo, tree)
  local offset = 0
  while offset < buffer:len() do
    if buffer:len() - offset < ${layout.fixedHeader} then
      pinfo.desegment_offset = offset
      pinfo.desegment_len = DESEGMENT_ONE_MORE_SEGMENT
      return
    end
    local size = ${total}${add === 0 ? '' : ` ${add > 0 ? '+' : '-'} ${Math.abs(add)}`}
    if size < ${layout.fixedSize} or size > MAX_FRAME then
      tree:add(proto, buffer(offset)):add_expert_info(PI_MALFORMED, PI_ERROR, "a length that cannot be")
      return
    end
    if buffer:len() - offset < size then
      pinfo.desegment_offset = offset
      pinfo.desegment_len = size - (buffer:len() - offset)
      return
    end
    frame(buffer(offset, size):tvb(), pinfo, tree)
    offset = offset + size
  end
end
`;
}

function readStatement(codec: Codec, field: Field): string {
  const { name } = field;
  if (field.kind === 'integer') {
    const add = field.byteOrder === 'little' ? 'add_le' : 'add';
    const bits = field.bits
      .map((bit) => `    item:${add}(f.${bit.name}, buffer(places.${name}, ${integerSizes[field.type]}))\n`)
      .join('');
    return `    item:${add}(f.${name}, take("${name}", ${integerSizes[field.type]}))\n${bits}`;
  }
  if (!('size' in field)) return '';
  const counter = typeof field.size === 'string' ? codec.layout.values.get(field.size) : undefined;
  const size = counter === undefined ? String(field.size) : numberAt(counter, (at) => `places.${at}`);
  if (field.kind !== 'pairs')
    return `    do\n      local range = take("${name}", ${size})\n      if range then\n        item:add(f.${name}, range)\n      end\n    end\n`;
  const little = field.byteOrder === 'little' ? ', true' : '';
  return `    do
      local range = take("${name}", ${size})
      local pairs_item = range and item:add(f.${name}, range)
      local inside = 0
      local function text(field, bytes)
        local length = number(range(inside, bytes)${little})
        inside = inside + bytes
        if length > 0 then
          pairs_item:add(field, range(inside, length))
        end
        inside = inside + length
      end
      while range and inside < range:len() do
        text(f.${name}_key, ${integerSizes[field.keyLength]})
        text(f.${name}_value, ${integerSizes[field.valueLength]})
      end
    end
`;
}

function lineDissector(description: Description, protocol: string): string {
  const { framing } = description;
  if (framing.by !== 'delimiter') return '';
  const reads = description.fields.map((field) => {
    const rest = field.kind === 'wordpairs';
    return `  ${rest ? 'rest' : 'word'}(f.${field.name})\n`;
  });
  return `local DELIMITER = ${lua(framing.delimiter)}
local SEPARATOR = ${lua(framing.separator)}

-- Adds one line to the tree; \`text\` is it without its end
local function line(range, text, pinfo, tree)
  local item = tree:add(proto, range)
  local at = 1
  local function rest(field)
    if at <= #text then
      item:add(field, range(at - 1, #text - at + 1))
      at = #text + 1
    end
  end
  local function word(field)
    local stop = text:find(SEPARATOR, at, true) or #text + 1
    if stop > at then
      item:add(field, range(at - 1, stop - at))
    end
    at = stop + 1
  end
${reads.join('')}  rest(f.body)
  pinfo.cols.protocol = "${protocol}"
  pinfo.cols.info = text
end

function proto.dissector(buffer, pinfo, tree)
  local all = buffer():raw()
  local offset = 0
  while offset < #all do
    local stop = all:find(DELIMITER, offset + 1, true)
    if not stop then
      if #all - offset < MAX_FRAME then
        pinfo.desegment_offset = offset
        pinfo.desegment_len = DESEGMENT_ONE_MORE_SEGMENT
      end
      return
    end
    local size = stop - 1 - offset + #DELIMITER
    line(buffer(offset, size), all:sub(offset + 1, stop - 1), pinfo, tree)
    offset = offset + size
  end
end
`;
}
