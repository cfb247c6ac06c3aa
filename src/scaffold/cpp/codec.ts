import type { Codec } from '../../codec/described/decode.js';
import { messageLimit } from '../../codec/described/encode.js';
import type { Value } from '../../codec/described/layout.js';
import {
  type Attribute,
  type BodyPart,
  type Description,
  type ErrorType,
  errorTypes,
  integerSizes,
  type Literal,
  type MessageType,
  type Reply,
} from '../../codec/described/types.js';
import { copyValue, cppType, numberOf, orderOf, setLiteral, setNumber, unsignedOf, wide } from './values.js';
import { indent, inNamespaces, literal, type ProjectNames, pascal, view } from './words.js';

const cppMessageTypes: Record<MessageType, string> = {
  request: 'Request',
  response: 'Response',
  oneway: 'Oneway',
  streamInit: 'Stream_Init',
  streamData: 'Stream_Data',
  streamCloseOneWay: 'Stream_Close_One_Way',
  streamCloseTwoWay: 'Stream_Close_Two_Way',
  heartbeat: 'Heartbeat',
  error: 'Error',
};

const cppErrorTypes: Record<ErrorType, string> = {
  routeNotFound: 'RouteNotFound',
  clusterNotFound: 'ClusterNotFound',
  noHealthyUpstream: 'NoHealthyUpstream',
  badResponse: 'BadResponse',
  unspecified: 'Unspecified',
  overLimit: 'OverLimit',
};

/** What the code of the codec class depends on. */
interface Making {
  codec: Codec;
  names: ProjectNames;
  value: (name: string) => Value;
  /** Whether replies take anything over from the request but its id. */
  copies: boolean;
}

/** `<protocol>_codec.h` and `.cc`: the class that the proxy calls. */
export function codecFiles(codec: Codec, names: ProjectNames): { header: string; source: string } {
  const { description, layout } = codec;
  const value = (name: string): Value => {
    const found = layout.values.get(name);
    if (found === undefined) throw new Error(`no value ${name}`);
    return found;
  };
  const copies = description.error.copy.length > 0 || (description.heartbeat?.copy.length ?? 0) > 0;
  const making = { codec, names, value, copies };
  return { header: headerFile(making), source: sourceFile(making) };
}

function headerFile({ codec: { description }, names }: Making): string {
  const { prefix, protocol } = names;
  const byLength = description.framing.by === 'length';
  const heartbeat =
    description.heartbeat === undefined
      ? ''
      : '\n  /** Answers a heartbeat, which the proxy does not forward. */\n  void replyToHeartbeat(const Metadata& metadata, Buffer::Instance& buffer) const;\n';
  const mutation =
    description.mutation === undefined
      ? ''
      : '\n  /** Writes a mutation into the message, or leaves it as it is where there is no room. */\n  void mutate(const Mutation& mutation, Buffer::Instance& buffer) const;\n\n  /** The message with a mutation written into it. */\n  absl::optional<std::string> mutated(const Mutation& mutation, Buffer::Instance& buffer) const;\n';
  const state = byLength
    ? `  /** Size of the frame that is being waited for: all that is kept between two reads. */
  absl::optional<uint64_t> frame_size_;`
    : `  /** Bytes that were searched for the delimiter already: all that is kept between two reads. */
  uint64_t searched_{0};`;
  const code = `/**
 * Decodes and encodes the messages of ${protocol}. One object decodes the requests of a connection,
 * another each response; encode() may see a message that this object has not decoded.
 */
class ${prefix}Codec : public Codec, public Logger::Loggable<Logger::Id::filter> {
public:
  ${prefix}Codec() = default;
  ~${prefix}Codec() override = default;

  // Codec
  DecodeStatus decode(Buffer::Instance& buffer, Metadata& metadata) override;
  void encode(const Metadata& metadata, const Mutation& mutation,
              Buffer::Instance& buffer) override;
  void onError(const Metadata& metadata, const Error& error, Buffer::Instance& buffer) override;

private:
  /** The size of the frame at the start of the buffer, once all of it is there. */
  absl::optional<uint64_t> completeFrame(const Buffer::Instance& buffer);
${heartbeat}${mutation}
${state}
};`;
  return `#pragma once

#include <cstdint>
#include <string>

#include "envoy/buffer/buffer.h"

#include "source/common/common/logger.h"

#include "absl/types/optional.h"

#include "src/meta_protocol_proxy/codec/codec.h"

${inNamespaces(names, code)}`;
}

