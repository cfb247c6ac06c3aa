import type { Description } from '../../codec/described/types.js';
import { inNamespaces, type ProjectNames } from './words.js';

const includes = `#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/optional.h"`;

const shared = `/** Key-value pairs in their order on the wire. */
using Pairs = std::vector<std::pair<std::string, std::string>>;

/** Whether Envoy's header map, which rules are matched on, can hold a text: it takes no NUL, CR or LF. */
bool fitsHeaderMap(absl::string_view text);

/** Bytes as lower-case hexadecimal digits. */
std::string toHex(absl::string_view bytes);

/** A number as hexadecimal digits after 0x, without leading zeros. */
std::string toHex(uint64_t number);

/** Text of fixed size without the zero bytes that fill it up. */
std::string withoutPadding(absl::string_view text);
`;

const sharedSource = `bool fitsHeaderMap(absl::string_view text) {
  return text.find_first_of(absl::string_view("\\0\\r\\n", 3)) == absl::string_view::npos;
}

std::string toHex(absl::string_view bytes) {
  static const char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text.push_back(digits[value >> 4]);
    text.push_back(digits[value & 0x0f]);
  }
  return text;
}

std::string toHex(uint64_t number) {
  static const char digits[] = "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), digits[number & 0x0f]);
    number >>= 4;
  } while (number != 0);
  return "0x" + text;
}

std::string withoutPadding(absl::string_view text) {
  const size_t last = text.find_last_not_of('\\0');
  return std::string(text.substr(0, last == absl::string_view::npos ? 0 : last + 1));
}
`;

const binary = `enum class ByteOrder { Big, Little };

/** Reads a frame from front to back. Whatever would go past the end throws EnvoyException. */
class Reader {
public:
  explicit Reader(absl::string_view bytes) : rest_(bytes) {}

  /** The next \`size\` bytes, 1 to 8, as an unsigned number. \`name\` is what they are, for the error. */
  uint64_t number(uint64_t size, ByteOrder order, absl::string_view name);

  /** The next \`size\` bytes, as a view into the frame. */
  absl::string_view bytes(uint64_t size, absl::string_view name);

  /** What has not been read. */
  absl::string_view rest() const { return rest_; }

private:
  absl::string_view rest_;
};

/** Appends the \`size\` least significant bytes of a number. */
void appendNumber(std::string& to, uint64_t number, uint64_t size, ByteOrder order);
`;

const binarySource = `uint64_t Reader::number(uint64_t size, ByteOrder order, absl::string_view name) {
  uint64_t number = 0;
  const absl::string_view digits = bytes(size, name);
  for (uint64_t i = 0; i < size; ++i) {
    const uint64_t at = order == ByteOrder::Big ? i : size - 1 - i;
    number = (number << 8) | static_cast<unsigned char>(digits[at]);
  }
  return number;
}

absl::string_view Reader::bytes(uint64_t size, absl::string_view name) {
  if (size > rest_.size()) {
    throw EnvoyException(absl::StrCat(name, " is longer than the frame"));
  }
  const absl::string_view taken = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return taken;
}

void appendNumber(std::string& to, uint64_t number, uint64_t size, ByteOrder order) {
  for (uint64_t i = 0; i < size; ++i) {
    const uint64_t byte = order == ByteOrder::Big ? size - 1 - i : i;
    to.push_back(static_cast<char>((number >> (8 * byte)) & 0xff));
  }
}
`;

const pairs = `/** Reads pairs, each a length and a text twice, until the bytes end. Throws EnvoyException. */
Pairs readPairs(absl::string_view bytes, uint64_t key_size, uint64_t value_size, ByteOrder order);

/** The bytes of pairs, or nothing where a text is longer than its length can say. */
absl::optional<std::string> writePairs(const Pairs& pairs, uint64_t key_size, uint64_t value_size,
                                       ByteOrder order);

/** Gives a key the value, in the place of its first pair or at the end; its further pairs go. */
void setPair(Pairs& pairs, const std::string& key, const std::string& value);
`;

