import { type Codec, decode, type Metadata } from '../../codec/described/decode.js';
import { type Sample, samples } from '../../codec/described/frames.js';
import type { MessageType } from '../../codec/described/types.js';
import { inNamespaces, literal, type ProjectNames } from './words.js';

const cppTypes: Record<MessageType, string> = {
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

/** The tests of the codec, the fuzz entry and the program for comparing, by their paths in the project. */
export function testFiles(codec: Codec, names: ProjectNames): Map<string, string> {
  return new Map([
    ['test/golden.h', goldenFile(codec, names)],
    ['test/codec_test.cc', testFile(codec, names)],
    ['test/decode_frames.cc', compareFile(names)],
    ['test/fuzz/decode_fuzz.cc', fuzzFile(names)],
    ['test/fuzz/replay_main.cc', replayFile()],
  ]);
}

function hexOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('hex');
}

function goldenEntry({ name, direction, frame }: Sample, metadata: Metadata): string {
  const attributes = [...metadata.attributes].map(([key, value]) => `{${literal(key)}, ${literal(value)}}`);
  const digits = hexOf(frame).match(/.{1,80}/g) ?? [''];
  return `      {"${name}",
       MessageType::${direction === 'request' ? 'Request' : 'Response'},
       ${digits.map((line) => `"${line}"`).join('\n       ')},
       MessageType::${cppTypes[metadata.type]},
       ResponseStatus::${metadata.status === 'ok' ? 'Ok' : 'Error'},
       ${metadata.requestId}ULL,
       ${metadata.headerSize},
       ${metadata.bodySize},
       ${literal(metadata.operation)},
       {${attributes.join(', ')}}},`;
}

function goldenFile(codec: Codec, names: ProjectNames): string {
  const entries = samples(codec).flatMap((sample) => {
    const decoded = decode(codec, Buffer.from(sample.frame, 'latin1'), sample.direction);
    return decoded.outcome === 'message' ? [goldenEntry(sample, decoded.metadata)] : [];
  });
  return `#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/meta_protocol_proxy/codec/codec.h"

${inNamespaces(
  names,
  `/** A frame, and what the codec must make of it, as the description of the protocol says. */
struct Golden {
  std::string name;
  /** What the proxy takes a message for by the way it goes. */
  MessageType direction;
  /** The bytes in hexadecimal. */
  std::string frame;
  MessageType type;
  ResponseStatus status;
  uint64_t request_id;
  size_t header_size;
  size_t body_size;
  std::string operation;
  std::map<std::string, std::string> attributes;
};

inline const std::vector<Golden>& goldens() {
  static const std::vector<Golden> all = {
${entries.join('\n')}
  };
  return all;
}`,
)}`;
}

