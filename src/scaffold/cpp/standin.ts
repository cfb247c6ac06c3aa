import type { Description } from '../../codec/described/types.js';
import type { ProjectNames } from './words.js';

const note = 'A stand-in for tests, with the names and signatures of the real one that a codec uses. Never part of the proxy.';

function header(what: string, code: string): string {
  return `#pragma once\n\n// ${what}\n// ${note.replace(/^(.{60,90}) /, '$1\n// ')}\n\n${code.trim()}\n`;
}

const buffer = header(
  'Envoy::Buffer::Instance',
  `
#include <sys/types.h>

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace Envoy {
namespace Buffer {

class Instance {
public:
  virtual ~Instance() = default;

  virtual void add(absl::string_view data) = 0;
  virtual void add(const void* data, uint64_t size) = 0;
  virtual void copyOut(size_t start, uint64_t size, void* data) const = 0;
  virtual void drain(uint64_t size) = 0;
  virtual uint64_t length() const = 0;
  virtual void* linearize(uint32_t size) = 0;
  virtual void move(Instance& rhs) = 0;
  virtual void move(Instance& rhs, uint64_t length) = 0;
  virtual ssize_t search(const void* data, uint64_t size, size_t start, size_t length) const = 0;
  ssize_t search(const void* data, uint64_t size, size_t start) const {
    return search(data, size, start, 0);
  }
};

} // namespace Buffer
} // namespace Envoy
`,
);

const ownedBuffer = header(
  'Envoy::Buffer::OwnedImpl. What Envoy asserts aborts here too.',
  `
#include <algorithm>
#include <cstdlib>
#include <string>

#include "envoy/buffer/buffer.h"

namespace Envoy {
namespace Buffer {

class OwnedImpl : public Instance {
public:
  OwnedImpl() = default;
  explicit OwnedImpl(absl::string_view data) : data_(data) {}

  using Instance::search;

  void add(absl::string_view data) override { data_.append(data.data(), data.size()); }
  void add(const void* data, uint64_t size) override {
    data_.append(static_cast<const char*>(data), size);
  }
  void copyOut(size_t start, uint64_t size, void* data) const override {
    check(size <= data_.size() && start <= data_.size() - size);
    std::copy_n(data_.data() + start, size, static_cast<char*>(data));
  }
  void drain(uint64_t size) override {
    check(size <= data_.size());
    data_.erase(0, size);
  }
  uint64_t length() const override { return data_.size(); }
  void* linearize(uint32_t size) override {
    check(size <= data_.size());
    return data_.data();
  }
  void move(Instance& rhs) override { move(rhs, rhs.length()); }
  void move(Instance& rhs, uint64_t length) override {
    const auto* from = static_cast<const char*>(rhs.linearize(static_cast<uint32_t>(length)));
    data_.append(from, length);
    rhs.drain(length);
  }
  ssize_t search(const void* data, uint64_t size, size_t start, size_t length) const override {
    const absl::string_view wanted(static_cast<const char*>(data), size);
    const absl::string_view all(data_);
    const size_t end = length == 0 ? all.size() : std::min(all.size(), start + length);
    const size_t at = all.substr(0, end).find(wanted, start);
    return at == absl::string_view::npos ? -1 : static_cast<ssize_t>(at);
  }

  std::string toString() const { return data_; }

private:
  static void check(bool condition) {
    if (!condition) {
      std::abort();
    }
  }

  std::string data_;
};

} // namespace Buffer
} // namespace Envoy
`,
);

