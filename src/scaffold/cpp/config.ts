import { inNamespaces, type ProjectNames } from './words.js';

/** The factory that the proxy finds the codec by, and its empty configuration. */
export function configFiles(names: ProjectNames): Map<string, string> {
  const { prefix, protocol, folder, codec } = names;
  const header = `#pragma once

#include "src/meta_protocol_proxy/codec/factory.h"

#include "${folder}/${protocol}_codec.pb.h"
#include "${folder}/${protocol}_codec.pb.validate.h"

${inNamespaces(
  names,
  `/** Makes codecs for ${protocol}. The proxy looks it up by its name, which an ApplicationProtocol gives. */
class ${prefix}CodecConfig : public CodecFactoryBase<aeraki::meta_protocol::codec::${prefix}Codec> {
public:
  ${prefix}CodecConfig() : CodecFactoryBase("${codec}") {}

  CodecPtr createCodec(const Protobuf::Message& config) override;
};`,
)}`;
  const source = `#include "${folder}/config.h"

#include <memory>

#include "envoy/registry/registry.h"

#include "${folder}/${protocol}_codec.h"

${inNamespaces(
  names,
  `CodecPtr ${prefix}CodecConfig::createCodec(const Protobuf::Message&) {
  return std::make_unique<${prefix}Codec>();
}

REGISTER_FACTORY(${prefix}CodecConfig, NamedCodecConfigFactory);`,
)}`;
  const proto = `syntax = "proto3";

package aeraki.meta_protocol.codec;

import "udpa/annotations/status.proto";

option java_package = "io.aeraki.meta_protocol.codec";
option java_outer_classname = "${prefix}CodecProto";
option java_multiple_files = true;
option (udpa.annotations.file_status).package_version_status = ACTIVE;

// The codec of ${protocol} has nothing to configure.
message ${prefix}Codec {
}
`;
  return new Map([
    [`${folder}/config.h`, header],
    [`${folder}/config.cc`, source],
    [`${folder}/${protocol}_codec.proto`, proto],
  ]);
}