const pairsSource = `Pairs readPairs(absl::string_view bytes, uint64_t key_size, uint64_t value_size, ByteOrder order) {
  Pairs pairs;
  Reader reader(bytes);
  while (!reader.rest().empty()) {
    const uint64_t key_length = reader.number(key_size, order, "the length of a key");
    std::string key(reader.bytes(key_length, "a key"));
    const uint64_t value_length = reader.number(value_size, order, "the length of a value");
    pairs.emplace_back(std::move(key), std::string(reader.bytes(value_length, "a value")));
  }
  return pairs;
}

absl::optional<std::string> writePairs(const Pairs& pairs, uint64_t key_size, uint64_t value_size,
                                       ByteOrder order) {
  std::string bytes;
  for (const auto& [key, value] : pairs) {
    if (key.size() >> (8 * key_size) != 0 || value.size() >> (8 * value_size) != 0) {
      return absl::nullopt;
    }
    appendNumber(bytes, key.size(), key_size, order);
    bytes.append(key);
    appendNumber(bytes, value.size(), value_size, order);
    bytes.append(value);
  }
  return bytes;
}

void setPair(Pairs& pairs, const std::string& key, const std::string& value) {
  const auto same = [&key](const auto& pair) { return pair.first == key; };
  const auto first = std::find_if(pairs.begin(), pairs.end(), same);
  if (first == pairs.end()) {
    pairs.emplace_back(key, value);
    return;
  }
  first->second = value;
  pairs.erase(std::remove_if(std::next(first), pairs.end(), same), pairs.end());
}
`;

const protobuf = `/** A field of a protobuf message as it stands on the wire. */
struct ProtobufField {
  uint32_t number{0};
  /** Set for varints. */
  absl::optional<uint64_t> varint;
  /** Set for texts, bytes and messages. */
  absl::optional<absl::string_view> bytes;
};

/**
 * The fields of a message in their order. Fields of fixed size are passed over; groups and
 * whatever is no protobuf message throw EnvoyException.
 */
std::vector<ProtobufField> readProtobuf(absl::string_view message);

/** Appends a varint field. */
void appendVarint(std::string& to, uint32_t number, uint64_t value);

/** Appends a text, bytes or a message. */
void appendBytes(std::string& to, uint32_t number, absl::string_view bytes);
`;

const protobufSource = `namespace {

uint64_t readVarint(absl::string_view& from) {
  uint64_t value = 0;
  for (uint32_t shift = 0; shift < 70; shift += 7) {
    if (from.empty()) {
      throw EnvoyException("a protobuf varint ends early");
    }
    const auto byte = static_cast<unsigned char>(from.front());
    from.remove_prefix(1);
    value |= static_cast<uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) {
      return value;
    }
  }
  throw EnvoyException("a protobuf varint is longer than ten bytes");
}

absl::string_view take(absl::string_view& from, uint64_t size) {
  if (size > from.size()) {
    throw EnvoyException("a protobuf field is longer than its message");
  }
  const absl::string_view taken = from.substr(0, size);
  from.remove_prefix(size);
  return taken;
}

void appendBare(std::string& to, uint64_t value) {
  while (value >= 0x80) {
    to.push_back(static_cast<char>((value & 0x7f) | 0x80));
    value >>= 7;
  }
  to.push_back(static_cast<char>(value));
}

} // namespace

std::vector<ProtobufField> readProtobuf(absl::string_view message) {
  constexpr uint64_t LargestNumber = 536870911;
  std::vector<ProtobufField> fields;
  while (!message.empty()) {
    const uint64_t tag = readVarint(message);
    ProtobufField field;
    if (tag >> 3 == 0 || tag >> 3 > LargestNumber) {
      throw EnvoyException("a protobuf field has no valid number");
    }
    field.number = static_cast<uint32_t>(tag >> 3);
    switch (tag & 7) {
    case 0:
      field.varint = readVarint(message);
      break;
    case 1:
      take(message, 8);
      break;
    case 2: {
      const uint64_t size = readVarint(message);
      field.bytes = take(message, size);
      break;
    }
    case 5:
      take(message, 4);
      break;
    default:
      throw EnvoyException("a protobuf field is of an unknown wire type");
    }
    fields.push_back(field);
  }
  return fields;
}

void appendVarint(std::string& to, uint32_t number, uint64_t value) {
  appendBare(to, static_cast<uint64_t>(number) << 3);
  appendBare(to, value);
}

void appendBytes(std::string& to, uint32_t number, absl::string_view bytes) {
  appendBare(to, (static_cast<uint64_t>(number) << 3) | 2);
  appendBare(to, bytes.size());
  to.append(bytes.data(), bytes.size());
}
`;