function sourceFile(making: Making): string {
  const { codec, names } = making;
  const { description } = codec;
  const byLength = description.framing.by === 'length';
  const parts = [
    anonymous(making),
    decodeFunction(names.prefix),
    byLength ? completeByLength(names.prefix) : completeByDelimiter(names.prefix),
    encodeFunction(making),
    description.mutation === undefined ? '' : mutateFunction(making, description.mutation),
    description.heartbeat === undefined ? '' : heartbeatFunction(making, description.heartbeat),
    errorFunction(making),
  ].filter((part) => part !== '');
  const system = [
    ...(making.copies ? ['any'] : []),
    ...(byLength ? ['array'] : ['algorithm']),
    ...(making.copies ? ['memory'] : []),
    'string',
    'utility',
  ];
  return `#include "${names.folder}/${names.protocol}_codec.h"

${system.map((name) => `#include <${name}>`).join('\n')}

#include "envoy/common/exception.h"

#include "absl/strings/str_cat.h"

#include "${names.folder}/protocol.h"

${inNamespaces(names, parts.join('\n'))}`;
}

function anonymous(making: Making): string {
  const { codec, names } = making;
  const { description } = codec;
  const parts: string[] = [];
  if (making.copies) {
    const getter = description.proxy === 'head' ? 'getByKey' : 'get';
    parts.push(`/** The key under which the header of a request is kept for the replies to it. Rules cannot see it. */
constexpr char HeaderKey[] = "${names.protocol}-header";

using HeaderPtr = std::shared_ptr<const ${names.prefix}Header>;

/** The header of a request, or null where none was decoded. */
HeaderPtr requestHeader(const Metadata& metadata) {
  const auto kept = metadata.${getter}(HeaderKey);
  if (!kept.has_value()) {
    return nullptr;
  }
  const std::any& value = *kept;
  const HeaderPtr* header = std::any_cast<HeaderPtr>(&value);
  return header == nullptr ? nullptr : *header;
}
`);
  }
  for (const attribute of description.attributes) {
    if (attribute.from !== 'pairs' && attribute.names.size > 0) parts.push(namesFunction(attribute));
  }
  parts.push(messageTypeFunction(making), fillFunction(making), codeFunction(making));
  return `namespace {\n\n${parts.filter((part) => part !== '').join('\n')}\n} // namespace\n`;
}

/** A function that gives numbers their names. */
function namesFunction(attribute: Extract<Attribute, { from: 'value' | 'body' }>): string {
  const cases = [...attribute.names].map(
    ([number, text]) => `case ${number < 0n ? number : wide(number)}:\n  return ${literal(text)};`,
  );
  const unsigned = [...attribute.names.keys()].some((number) => number > 0x7fffffffffffffffn);
  return `/** The text of \`${attribute.name}\`. */
std::string ${nameTextFunction(attribute.name)}(${unsigned ? 'uint64_t' : 'int64_t'} number) {
  switch (number) {
${indent(cases.join('\n'))}
  default:
    return std::to_string(number);
  }
}
`;
}

function nameTextFunction(attribute: string): string {
  const word = pascal(attribute.replace(/[.-]/g, '_'));
  return `${word.charAt(0).toLowerCase()}${word.slice(1)}Text`;
}