function extraTests({ description, layout }: Codec, { prefix }: ProjectNames): string {
  const tests: string[] = [];
  const { framing, heartbeat, mutation, requestId, status, messageType } = description;
  if (framing.by === 'length') {
    const length = layout.values.get(framing.field);
    const width = length?.kind === 'number' ? length.width : 64;
    tests.push(`TEST(${prefix}CodecTest, ALengthOfZeroIsRefusedOrAWholeFrame) {
  expectNoEndlessLoop(withLength(goldens().front(), 0));
}
`);
    tests.push(`TEST(${prefix}CodecTest, AHugeLengthIsRefusedBeforeItIsWaitedFor) {
  const std::string bytes = withLength(goldens().front(), ${width === 64 ? '~uint64_t{0}' : `0x${((1n << BigInt(width)) - 1n).toString(16)}ULL`});
  ${(1n << BigInt(width)) - 1n > BigInt(framing.max) + 65_536n ? 'EXPECT_EQ(Outcome::Refused, feed(bytes, MessageType::Request));' : 'expectNoEndlessLoop(bytes);'}
}
`);
  } else {
    tests.push(`TEST(${prefix}CodecTest, ALineWithoutEndIsRefused) {
  EXPECT_EQ(Outcome::Refused, feed(std::string(MaxFrameSize, 'a'), MessageType::Request));
}
`);
  }
  const pairs =
    mutation === undefined
      ? undefined
      : description.attributes.some((attribute) => attribute.from === 'pairs' && attribute.pairs === mutation);
  tests.push(
    mutation === undefined
      ? `TEST(${prefix}CodecTest, MutationsLeaveTheMessageAsItIs) {
  for (const Golden& golden : goldens()) {
    if (!isForwarded(golden)) {
      continue;
    }
    MetadataImpl metadata = decodeWhole(golden);
    Buffer::OwnedImpl message(metadata.message());
    ${prefix}Codec().encode(metadata, {{"user", "7"}}, message);
    EXPECT_EQ(fromHex(golden.frame), message.toString()) << golden.name;
  }
}
`
      : `TEST(${prefix}CodecTest, MutationsAreWrittenAndReadAgain) {
  for (const Golden& golden : goldens()) {
    if (!isForwarded(golden)) {
      continue;
    }
    MetadataImpl metadata = decodeWhole(golden);
    Buffer::OwnedImpl message(metadata.message());
    // A fresh object, as the proxy has for the way to the server.
    ${prefix}Codec().encode(metadata, {{"user", "7"}, {"x-new", "value"}}, message);
    MetadataImpl again(golden.direction);
    ASSERT_EQ(DecodeStatus::Done, ${prefix}Codec().decode(message, again)) << golden.name;
    EXPECT_EQ(0, message.length());
    EXPECT_EQ(golden.request_id, again.getRequestId());
    EXPECT_EQ(golden.body_size, again.getBodySize());
${
  pairs
    ? `    EXPECT_EQ("7", again.getString("user"));
    EXPECT_EQ("value", again.getString("x-new"));
`
    : ''
}  }
}

TEST(${prefix}CodecTest, AMutationOfWhatIsNoMessageIsDropped) {
  for (const std::string& bytes : {std::string(), std::string(64, '\\xff')}) {
    Buffer::OwnedImpl buffer(bytes);
    ${prefix}Codec().encode(MetadataImpl(), {{"user", "7"}}, buffer);
    EXPECT_EQ(bytes, buffer.toString());
  }
}
`,
  );
  if (heartbeat !== undefined)
    tests.push(`TEST(${prefix}CodecTest, AHeartbeatIsAnswered) {
  for (const Golden& golden : goldens()) {
    if (golden.type != MessageType::Heartbeat) {
      continue;
    }
    MetadataImpl metadata = decodeWhole(golden);
    Buffer::OwnedImpl reply;
    ${prefix}Codec().encode(metadata, {}, reply);
    MetadataImpl decoded(MessageType::Response);
    ASSERT_EQ(DecodeStatus::Done, ${prefix}Codec().decode(reply, decoded));
    EXPECT_EQ(0, reply.length());
    EXPECT_EQ(golden.request_id, decoded.getRequestId());
  }
}
`);
  const failing = status !== undefined || [...(messageType?.values.values() ?? [])].includes('error');
  tests.push(`TEST(${prefix}CodecTest, EveryErrorReplyIsAResponseToTheRequest) {
  for (const Golden& golden : goldens()) {
    if (golden.type != MessageType::Request) {
      continue;
    }
    for (const ErrorType type : errorTypes()) {
      const MetadataImpl metadata = decodeWhole(golden);
      Buffer::OwnedImpl reply;
      ${prefix}Codec().onError(metadata, {type, "meta protocol router: no matched route"}, reply);
      MetadataImpl decoded(MessageType::Response);
      ASSERT_EQ(DecodeStatus::Done, ${prefix}Codec().decode(reply, decoded));
      EXPECT_EQ(0, reply.length());
      EXPECT_TRUE(decoded.getMessageType() == MessageType::Response ||
                  decoded.getMessageType() == MessageType::Error);
${requestId === undefined ? '' : '      EXPECT_EQ(golden.request_id, decoded.getRequestId());\n'}${failing && (description.error.code === status?.field || status === undefined) ? '      EXPECT_EQ(ResponseStatus::Error, decoded.getResponseStatus());\n' : ''}    }
  }
}

TEST(${prefix}CodecTest, AnErrorBeforeAnyRequestIsAnsweredToo) {
  for (const ErrorType type : errorTypes()) {
    Buffer::OwnedImpl reply;
    ${prefix}Codec().onError(MetadataImpl(), {type, std::string(100000, 'x')}, reply);
    MetadataImpl decoded(MessageType::Response);
    EXPECT_EQ(DecodeStatus::Done, ${prefix}Codec().decode(reply, decoded));
  }
}
`);
  return tests.join('\n');
}