const lines = `/** Reads the words of a line. Whatever is missing throws EnvoyException. */
class LineReader {
public:
  LineReader(absl::string_view line, char separator) : rest_(line), separator_(separator) {}

  /** The next word; \`name\` is what it is, for the error. */
  absl::string_view word(absl::string_view name);

  /** The next word as a number in decimal. */
  uint64_t decimal(absl::string_view name);

  /** All words that remain. */
  std::vector<std::string> words(absl::string_view name);

  /** What remains of the line. */
  absl::string_view rest() const { return rest_.value_or(absl::string_view()); }

private:
  /** Nothing once the last word was taken. */
  absl::optional<absl::string_view> rest_;
  const char separator_;
};

/** Those of the words that are key=value. */
Pairs pairsOf(const std::vector<std::string>& words);

/** Gives a key the value, in the place of its first word or at the end; its further words go. */
void setWord(std::vector<std::string>& words, const std::string& key, const std::string& value);

/** A text with each of the bytes named replaced by \`_\`. */
std::string without(absl::string_view text, absl::string_view bytes);
`;

const linesSource = `absl::string_view LineReader::word(absl::string_view name) {
  if (!rest_.has_value() || rest_->empty() || rest_->front() == separator_) {
    throw EnvoyException(absl::StrCat(name, " is missing"));
  }
  const size_t end = rest_->find(separator_);
  const absl::string_view taken = rest_->substr(0, end);
  if (end == absl::string_view::npos) {
    rest_.reset();
  } else {
    rest_->remove_prefix(end + 1);
  }
  return taken;
}

uint64_t LineReader::decimal(absl::string_view name) {
  const absl::string_view digits = word(name);
  uint64_t number = 0;
  bool valid = digits.size() <= 20;
  for (const char digit : digits) {
    const uint64_t value = static_cast<uint64_t>(digit) - '0';
    valid = valid && digit >= '0' && digit <= '9' &&
            number <= (std::numeric_limits<uint64_t>::max() - value) / 10;
    if (!valid) {
      throw EnvoyException(absl::StrCat(name, " is not a number"));
    }
    number = number * 10 + value;
  }
  return number;
}

std::vector<std::string> LineReader::words(absl::string_view name) {
  std::vector<std::string> all;
  while (rest_.has_value()) {
    all.emplace_back(word(name));
  }
  return all;
}

Pairs pairsOf(const std::vector<std::string>& words) {
  Pairs pairs;
  for (const std::string& word : words) {
    const size_t at = word.find('=');
    if (at != std::string::npos) {
      pairs.emplace_back(word.substr(0, at), word.substr(at + 1));
    }
  }
  return pairs;
}

void setWord(std::vector<std::string>& words, const std::string& key, const std::string& value) {
  const std::string start = key + "=";
  const auto same = [&start](const std::string& word) {
    return word.compare(0, start.size(), start) == 0;
  };
  const auto first = std::find_if(words.begin(), words.end(), same);
  if (first == words.end()) {
    words.push_back(start + value);
    return;
  }
  *first = start + value;
  words.erase(std::remove_if(std::next(first), words.end(), same), words.end());
}

std::string without(absl::string_view text, absl::string_view bytes) {
  std::string result(text);
  std::replace_if(
      result.begin(), result.end(),
      [bytes](char byte) { return bytes.find(byte) != absl::string_view::npos; }, '_');
  return result;
}
`;

/** `wire.h` and `wire.cc`: how bytes become numbers, texts and pairs; only what the protocol needs. */
export function wireFiles(description: Description, names: ProjectNames): { header: string; source: string } {
  const { fields, framing } = description;
  const declared = [shared];
  const defined = [sharedSource];
  if (framing.by === 'length') {
    declared.push(binary);
    defined.push(binarySource);
  } else {
    declared.push(lines);
    defined.push(linesSource);
  }
  if (fields.some(({ kind }) => kind === 'pairs')) {
    declared.push(pairs);
    defined.push(pairsSource);
  }
  if (fields.some(({ kind }) => kind === 'protobuf')) {
    declared.push(protobuf);
    defined.push(protobufSource);
  }
  const header = `#pragma once\n\n${includes}\n\n${inNamespaces(names, declared.join('\n'))}`;
  const system = ['algorithm', 'iterator', ...(framing.by === 'delimiter' ? ['limits'] : [])].map((name) => `#include <${name}>`);
  const needed = [
    `#include "${names.folder}/wire.h"`,
    '',
    ...system,
    '',
    '#include "envoy/common/exception.h"',
    '',
    '#include "absl/strings/str_cat.h"',
    '',
  ];
  return { header, source: `${needed.join('\n')}\n${inNamespaces(names, defined.join('\n'))}` };
}