function messageTypeFunction({ codec: { description }, names, value }: Making): string {
  const { messageType } = description;
  if (messageType === undefined) return '';
  const field = value(messageType.field);
  const unknown = `throw EnvoyException("${messageType.field} is of no known message type");`;
  const byType = new Map<MessageType, Literal[]>();
  for (const [fixed, type] of messageType.values) byType.set(type, [...(byType.get(type) ?? []), fixed]);
  const comment = `/** What a message is to the proxy. Throws EnvoyException for a type that is not known. */\n`;
  const head = `${comment}MessageType messageTypeOf(const ${names.prefix}Header& header) {\n`;
  if ([...messageType.values.keys()].some((fixed) => typeof fixed === 'string')) {
    const text = textExpression(field);
    const tests = [...byType].map(([type, all]) => {
      const condition = all.map((fixed) => `${text} == ${view(String(fixed))}`).join(' || ');
      return `if (${condition}) {\n  return MessageType::${cppMessageTypes[type]};\n}`;
    });
    return `${head}${indent(`${tests.join('\n')}\n${unknown}`)}\n}\n`;
  }
  const cases = [...byType].map(
    ([type, all]) =>
      `${all.map((fixed) => `case ${wide(BigInt(fixed))}:`).join('\n')}\n  return MessageType::${cppMessageTypes[type]};`,
  );
  return `${head}  switch (${unsignedOf(field, 'header.')}) {\n${indent(`${cases.join('\n')}\ndefault:\n  ${unknown}`)}\n  }\n}\n`;
}

/** A text for comparing; absent members are empty. */
function textExpression(value: Value): string {
  return value.kind === 'member' ? `header.${value.name}.value_or("")` : `header.${value.name}`;
}

function isText(value: Value): boolean {
  return value.kind === 'text' || (value.kind === 'member' && (value.member.type === 'string' || value.member.type === 'bytes'));
}

function fillFunction(making: Making): string {
  const { codec, names, value } = making;
  const { description } = codec;
  const { messageType, status, requestId, streamId, operation, attributes } = description;
  const lines: string[] = [];
  if (
    attributes.length > 0 ||
    messageType !== undefined ||
    requestId !== undefined ||
    status !== undefined ||
    operation.length > 0 ||
    streamId !== undefined ||
    making.copies
  )
    lines.push(`const ${names.prefix}Header& header = frame.header;`);
  if (messageType !== undefined) lines.push('metadata.setMessageType(messageTypeOf(header));');
  const failing: string[] = [];
  if (status !== undefined) {
    const field = value(status.field);
    const ok = status.ok.map((fixed) =>
      isText(field)
        ? `${textExpression(field)} == ${view(String(fixed))}`
        : `${unsignedOf(field, 'header.')} == ${wide(BigInt(fixed))}`,
    );
    const all = ok.length === 0 ? 'false' : ok.length === 1 ? ok[0] : `(${ok.join(' || ')})`;
    lines.push(`const bool ok = ${all};`);
    failing.push('(metadata.getMessageType() == MessageType::Response && !ok)');
  }
  if ([...(messageType?.values.values() ?? [])].includes('error'))
    failing.push('metadata.getMessageType() == MessageType::Error');
  if (failing.length > 0) {
    const condition = failing.length === 1 ? (failing[0] ?? '').replace(/^\((.*)\)$/, '$1') : failing.join(' ||\n    ');
    lines.push(`if (${condition}) {\n  metadata.setResponseStatus(ResponseStatus::Error);\n}`);
  }
  if (requestId !== undefined) lines.push(`metadata.setRequestId(${unsignedOf(value(requestId), 'header.')});`);
  if (streamId !== undefined) lines.push(`metadata.setStreamId(${unsignedOf(value(streamId), 'header.')});`);
  lines.push('metadata.setHeaderSize(size - frame.body.size());', 'metadata.setBodySize(frame.body.size());');
  for (const attribute of attributes) lines.push(attributeStatement(attribute, making));
  if (operation.length > 0) lines.push(operationStatements(operation.map(value)));
  if (making.copies) lines.push(`metadata.put(HeaderKey, HeaderPtr(std::make_shared<${names.prefix}Header>(header)));`);
  return `/** Tells the proxy what it needs to know of a message. Throws EnvoyException. */
void fillMetadata(const ${names.prefix}Frame& frame, uint64_t size, Metadata& metadata) {
${indent(lines.join('\n'))}
}
`;
}