function testFile(codec: Codec, names: ProjectNames): string {
  const { prefix, folder, protocol, codec: registered } = names;
  const { framing } = codec.description;
  const withLength =
    framing.by === 'length'
      ? `/** A frame whose length says something else. */
std::string withLength(const Golden& golden, uint64_t length) {
  std::string bytes = fromHex(golden.frame);
  ${lengthStatements(codec)}
  return bytes;
}
`
      : '';
  const code = `namespace {

enum class Outcome { Message, Waiting, Refused };

std::string fromHex(const std::string& digits) {
  std::string bytes;
  for (size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

/** What a fresh codec makes of some bytes. */
Outcome feed(const std::string& bytes, MessageType direction) {
  ${prefix}Codec codec;
  Buffer::OwnedImpl buffer(bytes);
  MetadataImpl metadata(direction);
  try {
    return codec.decode(buffer, metadata) == DecodeStatus::Done ? Outcome::Message
                                                                : Outcome::Waiting;
  } catch (const EnvoyException&) {
    return Outcome::Refused;
  }
}

/** Decoding ends, and takes something each time that it yields a message. */
void expectNoEndlessLoop(const std::string& bytes) {
  ${prefix}Codec codec;
  Buffer::OwnedImpl buffer(bytes);
  try {
    while (buffer.length() > 0) {
      const uint64_t before = buffer.length();
      MetadataImpl metadata;
      if (codec.decode(buffer, metadata) == DecodeStatus::WaitForData) {
        EXPECT_EQ(before, buffer.length());
        return;
      }
      ASSERT_LT(buffer.length(), before);
    }
  } catch (const EnvoyException&) {
  }
}

MetadataImpl decodeWhole(const Golden& golden) {
  MetadataImpl metadata(golden.direction);
  Buffer::OwnedImpl buffer(fromHex(golden.frame));
  EXPECT_EQ(DecodeStatus::Done, ${prefix}Codec().decode(buffer, metadata));
  return metadata;
}

/** Whether the proxy encodes such a message on its way. */
bool isForwarded(const Golden& golden) {
  return golden.type == MessageType::Request || golden.type == MessageType::Response;
}

std::vector<ErrorType> errorTypes() {
  return {ErrorType::RouteNotFound, ErrorType::ClusterNotFound, ErrorType::NoHealthyUpstream,
          ErrorType::BadResponse,   ErrorType::Unspecified,     ErrorType::OverLimit};
}

void expectGolden(const Golden& golden, const MetadataImpl& metadata) {
  SCOPED_TRACE(golden.name);
  EXPECT_EQ(golden.type, metadata.getMessageType());
  EXPECT_EQ(golden.status, metadata.getResponseStatus());
  EXPECT_EQ(golden.request_id, metadata.getRequestId());
  EXPECT_EQ(golden.header_size, metadata.getHeaderSize());
  EXPECT_EQ(golden.body_size, metadata.getBodySize());
  EXPECT_EQ(golden.operation, metadata.getOperationName());
  EXPECT_EQ(golden.attributes, metadata.attributes());
  EXPECT_EQ(golden.frame.size() / 2, metadata.getMessageSize());
  EXPECT_EQ(fromHex(golden.frame), metadata.message());
}

${withLength}
} // namespace

TEST(${prefix}CodecTest, GoldenFramesAreDecoded) {
  for (const Golden& golden : goldens()) {
    expectGolden(golden, decodeWhole(golden));
  }
}

TEST(${prefix}CodecTest, AFrameSplitAtAnyByteIsTheSame) {
  for (const Golden& golden : goldens()) {
    const std::string bytes = fromHex(golden.frame);
    for (size_t split = 1; split < bytes.size(); ++split) {
      ${prefix}Codec codec;
      Buffer::OwnedImpl buffer(bytes.substr(0, split));
      MetadataImpl thrown_away(golden.direction);
      ASSERT_EQ(DecodeStatus::WaitForData, codec.decode(buffer, thrown_away));
      ASSERT_EQ(split, buffer.length());
      buffer.add(bytes.substr(split));
      MetadataImpl metadata(golden.direction);
      ASSERT_EQ(DecodeStatus::Done, codec.decode(buffer, metadata));
      expectGolden(golden, metadata);
    }
  }
}

TEST(${prefix}CodecTest, BytesThatArriveOneByOneAreTheSame) {
  for (const Golden& golden : goldens()) {
    const std::string bytes = fromHex(golden.frame);
    ${prefix}Codec codec;
    Buffer::OwnedImpl buffer;
    for (size_t i = 0; i < bytes.size(); ++i) {
      buffer.add(bytes.substr(i, 1));
      MetadataImpl metadata(golden.direction);
      const DecodeStatus expected =
          i + 1 < bytes.size() ? DecodeStatus::WaitForData : DecodeStatus::Done;
      ASSERT_EQ(expected, codec.decode(buffer, metadata));
      if (expected == DecodeStatus::Done) {
        expectGolden(golden, metadata);
      }
    }
  }
}

TEST(${prefix}CodecTest, OneFrameIsTakenOfTwo) {
  for (const Golden& first : goldens()) {
    for (const Golden& second : goldens()) {
      ${prefix}Codec codec;
      Buffer::OwnedImpl buffer(fromHex(first.frame) + fromHex(second.frame));
      MetadataImpl metadata(first.direction);
      ASSERT_EQ(DecodeStatus::Done, codec.decode(buffer, metadata));
      expectGolden(first, metadata);
      ASSERT_EQ(second.frame.size() / 2, buffer.length());
      MetadataImpl next(second.direction);
      ASSERT_EQ(DecodeStatus::Done, codec.decode(buffer, next));
      expectGolden(second, next);
      EXPECT_EQ(0, buffer.length());
    }
  }
}

TEST(${prefix}CodecTest, GarbageIsRefusedOrWaitedForButNeverLoops) {
  uint32_t random = 1;
  for (int round = 0; round < 2000; ++round) {
    std::string bytes;
    const size_t size = round % 200;
    for (size_t i = 0; i < size; ++i) {
      random = random * 1664525 + 1013904223;
      bytes.push_back(static_cast<char>(random >> 24));
    }
    expectNoEndlessLoop(bytes);
  }
}

TEST(${prefix}CodecTest, DamagedFramesNeverLoop) {
  for (const Golden& golden : goldens()) {
    const std::string bytes = fromHex(golden.frame);
    for (size_t at = 0; at < bytes.size(); ++at) {
      for (const char value : {'\\x00', '\\x01', '\\x7f', '\\x80', '\\xff'}) {
        std::string damaged = bytes;
        damaged[at] = value;
        expectNoEndlessLoop(damaged + bytes);
      }
    }
  }
}

TEST(${prefix}CodecTest, WithoutMutationsTheMessageStays) {
  for (const Golden& golden : goldens()) {
    if (!isForwarded(golden)) {
      continue;
    }
    const MetadataImpl metadata = decodeWhole(golden);
    Buffer::OwnedImpl message(metadata.message());
    ${prefix}Codec().encode(metadata, {}, message);
    EXPECT_EQ(fromHex(golden.frame), message.toString());
  }
}

${extraTests(codec, names)}
TEST(${prefix}CodecTest, TheCodecIsRegisteredByItsName) {
  auto& factories = Registry::FactoryRegistry<NamedCodecConfigFactory>::factories();
  const auto found = factories.find("${registered}");
  ASSERT_NE(factories.end(), found);
  EXPECT_NE(nullptr, found->second->createCodec(aeraki::meta_protocol::codec::${prefix}Codec()));
}`;
  return `#include "${folder}/${protocol}_codec.h"

#include <cstdint>
#include <string>
#include <vector>

#include "envoy/common/exception.h"
#include "envoy/registry/registry.h"

#include "source/common/buffer/buffer_impl.h"

#include "src/meta_protocol_proxy/codec_impl.h"

#include "${folder}/config.h"
#include "${folder}/protocol.h"

#include "gtest/gtest.h"
#include "test/golden.h"

${inNamespaces(names, code)}`;
}