function codecInterface(description: Description): string {
  const getter = description.proxy === 'head' ? 'getByKey' : 'get';
  return header(
    `The codec interface of meta-protocol-proxy, ${description.proxy === 'head' ? 'head' : `version ${description.proxy}`}.`,
    `
#include <any>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "envoy/buffer/buffer.h"

namespace Envoy {

/** Envoy's optional reference. */
template <class T> class OptRef {
public:
  OptRef() = default;
  OptRef(T& value) : value_(&value) {}
  bool has_value() const { return value_ != nullptr; }
  T& operator*() const { return *value_; }

private:
  T* value_{nullptr};
};

namespace Extensions {
namespace NetworkFilters {
namespace MetaProtocolProxy {

enum class MessageType {
  Request = 0,
  Response = 1,
  Oneway = 2,
  Stream_Init = 3,
  Stream_Data = 4,
  Stream_Close_One_Way = 5,
  Stream_Close_Two_Way = 6,
  Heartbeat = 7,
  Error = 8,
};

enum class ResponseStatus { Ok = 0, Error = 1 };

enum class DecodeStatus { WaitForData = 0, Done = 1 };

enum class ErrorType {
  RouteNotFound = 0,
  ClusterNotFound = 1,
  NoHealthyUpstream = 2,
  BadResponse = 3,
  Unspecified = 4,
  OverLimit = 5,
};

struct Error {
  ErrorType type;
  std::string message;
};

using Mutation = std::map<std::string, std::string>;
using AnyOptConstRef = OptRef<const std::any>;

class Metadata {
public:
  virtual ~Metadata() = default;

  virtual Buffer::Instance& originMessage() = 0;
  virtual void setMessageType(MessageType type) = 0;
  virtual MessageType getMessageType() const = 0;
  virtual void setResponseStatus(ResponseStatus status) = 0;
  virtual ResponseStatus getResponseStatus() const = 0;
  virtual void setRequestId(uint64_t id) = 0;
  virtual uint64_t getRequestId() const = 0;
  virtual void setStreamId(uint64_t id) = 0;
  virtual uint64_t getStreamId() const = 0;
  virtual size_t getMessageSize() const = 0;
  virtual void setHeaderSize(size_t size) = 0;
  virtual size_t getHeaderSize() const = 0;
  virtual void setBodySize(size_t size) = 0;
  virtual size_t getBodySize() const = 0;
  virtual void setOperationName(std::string name) = 0;
  virtual std::string getOperationName() const = 0;
  virtual void put(std::string key, std::any value) = 0;
  virtual AnyOptConstRef ${getter}(std::string key) const = 0;
  virtual void putString(std::string key, std::string value) = 0;
  virtual std::string getString(std::string key) const = 0;
};

class Codec {
public:
  virtual ~Codec() = default;

  virtual DecodeStatus decode(Buffer::Instance& buffer, Metadata& metadata) = 0;
  virtual void encode(const Metadata& metadata, const Mutation& mutation,
                      Buffer::Instance& buffer) = 0;
  virtual void onError(const Metadata& metadata, const Error& error, Buffer::Instance& buffer) = 0;
};

using CodecPtr = std::unique_ptr<Codec>;

} // namespace MetaProtocolProxy
} // namespace NetworkFilters
} // namespace Extensions
} // namespace Envoy
`,
  );
}

function metadataImpl(description: Description): string {
  const getter = description.proxy === 'head' ? 'getByKey' : 'get';
  return header(
    'MetadataImpl, with the attributes readable for tests.',
    `
#include <utility>

#include "source/common/buffer/buffer_impl.h"
#include "src/meta_protocol_proxy/codec/codec.h"

namespace Envoy {
namespace Extensions {
namespace NetworkFilters {
namespace MetaProtocolProxy {

class MetadataImpl : public Metadata {
public:
  explicit MetadataImpl(MessageType type = MessageType::Request) : type_(type) {}

  Buffer::Instance& originMessage() override { return origin_; }
  void setMessageType(MessageType type) override { type_ = type; }
  MessageType getMessageType() const override { return type_; }
  void setResponseStatus(ResponseStatus status) override { status_ = status; }
  ResponseStatus getResponseStatus() const override { return status_; }
  void setRequestId(uint64_t id) override { request_id_ = id; }
  uint64_t getRequestId() const override { return request_id_; }
  void setStreamId(uint64_t id) override { stream_id_ = id; }
  uint64_t getStreamId() const override { return stream_id_; }
  size_t getMessageSize() const override { return header_size_ + body_size_; }
  void setHeaderSize(size_t size) override { header_size_ = size; }
  size_t getHeaderSize() const override { return header_size_; }
  void setBodySize(size_t size) override { body_size_ = size; }
  size_t getBodySize() const override { return body_size_; }
  void setOperationName(std::string name) override { operation_ = std::move(name); }
  std::string getOperationName() const override { return operation_; }
  void put(std::string key, std::any value) override { values_[key] = std::move(value); }
  AnyOptConstRef ${getter}(std::string key) const override {
    const auto found = values_.find(key);
    return found == values_.end() ? AnyOptConstRef() : AnyOptConstRef(found->second);
  }
  void putString(std::string key, std::string value) override {
    attributes_[key] = std::move(value);
  }
  std::string getString(std::string key) const override {
    const auto found = attributes_.find(key);
    return found == attributes_.end() ? std::string() : found->second;
  }

  const std::map<std::string, std::string>& attributes() const { return attributes_; }
  std::string message() const { return origin_.toString(); }

private:
  Buffer::OwnedImpl origin_;
  MessageType type_;
  ResponseStatus status_{ResponseStatus::Ok};
  uint64_t request_id_{0};
  uint64_t stream_id_{0};
  size_t header_size_{0};
  size_t body_size_{0};
  std::string operation_;
  std::map<std::string, std::any> values_;
  std::map<std::string, std::string> attributes_;
};

} // namespace MetaProtocolProxy
} // namespace NetworkFilters
} // namespace Extensions
} // namespace Envoy
`,
  );
}