/** An expression for the text of a value; \`member\` stands for the value inside an optional. */
function textOf(value: Value, form: 'decimal' | 'hex', named: string | undefined): { text: string; checked: boolean } {
  if (value.kind === 'text') {
    if (value.field.kind === 'bytes') return { text: `toHex(header.${value.name})`, checked: false };
    const padded = value.field.kind === 'string' && typeof value.field.size === 'number';
    return { text: padded ? `withoutPadding(header.${value.name})` : `header.${value.name}`, checked: true };
  }
  if (value.kind === 'member' && (value.member.type === 'string' || value.member.type === 'bytes')) {
    return value.member.type === 'bytes'
      ? { text: `toHex(*header.${value.name})`, checked: false }
      : { text: `*header.${value.name}`, checked: true };
  }
  const number = value.kind === 'member' ? `*header.${value.name}` : numberOf(value, 'header.');
  if (form === 'hex') {
    const unsigned = value.kind === 'member' ? `static_cast<uint64_t>(${number})` : unsignedOf(value, 'header.');
    return { text: `toHex(static_cast<uint64_t>(${unsigned}))`, checked: false };
  }
  return { text: named === undefined ? `std::to_string(${number})` : `${named}(${number})`, checked: false };
}

function attributeStatement(attribute: Attribute, { codec, value }: Making): string {
  if (attribute.from === 'pairs') {
    const source = value(attribute.pairs);
    const all =
      source.kind === 'pairs' && source.field.kind === 'wordpairs'
        ? `pairsOf(header.${attribute.pairs})`
        : `header.${attribute.pairs}`;
    return `for (const auto& [key, value] : ${all}) {
  if (!key.empty() && fitsHeaderMap(key) && fitsHeaderMap(value)) {
    metadata.putString(key, value);
  }
}`;
  }
  const named = attribute.names.size > 0 ? nameTextFunction(attribute.name) : undefined;
  if (attribute.from === 'body') return bodyStatement(attribute, named, codec);
  const source = value(attribute.value);
  const { text, checked } = textOf(source, attribute.text, named);
  const conditions = [
    ...(source.kind === 'member' ? [`header.${source.name}.has_value()`] : []),
    ...(checked ? [`fitsHeaderMap(${text})`] : []),
  ];
  const put = `metadata.putString("${attribute.name}", ${text});`;
  return conditions.length === 0 ? put : `if (${conditions.join(' && ')}) {\n  ${put}\n}`;
}

function bodyStatement(
  attribute: Extract<Attribute, { from: 'body' }>,
  named: string | undefined,
  { description }: Codec,
): string {
  const { name, offset, type } = attribute;
  if (type === 'string') {
    const { size } = attribute;
    const end = offset + (size ?? 0);
    const part = `frame.body.substr(${offset}${size === undefined ? '' : `, ${size}`})`;
    const text = size === undefined ? `std::string(${part})` : `withoutPadding(${part})`;
    const put = `const std::string text = ${text};\nif (fitsHeaderMap(text)) {\n  metadata.putString("${name}", text);\n}`;
    return end === 0 ? `{\n${indent(put)}\n}` : `if (frame.body.size() >= ${end}) {\n${indent(put)}\n}`;
  }
  const read = `Reader(frame.body.substr(${offset})).number(${integerSizes[type]}, ${orderOf(description.byteOrder)}, "${name}")`;
  const number = `const auto number = static_cast<${cppType(type)}>(\n    ${read});`;
  const text =
    attribute.text === 'hex'
      ? `toHex(${type.startsWith('i') ? `static_cast<uint64_t>(static_cast<u${cppType(type)}>(number))` : 'static_cast<uint64_t>(number)'})`
      : named === undefined
        ? 'std::to_string(number)'
        : `${named}(number)`;
  return `if (frame.body.size() >= ${offset + integerSizes[type]}) {\n${indent(`${number}\nmetadata.putString("${name}", ${text});`)}\n}`;
}