/** Statements that write a length into the bytes of a frame. */
function lengthStatements({ description, layout }: Codec): string {
  const { framing } = description;
  const value = framing.by === 'length' ? layout.values.get(framing.field) : undefined;
  if (value?.kind !== 'number') return '(void)length;';
  let after = value.width;
  const lines: string[] = [];
  for (const { field, low, width } of value.parts) {
    after -= width;
    const place = layout.placed.find((one) => one.field === field);
    const size = place?.size ?? 0;
    const mask = width === 64 ? '~uint64_t{0}' : `0x${((1n << BigInt(width)) - 1n).toString(16)}ULL`;
    lines.push(`{
    uint64_t whole = 0;
    for (size_t i = 0; i < ${size}; ++i) {
      whole |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[${place?.offset ?? 0} + i])) << (8 * ${field.byteOrder === 'big' ? `(${size - 1} - i)` : 'i'});
    }
    const uint64_t mask = ${mask};
    whole = (whole & ~(mask << ${low})) | (((length >> ${after}) & mask) << ${low});
    for (size_t i = 0; i < ${size}; ++i) {
      bytes[${place?.offset ?? 0} + i] = static_cast<char>(whole >> (8 * ${field.byteOrder === 'big' ? `(${size - 1} - i)` : 'i'}));
    }
  }`);
  }
  return lines.join('\n  ');
}