const factory = header(
  'The factory of codecs, and the registry that the proxy looks them up in by name.',
  `
#include <map>
#include <memory>
#include <string>

#include "src/meta_protocol_proxy/codec/codec.h"

namespace Envoy {
namespace Protobuf {

class Message {
public:
  virtual ~Message() = default;
};

} // namespace Protobuf

namespace Extensions {
namespace NetworkFilters {
namespace MetaProtocolProxy {

class NamedCodecConfigFactory {
public:
  virtual ~NamedCodecConfigFactory() = default;
  virtual CodecPtr createCodec(const Protobuf::Message& config) = 0;
  virtual std::string name() const = 0;
};

template <class ConfigProto> class CodecFactoryBase : public NamedCodecConfigFactory {
public:
  std::unique_ptr<Protobuf::Message> createEmptyConfigProto() {
    return std::make_unique<ConfigProto>();
  }
  std::string name() const override { return name_; }

protected:
  CodecFactoryBase(const std::string& name) : name_(name) {}

private:
  const std::string name_;
};

} // namespace MetaProtocolProxy
} // namespace NetworkFilters
} // namespace Extensions
} // namespace Envoy
`,
);

const registry = header(
  'Envoy::Registry',
  `
#include <map>
#include <string>

namespace Envoy {
namespace Registry {

template <class Base> class FactoryRegistry {
public:
  static std::map<std::string, Base*>& factories() {
    static std::map<std::string, Base*> all;
    return all;
  }
};

template <class Factory, class Base> class RegisterFactory {
public:
  RegisterFactory() { FactoryRegistry<Base>::factories()[factory_.name()] = &factory_; }

private:
  Factory factory_;
};

} // namespace Registry
} // namespace Envoy

#define REGISTER_FACTORY(FACTORY, BASE)                                                            \\
  static Envoy::Registry::RegisterFactory<FACTORY, BASE> registered_##FACTORY
`,
);

const logger = header(
  'Envoy::Logger',
  `
namespace Envoy {
namespace Logger {

enum class Id { filter };

template <Id id> class Loggable {
protected:
  template <class... Values> static void discard(const char*, const Values&...) {}
};

} // namespace Logger
} // namespace Envoy

#define ENVOY_LOG(LEVEL, ...) this->discard(__VA_ARGS__)
`,
);

const exception = header(
  'EnvoyException: the only exception that the proxy catches.',
  `
#include <stdexcept>
#include <string>

namespace Envoy {

class EnvoyException : public std::runtime_error {
public:
  EnvoyException(const std::string& message) : std::runtime_error(message) {}
};

} // namespace Envoy
`,
);

const stringView = header(
  'absl::string_view',
  '#include <string_view>\n\nnamespace absl {\nusing std::string_view;\n} // namespace absl',
);
const optional = header(
  'absl::optional',
  '#include <optional>\n\nnamespace absl {\nusing std::optional;\nusing std::nullopt;\n} // namespace absl',
);
const strCat = header(
  'absl::StrCat',
  `
#include <string>
#include <type_traits>

#include "absl/strings/string_view.h"

namespace absl {

template <class... Values> void StrAppend(std::string* to, const Values&... values) {
  const auto append = [to](const auto& value) {
    if constexpr (std::is_arithmetic_v<std::decay_t<decltype(value)>>) {
      to->append(std::to_string(value));
    } else {
      to->append(string_view(value));
    }
  };
  (append(values), ...);
}

template <class... Values> std::string StrCat(const Values&... values) {
  std::string text;
  StrAppend(&text, values...);
  return text;
}

} // namespace absl
`,
);

/** The stand-ins, by their paths below \`test/standin\`: as the real ones are included. */
export function standinFiles(description: Description, { prefix, protocol, folder }: ProjectNames): Map<string, string> {
  const message = header(
    'What the compiler of protobuf makes of the configuration.',
    `
#include "src/meta_protocol_proxy/codec/factory.h"

namespace aeraki {
namespace meta_protocol {
namespace codec {

class ${prefix}Codec : public Envoy::Protobuf::Message {};

} // namespace codec
} // namespace meta_protocol
} // namespace aeraki
`,
  );
  return new Map([
    ['absl/strings/str_cat.h', strCat],
    ['absl/strings/string_view.h', stringView],
    ['absl/types/optional.h', optional],
    ['envoy/buffer/buffer.h', buffer],
    ['envoy/common/exception.h', exception],
    ['envoy/registry/registry.h', registry],
    ['source/common/buffer/buffer_impl.h', ownedBuffer],
    ['source/common/common/logger.h', logger],
    [`${folder}/${protocol}_codec.pb.h`, message],
    [`${folder}/${protocol}_codec.pb.validate.h`, header('Checks of the configuration: it has none.', '')],
    ['src/meta_protocol_proxy/codec/codec.h', codecInterface(description)],
    ['src/meta_protocol_proxy/codec/factory.h', factory],
    ['src/meta_protocol_proxy/codec_impl.h', metadataImpl(description)],
  ]);
}