function operationStatements(values: readonly Value[]): string {
  const single = values.length === 1 ? values[0] : undefined;
  if (single !== undefined && single.kind !== 'member')
    return `metadata.setOperationName(${textOf(single, 'decimal', undefined).text});`;
  const lines = values.map((value, index) => {
    const { text } = textOf(value, 'decimal', undefined);
    const separate = index === 0 ? '' : 'operation.empty() ? "" : "/", ';
    const append = `absl::StrAppend(&operation, ${separate}${text});`;
    const conditions = [
      ...(value.kind === 'member' ? [`header.${value.name}.has_value()`] : []),
      ...(isText(value) ? [value.kind === 'member' ? `!header.${value.name}->empty()` : `!${text}.empty()`] : []),
    ];
    return conditions.length === 0 ? append : `if (${conditions.join(' && ')}) {\n  ${append}\n}`;
  });
  return `std::string operation;\n${lines.join('\n')}\nmetadata.setOperationName(operation);`;
}

function codeFunction({ codec: { description } }: Making): string {
  const { error } = description;
  const groups = new Map<bigint, ErrorType[]>();
  for (const type of errorTypes) groups.set(error.codes[type], [...(groups.get(error.codes[type]) ?? []), type]);
  const cases = [...groups].map(
    ([code, types]) => `${types.map((type) => `case ErrorType::${cppErrorTypes[type]}:`).join('\n')}\n  return ${wide(code)};`,
  );
  return `/** The code of an error that the proxy answers itself. */
uint64_t errorCode(ErrorType type) {
  switch (type) {
${indent(cases.join('\n'))}
  }
  return ${wide(error.codes.unspecified)};
}
`;
}

function decodeFunction(prefix: string): string {
  return `DecodeStatus ${prefix}Codec::decode(Buffer::Instance& buffer, Metadata& metadata) {
  const absl::optional<uint64_t> size = completeFrame(buffer);
  if (!size.has_value()) {
    ENVOY_LOG(trace, "${prefix} decoder: {} bytes, waiting for more", buffer.length());
    return DecodeStatus::WaitForData;
  }
  const auto* start = static_cast<const char*>(buffer.linearize(static_cast<uint32_t>(*size)));
  fillMetadata(parseFrame(absl::string_view(start, *size)), *size, metadata);
  metadata.originMessage().move(buffer, *size);
  ENVOY_LOG(debug, "${prefix} decoder: a message of {} bytes, request id {}", *size,
            metadata.getRequestId());
  return DecodeStatus::Done;
}
`;
}

function completeByLength(prefix: string): string {
  return `absl::optional<uint64_t> ${prefix}Codec::completeFrame(const Buffer::Instance& buffer) {
  if (!frame_size_.has_value()) {
    if (buffer.length() < FixedHeaderSize) {
      return absl::nullopt;
    }
    std::array<char, FixedHeaderSize> start;
    buffer.copyOut(0, start.size(), start.data());
    frame_size_ = frameSize(absl::string_view(start.data(), start.size()));
  }
  if (buffer.length() < *frame_size_) {
    return absl::nullopt;
  }
  return std::exchange(frame_size_, absl::nullopt);
}
`;
}

function completeByDelimiter(prefix: string): string {
  return `absl::optional<uint64_t> ${prefix}Codec::completeFrame(const Buffer::Instance& buffer) {
  const ssize_t end = buffer.search(Delimiter.data(), Delimiter.size(), searched_);
  if (end < 0) {
    if (buffer.length() >= MaxFrameSize) {
      throw EnvoyException(absl::StrCat("no end of a line within ", MaxFrameSize, " bytes"));
    }
    // The delimiter may have begun with the last bytes.
    searched_ = buffer.length() - std::min<uint64_t>(buffer.length(), Delimiter.size() - 1);
    return absl::nullopt;
  }
  searched_ = 0;
  const uint64_t size = static_cast<uint64_t>(end) + Delimiter.size();
  if (size > MaxFrameSize) {
    throw EnvoyException(absl::StrCat("no end of a line within ", MaxFrameSize, " bytes"));
  }
  return size;
}
`;
}