function compareFile(names: ProjectNames): string {
  const { prefix, folder, protocol } = names;
  const code = `namespace {

/** FNV-1a in 32 bits. */
std::string checksum(const std::string& bytes) {
  uint32_t hash = 0x811c9dc5;
  for (const char byte : bytes) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x01000193;
  }
  char digits[9];
  std::snprintf(digits, sizeof(digits), "%08x", hash);
  return digits;
}

/** A message's metadata, and checksums of what the codec writes. */
std::string describe(${prefix}Codec& codec, MetadataImpl& metadata, size_t index) {
  const MessageType type = metadata.getMessageType();
  std::string line = absl::StrCat(static_cast<int>(type), " ",
                                  static_cast<int>(metadata.getResponseStatus()), " ",
                                  metadata.getRequestId(), " ", metadata.getStreamId(), " ",
                                  metadata.getHeaderSize(), " ", metadata.getBodySize(), " ",
                                  toHex(metadata.getOperationName()), " ");
  bool first = true;
  for (const auto& [key, value] : metadata.attributes()) {
    absl::StrAppend(&line, first ? "" : ",", toHex(key), "=", toHex(value));
    first = false;
  }
  Buffer::OwnedImpl mutated;
  if (type == MessageType::Request || type == MessageType::Response ||
      type == MessageType::Stream_Init || type == MessageType::Error) {
    mutated.add(metadata.message());
    ${prefix}Codec().encode(metadata, {{"user", "7"}, {"x-request-id", "r-1"}}, mutated);
  }
  Buffer::OwnedImpl error;
  codec.onError(metadata, {static_cast<ErrorType>(index % 6), "no matched route"}, error);
  Buffer::OwnedImpl heartbeat;
  if (type == MessageType::Heartbeat) {
    codec.encode(metadata, {}, heartbeat);
  }
  absl::StrAppend(&line, " ", checksum(mutated.toString()), " ", checksum(error.toString()), " ",
                  checksum(heartbeat.toString()));
  return line;
}

/** All that the codec makes of some bytes, in one line. */
std::string outcome(const std::string& bytes, MessageType direction, size_t index) {
  ${prefix}Codec codec;
  Buffer::OwnedImpl buffer(bytes);
  std::string line;
  try {
    while (buffer.length() > 0) {
      MetadataImpl metadata(direction);
      if (codec.decode(buffer, metadata) == DecodeStatus::WaitForData) {
        break;
      }
      absl::StrAppend(&line, describe(codec, metadata, index), "|");
    }
  } catch (const EnvoyException&) {
    return line + "R";
  }
  return absl::StrCat(line, "W", buffer.length());
}

} // namespace

/**
 * Reads records (a byte for the direction, 0 or 1; the length in four bytes, big-endian; the bytes)
 * and prints a line for each. \`aerakictl codec test\` compares them with what the description says.
 */
int decodeFrames(std::istream& input, std::ostream& output) {
  char head[5];
  for (size_t index = 0; input.read(head, sizeof(head)); ++index) {
    size_t size = 0;
    for (int i = 1; i < 5; ++i) {
      size = (size << 8) | static_cast<unsigned char>(head[i]);
    }
    std::string bytes(size, '\\0');
    if (!input.read(bytes.data(), static_cast<std::streamsize>(size))) {
      return 1;
    }
    output << outcome(bytes, head[0] == 0 ? MessageType::Request : MessageType::Response, index)
           << '\\n';
  }
  return 0;
}`;
  return `#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>

#include "envoy/common/exception.h"

#include "source/common/buffer/buffer_impl.h"

#include "absl/strings/str_cat.h"

#include "src/meta_protocol_proxy/codec_impl.h"

#include "${folder}/${protocol}_codec.h"
#include "${folder}/wire.h"

${inNamespaces(names, code)}
int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: decode_frames FILE\\n";
    return 2;
  }
  std::ifstream input(argv[1], std::ios::binary);
  return Envoy::Extensions::NetworkFilters::MetaProtocolProxy::${prefix}::decodeFrames(input, std::cout);
}
`;
}

