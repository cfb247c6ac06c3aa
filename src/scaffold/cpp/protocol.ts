import { type Codec, lengthOffset } from '../../codec/described/decode.js';
import { sizeOf } from '../../codec/described/layout.js';
import {
  type Description,
  type Field,
  integerSizes,
  type ProtobufField,
  type ProtobufMember,
} from '../../codec/described/types.js';
import { accessors, constant, cppType, membersOf, orderOf, setNumber, unsignedOf, wide } from './values.js';
import { indent, inNamespaces, type ProjectNames, pascal, view } from './words.js';

/** `protocol.h` and `protocol.cc`: the header as a struct, and frames from and to bytes. */
export function protocolFiles(codec: Codec, names: ProjectNames): { header: string; source: string } {
  return { header: headerFile(codec, names), source: sourceFile(codec, names) };
}

function headerFile({ description, layout }: Codec, names: ProjectNames): string {
  const { framing, fields } = description;
  const { prefix } = names;
  const functions = accessors(layout);
  const sizes =
    framing.by === 'length'
      ? `/** Bytes of the header up to the first field of variable size: enough to know the frame's. */
constexpr uint64_t FixedHeaderSize = ${layout.fixedHeader};

/** Bytes of all fields of fixed size: no frame is smaller. */
constexpr uint64_t MinFrameSize = ${layout.fixedSize};`
      : `/** What ends a frame. */
constexpr absl::string_view Delimiter = ${view(framing.delimiter)};

/** What stands between words. */
constexpr absl::string_view SeparatorText = ${view(framing.separator)};`;
  const find =
    framing.by === 'length'
      ? `/**
 * The size of the frame that begins with \`start\`, which holds FixedHeaderSize bytes. Throws
 * EnvoyException where no frame begins so, or where its size cannot be.
 */
uint64_t frameSize(absl::string_view start);

`
      : '';
  const protobuf = fields
    .filter((field): field is ProtobufField => field.kind === 'protobuf')
    .map(
      (field) =>
        `/** The bytes of \`${field.name}\`, made of the members that are set. */\nstd::string write${pascal(field.name)}(const ${prefix}Header& header);\n\n`,
    )
    .join('');
  const code = `/** The header of a message. Every field has a value, also in a reply that nothing is copied into. */
struct ${prefix}Header {
${indent(fields.flatMap(membersOf).join('\n'))}
${functions.length === 0 ? '' : `\n${indent(functions.join('\n'))}\n`}};

/** A frame taken apart. The body is a view into its bytes. */
struct ${prefix}Frame {
  ${prefix}Header header;
  absl::string_view body;
};

${sizes}

/** No frame is larger: a wrong length must not fill the memory. */
constexpr uint64_t MaxFrameSize = ${framing.max};

${find}/** Takes a whole frame apart. Throws EnvoyException where it contradicts itself. */
${prefix}Frame parseFrame(absl::string_view bytes);

/**
 * The bytes of a frame; its lengths are worked out anew. Nothing where a part is longer than its
 * length can say, or the whole is larger than MaxFrameSize.
 */
absl::optional<std::string> serializeFrame(${prefix}Header header, absl::string_view body);

${protobuf}`;
  return `#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

#include "${names.folder}/wire.h"

${inNamespaces(names, code)}`;
}

function sourceFile(codec: Codec, names: ProjectNames): string {
  const { framing } = codec.description;
  const code = framing.by === 'length' ? binarySource(codec, names) : lineSource(codec.description, names);
  return `#include "${names.folder}/protocol.h"

#include <utility>

#include "envoy/common/exception.h"

#include "absl/strings/str_cat.h"

${inNamespaces(names, code)}`;
}

/** Splits the fields at the first of variable size. */
function halves(fields: readonly Field[]): [fixed: readonly Field[], rest: readonly Field[]] {
  const at = fields.findIndex((field) => sizeOf(field) === undefined);
  return at < 0 ? [fields, []] : [fields.slice(0, at), fields.slice(at)];
}