/** The first line of a function, in two where it is longer than the hundred columns of Envoy's style. */
function definition(start: string, first: string, last: string, after = ' {'): string {
  const line = `${start}${first}, ${last})${after}`;
  return line.length <= 100 ? line : `${start}${first},\n${' '.repeat(start.length)}${last})${after}`;
}

function encodeFunction({ codec: { description }, names: { prefix } }: Making): string {
  const { heartbeat, mutation } = description;
  const first =
    heartbeat === undefined
      ? ''
      : `  if (metadata.getMessageType() == MessageType::Heartbeat) {
    replyToHeartbeat(metadata, buffer);
    return;
  }
`;
  const unused = heartbeat === undefined ? 'const Metadata&' : 'const Metadata& metadata';
  if (mutation === undefined) {
    const buffer = heartbeat === undefined ? 'Buffer::Instance&' : 'Buffer::Instance& buffer';
    return `${definition(`void ${prefix}Codec::encode(`, `${unused}, const Mutation& mutation`, buffer)}
${first}  // The protocol has no place for mutations: the message goes on as it came.
  if (!mutation.empty()) {
    ENVOY_LOG(trace, "${prefix} encoder: {} mutations have no place", mutation.size());
  }
}
`;
  }
  return `${definition(`void ${prefix}Codec::encode(`, `${unused}, const Mutation& mutation`, 'Buffer::Instance& buffer')}
${first}  if (!mutation.empty()) {
    mutate(mutation, buffer);
  }
}
`;
}

function mutateFunction({ names: { prefix }, value }: Making, target: string): string {
  const source = value(target);
  const inLine = source.kind === 'pairs' && source.field.kind === 'wordpairs';
  const whole = inLine ? 'buffer.search(Delimiter.data(), Delimiter.size(), 0) < 0' : 'buffer.length() < FixedHeaderSize';
  const set = inLine
    ? `    // A line has no place for what would cut it.
    const std::string forbidden = absl::StrCat(Delimiter, SeparatorText);
    if (key.empty() || key.find('=') != std::string::npos ||
        key.find_first_of(forbidden) != std::string::npos ||
        value.find_first_of(forbidden) != std::string::npos) {
      ENVOY_LOG(warn, "${prefix} encoder: mutation {} does not fit into a line", key);
      continue;
    }
    setWord(header.${target}, key, value);`
    : `    setPair(header.${target}, key, value);`;
  return `void ${prefix}Codec::mutate(const Mutation& mutation, Buffer::Instance& buffer) const {
  absl::optional<std::string> bytes;
  try {
    bytes = mutated(mutation, buffer);
  } catch (const EnvoyException& error) {
    // Nobody catches what leaves encode().
    ENVOY_LOG(warn, "${prefix} encoder: not a whole message: {}", error.what());
    return;
  }
  if (!bytes.has_value()) {
    ENVOY_LOG(warn, "${prefix} encoder: the message has no room for its mutations");
    return;
  }
  buffer.drain(buffer.length());
  buffer.add(*bytes);
}

${definition(`absl::optional<std::string> ${prefix}Codec::mutated(`, 'const Mutation& mutation', 'Buffer::Instance& buffer', ' const {')}
  if (${whole}) {
    throw EnvoyException("it is incomplete");
  }
  const auto* start =
      static_cast<const char*>(buffer.linearize(static_cast<uint32_t>(buffer.length())));
  const ${prefix}Frame frame = parseFrame(absl::string_view(start, buffer.length()));
  ${prefix}Header header = frame.header;
  for (const auto& [key, value] : mutation) {
${set}
  }
  return serializeFrame(std::move(header), frame.body);
}
`;
}

/** Statements that fill \`reply\`. */
function replyStatements({ codec: { description }, names, value, copies }: Making, reply: Reply): string[] {
  const lines = [`${names.prefix}Header reply;`];
  if (copies && reply.copy.length > 0) {
    const copied = reply.copy.map((name) => copyValue(value(name), 'request->', 'reply.')).join('\n');
    lines.push(`if (const HeaderPtr request = requestHeader(metadata)) {\n${indent(copied)}\n}`);
  }
  for (const [name, fixed] of reply.set) lines.push(setLiteral(value(name), 'reply.', fixed));
  if (description.requestId !== undefined)
    lines.push(setNumber(value(description.requestId), 'reply.', 'metadata.getRequestId()'));
  return lines;
}

function finish({ codec: { description } }: Making): string[] {
  return description.fields.flatMap((field) =>
    field.kind === 'protobuf' ? [`reply.${field.name} = write${pascal(field.name)}(reply);`] : [],
  );
}

function bodyStatements(parts: readonly BodyPart[], { codec: { description } }: Making): string[] {
  return parts.map((part) => pieceStatement(part, description));
}

/** A statement that appends a piece to the body of a reply. */
function pieceStatement(part: BodyPart, { framing, byteOrder }: Description): string {
  const order = orderOf(byteOrder);
  switch (part.part) {
    case 'bytes':
      return part.bytes.includes('\0')
        ? `body.append(${literal(part.bytes)}, ${part.bytes.length});`
        : `body.append(${literal(part.bytes)});`;
    case 'message':
      return framing.by === 'length'
        ? 'body.append(message);'
        : 'body.append(without(message, absl::StrCat(Delimiter, SeparatorText)));';
    case 'messageLength':
      return `appendNumber(body, message.size(), ${integerSizes[part.type]}, ${order});`;
    case 'code':
      return `appendNumber(body, errorCode(error.type), ${integerSizes[part.type]}, ${order});`;
    case 'codeText':
      return 'body.append(std::to_string(errorCode(error.type)));';
  }
}

function heartbeatFunction(making: Making, heartbeat: Reply): string {
  const { prefix } = making.names;
  const body = bodyStatements(heartbeat.body, making);
  const used = making.codec.description.requestId !== undefined || heartbeat.copy.length > 0;
  const lines = [
    ...replyStatements(making, heartbeat),
    ...finish(making),
    ...(body.length === 0 ? [] : ['std::string body;', ...body]),
    `const absl::optional<std::string> bytes = serializeFrame(std::move(reply), ${body.length === 0 ? '""' : 'body'});`,
    'if (bytes.has_value()) {\n  buffer.add(*bytes);\n}',
  ];
  return `void ${prefix}Codec::replyToHeartbeat(const Metadata&${used ? ' metadata' : ''}, Buffer::Instance& buffer) const {
${indent(lines.join('\n'))}
}
`;
}

function errorFunction(making: Making): string {
  const { codec, names, value } = making;
  const { error, requestId } = codec.description;
  const carrier = error.message === undefined ? undefined : value(error.message);
  const usesMessage = carrier !== undefined || error.body.some(({ part }) => part === 'message' || part === 'messageLength');
  const lines = replyStatements(making, error);
  if (error.code !== undefined) lines.push(setNumber(value(error.code), 'reply.', 'errorCode(error.type)'));
  if (usesMessage) lines.push(`const std::string message = error.message.substr(0, ${messageLimit(codec)});`);
  if (carrier?.kind === 'text' && carrier.field.kind !== 'word' && typeof carrier.field.size === 'number') {
    const { size } = carrier.field;
    lines.push(`reply.${carrier.name} = message.substr(0, ${size});`, `reply.${carrier.name}.resize(${size});`);
  } else if (carrier !== undefined) lines.push(`reply.${carrier.name} = message;`);
  const body = bodyStatements(error.body, making);
  lines.push(...finish(making));
  if (body.length > 0) lines.push('std::string body;', ...body);
  lines.push(`const absl::optional<std::string> bytes = serializeFrame(std::move(reply), ${body.length === 0 ? '""' : 'body'});`);
  lines.push(`if (!bytes.has_value()) {
  ENVOY_LOG(warn, "${names.prefix} encoder: an error reply is larger than any frame");
  return;
}
buffer.add(*bytes);`);
  const used = requestId !== undefined || error.copy.length > 0;
  const request = `const Metadata&${used ? ' metadata' : ''}`;
  return `${definition(`void ${names.prefix}Codec::onError(`, `${request}, const Error& error`, 'Buffer::Instance& buffer')}
${indent(lines.join('\n'))}
}
`;
}