function fuzzFile(names: ProjectNames): string {
  const { prefix, folder, protocol } = names;
  return `// The entry that a fuzzer calls: whatever the bytes are, the codec takes messages, waits or throws
// EnvoyException. Built with libFuzzer where the compiler has it, else with replay_main.cc.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "envoy/common/exception.h"

#include "source/common/buffer/buffer_impl.h"

#include "src/meta_protocol_proxy/codec_impl.h"

#include "${folder}/${protocol}_codec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace Envoy;
  using namespace Envoy::Extensions::NetworkFilters::MetaProtocolProxy;
  if (size == 0) {
    return 0;
  }
  const MessageType direction = (data[0] & 1) == 0 ? MessageType::Request : MessageType::Response;
  ${prefix}::${prefix}Codec codec;
  Buffer::OwnedImpl buffer(absl::string_view(reinterpret_cast<const char*>(data) + 1, size - 1));
  try {
    while (buffer.length() > 0) {
      const uint64_t before = buffer.length();
      MetadataImpl metadata(direction);
      if (codec.decode(buffer, metadata) == DecodeStatus::WaitForData) {
        break;
      }
      if (buffer.length() >= before) {
        std::abort();
      }
      Buffer::OwnedImpl message(metadata.message());
      ${prefix}::${prefix}Codec().encode(metadata, {{"user", "7"}}, message);
      Buffer::OwnedImpl reply;
      codec.onError(metadata, {ErrorType::RouteNotFound, "no matched route"}, reply);
    }
  } catch (const EnvoyException&) {
  }
  return 0;
}
`;
}

function replayFile(): string {
  return `// Calls the fuzz entry for each file named, where there is no libFuzzer.
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    std::ifstream input(argv[i], std::ios::binary);
    if (!input) {
      std::cerr << argv[i] << ": cannot be read\\n";
      return 1;
    }
    const std::string bytes((std::istreambuf_iterator<char>(input)),
                            std::istreambuf_iterator<char>());
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  }
  std::cout << argc - 1 << " inputs\\n";
  return 0;
}
`;
}

/** Saved inputs for the fuzzer, by name: the sample frames and damaged ones, a byte for the direction in front. Byte strings. */
export function corpus(codec: Codec): Map<string, string> {
  const inputs = new Map<string, string>();
  for (const { name, direction, frame } of samples(codec)) {
    const first = direction === 'request' ? '\0' : '\x01';
    inputs.set(`${name}.bin`, first + frame);
    inputs.set(`${name}-twice.bin`, first + frame + frame);
    inputs.set(`${name}-cut.bin`, first + frame.slice(0, frame.length >> 1));
  }
  inputs.set('ones.bin', `\0${'\xff'.repeat(64)}`);
  inputs.set('zeros.bin', '\0'.repeat(65));
  return inputs;
}