function binarySource(codec: Codec, names: ProjectNames): string {
  const { description, layout } = codec;
  const { prefix } = names;
  const [fixed, rest] = halves(description.fields);
  const read = (field: Field): string => readField(codec, field);
  const framing = description.framing.by === 'length' ? description.framing : undefined;
  const length = framing === undefined ? undefined : layout.values.get(framing.field);
  const offset = lengthOffset(codec);
  const protobuf = description.fields.filter((field): field is ProtobufField => field.kind === 'protobuf');
  const helpers = protobuf.map((field) => readProtobuf(field, names)).join('\n');
  return `namespace {

/** What is added to the length field to get the frame's size. */
constexpr int64_t LengthOffset = ${offset};

/** Reads the fields up to the first of variable size, and checks the constant ones. */
void readFixedHeader(Reader& reader, ${prefix}Header& header) {
${indent(fixed.map(read).join('\n'))}
}
${helpers === '' ? '' : `\n${helpers}`}
} // namespace

uint64_t frameSize(absl::string_view start) {
  Reader reader(start);
  ${prefix}Header header;
  readFixedHeader(reader, header);
  const uint64_t counted = ${length === undefined ? '0' : unsignedOf(length, 'header.')};
  // Before the sum, which could wrap.
  if (counted > MaxFrameSize${offset < 0 ? ` + ${-offset}` : ''}) {
    throw EnvoyException(absl::StrCat("a length of ", counted, " is larger than any frame"));
  }
  const int64_t size = static_cast<int64_t>(counted) + LengthOffset;
  if (size < static_cast<int64_t>(MinFrameSize)) {
    throw EnvoyException(absl::StrCat("a frame of ", size, " bytes is smaller than its header"));
  }
  if (size > static_cast<int64_t>(MaxFrameSize)) {
    throw EnvoyException(
        absl::StrCat("a frame of ", size, " bytes is larger than the ", MaxFrameSize, " allowed"));
  }
  return static_cast<uint64_t>(size);
}

${prefix}Frame parseFrame(absl::string_view bytes) {
  Reader reader(bytes);
  ${prefix}Header header;
  readFixedHeader(reader, header);
${rest.length === 0 ? '' : `${indent(rest.map(read).join('\n'))}\n`}  return {std::move(header), reader.rest()};
}

absl::optional<std::string> serializeFrame(${prefix}Header header, absl::string_view body) {
${indent(serialize(codec))}
}
${protobuf.map((field) => writeProtobuf(field, names)).join('')}`;
}

function readField({ layout }: Codec, field: Field): string {
  const { name } = field;
  const member = `header.${name}`;
  switch (field.kind) {
    case 'integer': {
      const type = cppType(field.type);
      const read = `reader.number(${integerSizes[field.type]}, ${orderOf(field.byteOrder)}, "${name}")`;
      const set = type === 'uint64_t' ? `${member} = ${read};` : `${member} = static_cast<${type}>(${read});`;
      if (field.constant === undefined) return set;
      const expected = type.startsWith('u') ? constant(field.constant) : `static_cast<${type}>(${constant(field.constant)})`;
      return `${set}\nif (${member} != ${expected}) {\n  throw EnvoyException("${name} is not ${`0x${field.constant.toString(16)}`}");\n}`;
    }
    case 'bytes':
    case 'string': {
      const read = `std::string(reader.bytes(${sizeExpression(layout, field.size)}, "${name}"))`;
      if (field.constant === undefined) return `${member} = ${read};`;
      return `${member} = ${read};\nif (${member} != ${view(field.constant)}) {\n  throw EnvoyException("${name} is another text");\n}`;
    }
    case 'pairs': {
      const { keyLength, valueLength, byteOrder } = field;
      const bytes = `reader.bytes(${sizeExpression(layout, field.size)}, "${name}")`;
      return `${member} =\n    readPairs(${bytes}, ${integerSizes[keyLength]}, ${integerSizes[valueLength]}, ${orderOf(byteOrder)});`;
    }
    case 'protobuf':
      return `${member} = std::string(reader.bytes(${sizeExpression(layout, field.size)}, "${name}"));\nread${pascal(name)}(header);`;
    default:
      return '';
  }
}

function sizeExpression(layout: Codec['layout'], size: number | string): string {
  const value = typeof size === 'string' ? layout.values.get(size) : undefined;
  return value === undefined ? String(size) : unsignedOf(value, 'header.');
}

/** `size` does not fit into `width` bits; undefined where it always does. */
function tooLarge(expression: string, width: number): string | undefined {
  return width >= 64 ? undefined : `${expression} > ${wide((1n << BigInt(width)) - 1n)}`;
}

function refuseIf(condition: string | undefined): string {
  return condition === undefined ? '' : `if (${condition}) {\n  return absl::nullopt;\n}\n`;
}

function serialize(codec: Codec): string {
  const { description, layout } = codec;
  let code = '';
  const sizes = ['MinFrameSize', 'body.size()'];
  const bytes = new Map<string, string>();
  for (const field of description.fields) {
    if (!('size' in field) || typeof field.size !== 'string') continue;
    const counter = layout.values.get(field.size);
    let source = `header.${field.name}`;
    if (field.kind === 'pairs') {
      source = `${field.name}_bytes`;
      const { keyLength, valueLength, byteOrder } = field;
      code += `const absl::optional<std::string> ${source} =\n    writePairs(header.${field.name}, ${integerSizes[keyLength]}, ${integerSizes[valueLength]}, ${orderOf(byteOrder)});\n`;
      code += refuseIf(`!${source}.has_value()`);
    }
    const access = field.kind === 'pairs' ? `${source}->` : `${source}.`;
    bytes.set(field.name, field.kind === 'pairs' ? `*${source}` : source);
    sizes.push(`${access}size()`);
    if (counter?.kind !== 'number') continue;
    code += refuseIf(tooLarge(`${access}size()`, counter.width));
    code += `${setNumber(counter, 'header.', `${access}size()`)}\n`;
  }
  code += `const uint64_t size = ${sizes.join(' + ')};\n${refuseIf('size > MaxFrameSize')}`;
  const { framing } = description;
  const length = framing.by === 'length' ? layout.values.get(framing.field) : undefined;
  if (length?.kind === 'number') {
    const offset = lengthOffset(codec);
    if (offset > layout.fixedSize) code += refuseIf(`size < ${offset}`);
    const counted = offset === 0 ? 'size' : 'counted';
    if (offset !== 0) code += `const uint64_t counted = size ${offset > 0 ? '-' : '+'} ${Math.abs(offset)};\n`;
    // Only where the largest frame does not fit.
    if (BigInt(framing.max - offset) >> BigInt(length.width) !== 0n) code += refuseIf(tooLarge(counted, length.width));
    code += `${setNumber(length, 'header.', counted)}\n`;
  }
  code += '\nstd::string bytes;\nbytes.reserve(size);\n';
  for (const field of description.fields) {
    if (field.kind === 'integer') {
      const value = layout.values.get(field.name);
      const number = value === undefined ? '0' : unsignedOf(value, 'header.');
      code += `appendNumber(bytes, ${number}, ${integerSizes[field.type]}, ${orderOf(field.byteOrder)});\n`;
    } else code += `bytes.append(${bytes.get(field.name) ?? `header.${field.name}`});\n`;
  }
  return `${code}bytes.append(body.data(), body.size());\nreturn bytes;`;
}

/** A function that finds the members of a protobuf part. */
function readProtobuf(field: ProtobufField, { prefix }: ProjectNames): string {
  return `/** Finds the members of \`${field.name}\`. Of one that is given twice the last counts. */
void read${pascal(field.name)}(${prefix}Header& header) {
${indent(walk(field.members, 0, `header.${field.name}`))}
}
`;
}

function walk(members: readonly ProtobufMember[], depth: number, source: string): string {
  const numbers = [...new Set(members.map(({ path }) => path[depth] ?? 0))];
  const name = depth === 0 ? 'field' : `field${depth}`;
  const cases = numbers.map((number) => {
    const here = members.filter(({ path }) => path[depth] === number);
    const inside = here.filter(({ path }) => path.length > depth + 1);
    let code = '';
    for (const member of here) {
      if (member.path.length > depth + 1) continue;
      const varint = member.type === 'uint' || member.type === 'int';
      const has = varint ? `${name}.varint` : `${name}.bytes`;
      const value = varint ? (member.type === 'int' ? `static_cast<int64_t>(*${has})` : `*${has}`) : `std::string(*${has})`;
      code += `if (${has}.has_value()) {\n  header.${member.name} = ${value};\n}\n`;
    }
    if (inside.length > 0) code += `if (${name}.bytes.has_value()) {\n${indent(walk(inside, depth + 1, `*${name}.bytes`))}\n}\n`;
    return `case ${number}:\n${indent(`${code}break;`)}`;
  });
  if (cases.length === 0) return `readProtobuf(${source});`;
  return `for (const ProtobufField& ${name} : readProtobuf(${source})) {\n  switch (${name}.number) {\n${indent(cases.join('\n'))}\n  default:\n    break;\n  }\n}`;
}

/** A function that makes a protobuf part of its members, with nested messages put together. */
function writeProtobuf(field: ProtobufField, { prefix }: ProjectNames): string {
  return `
std::string write${pascal(field.name)}(const ${prefix}Header& header) {
  std::string message;
${indent(write(field.members, 0, 'message').trimEnd())}
  return message;
}
`;
}

function write(members: readonly ProtobufMember[], depth: number, target: string): string {
  let code = '';
  const done = new Set<number>();
  for (const { path } of members) {
    const number = path[depth] ?? 0;
    if (done.has(number)) continue;
    done.add(number);
    const same = members.filter((member) => member.path[depth] === number);
    const inside = same.filter((member) => member.path.length > depth + 1);
    if (inside.length > 0) {
      const nested = `nested${inside[0]?.path.slice(0, depth + 1).join('_')}`;
      const any = inside.map(({ name }) => `header.${name}.has_value()`).join(' || ');
      code += `if (${any}) {\n  std::string ${nested};\n${indent(write(inside, depth + 1, nested))}  appendBytes(${target}, ${number}, ${nested});\n}\n`;
    }
    for (const member of same) {
      if (member.path.length > depth + 1) continue;
      const varint = member.type === 'uint' || member.type === 'int';
      const value = member.type === 'int' ? `static_cast<uint64_t>(*header.${member.name})` : `*header.${member.name}`;
      const append = `${varint ? 'appendVarint' : 'appendBytes'}(${target}, ${number}, ${value});`;
      code += `if (header.${member.name}.has_value()) {\n  ${append}\n}\n`;
    }
  }
  return code;
}

function lineSource({ fields, framing }: Description, { prefix }: ProjectNames): string {
  if (framing.by !== 'delimiter') return '';
  const read = fields.map((field) => {
    const { name } = field;
    if (field.kind === 'decimal') return `header.${name} = line.decimal("${name}");`;
    if (field.kind === 'wordpairs') return `header.${name} = line.words("${name}");`;
    const set = `header.${name} = std::string(line.word("${name}"));`;
    if (field.kind !== 'word' || field.constant === undefined) return set;
    return `${set}\nif (header.${name} != ${view(field.constant)}) {\n  throw EnvoyException("${name} is another word");\n}`;
  });
  const pieces = fields.map((field, index) => {
    const { name } = field;
    if (field.kind === 'wordpairs')
      return `for (const std::string& word : header.${name}) {\n  ${index === 0 ? 'if (!bytes.empty()) {\n    bytes.push_back(Separator);\n  }\n  ' : 'bytes.push_back(Separator);\n  '}bytes.append(word);\n}`;
    const text = field.kind === 'decimal' ? `std::to_string(header.${name})` : `header.${name}`;
    return `${index === 0 ? '' : 'bytes.push_back(Separator);\n'}bytes.append(${text});`;
  });
  return `namespace {

constexpr char Separator = SeparatorText.front();

} // namespace

${prefix}Frame parseFrame(absl::string_view bytes) {
  LineReader line(bytes.substr(0, bytes.size() - Delimiter.size()), Separator);
  ${prefix}Header header;
${indent(read.join('\n'))}
  return {std::move(header), line.rest()};
}

absl::optional<std::string> serializeFrame(${prefix}Header header, absl::string_view body) {
  std::string bytes;
${indent(pieces.join('\n'))}
  if (!body.empty()) {
    bytes.push_back(Separator);
    bytes.append(body.data(), body.size());
  }
  bytes.append(Delimiter.data(), Delimiter.size());
  if (bytes.size() > MaxFrameSize) {
    return absl::nullopt;
  }
  return bytes;
}
`;
}
