import type { Description } from '../codec/described/types.js';
import type { ProjectNames } from './cpp/words.js';

/** What differs between the versions of the proxy. */
interface ProxyFacts {
  /** Tag or commit in the proxy's repository. */
  ref: string;
  istio: string;
  bazel: string;
  annotations: string;
}

const proxies: Record<Description['proxy'], ProxyFacts> = {
  '1.4.2': { ref: '1.4.2', istio: '1.18.1', bazel: '6.0.0', annotations: '@com_github_cncf_udpa//udpa/annotations:pkg' },
  head: { ref: '19c1288b', istio: '1.21.0', bazel: '6.3.2', annotations: '@com_github_cncf_xds//udpa/annotations:pkg' },
};

/** The facts of a version. */
export function proxyFacts(proxy: Description['proxy']): ProxyFacts {
  return proxies[proxy];
}

/** The files of the Bazel build, which makes the proxy with the codec in it. */
export function bazelFiles({ proxy }: Description, { protocol, folder }: ProjectNames): Map<string, string> {
  const { ref, istio, bazel, annotations } = proxies[proxy];
  const library = (name: string, body: string): string => `envoy_cc_library(\n    name = "${name}",\n${body})\n`;
  const codecBuild = `load("@envoy//bazel:envoy_build_system.bzl", "envoy_cc_library")
load("@envoy_api//bazel:api_build_system.bzl", "api_proto_package")

licenses(["notice"])  # Apache 2

api_proto_package(
    deps = ["${annotations}"],
)

${library(
  'config',
  `    srcs = ["config.cc"],
    hdrs = ["config.h"],
    repository = "@envoy",
    visibility = ["//:__pkg__"],
    deps = [
        ":codec_lib",
        ":pkg_cc_proto",
        "@envoy//envoy/registry",
        "@meta_protocol_proxy//src/meta_protocol_proxy/codec:factory_lib",
    ],
`,
)}
${library(
  'codec_lib',
  `    srcs = ["${protocol}_codec.cc"],
    hdrs = ["${protocol}_codec.h"],
    repository = "@envoy",
    deps = [
        ":protocol",
        "@envoy//envoy/buffer:buffer_interface",
        "@envoy//source/common/common:logger_lib",
        "@meta_protocol_proxy//src/meta_protocol_proxy/codec:codec_interface",
    ],
`,
)}
${library(
  'protocol',
  `    srcs = [
        "protocol.cc",
        "wire.cc",
    ],
    hdrs = [
        "protocol.h",
        "wire.h",
    ],
    external_deps = [
        "abseil_optional",
        "abseil_strings",
    ],
    repository = "@envoy",
    deps = [
        "@envoy//source/common/buffer:buffer_lib",
        "@envoy//source/common/common:minimal_logger_lib",
    ],
`,
)}`;
  const rootBuild = `load("@envoy//bazel:envoy_build_system.bzl", "envoy_cc_binary")

package(default_visibility = ["//visibility:public"])

# The proxy with this codec, and with those that an external project may link. (trpc is visible inside the proxy's own project only.)
envoy_cc_binary(
    name = "envoy",
    repository = "@envoy",
    deps = [
        "//${folder}:config",
        "@envoy//source/exe:envoy_main_entry_lib",
        "@meta_protocol_proxy//src/application_protocols/brpc:config",
        "@meta_protocol_proxy//src/application_protocols/dubbo:config",
        "@meta_protocol_proxy//src/application_protocols/thrift:config",
        "@meta_protocol_proxy//src/meta_protocol_proxy:config",
    ],
)
`;
  const script = `#!/usr/bin/env bash
# Brings the build of the proxy into this project: its WORKSPACE, options, patches and extension list, from exactly the version that
# the codec is for. What is fetched is not kept under version control; run it again after a change of version.
set -euo pipefail
cd "$(dirname "$0")/.."

ref=${ref}
remote=https://github.com/aeraki-mesh/meta-protocol-proxy.git
proxy=$(mktemp -d)
trap 'rm -rf "$proxy"' EXIT

git clone --quiet "$remote" "$proxy"
git -C "$proxy" checkout --quiet "$ref"
commit=$(git -C "$proxy" rev-parse HEAD)

cp "$proxy/.bazelversion" .
cp "$proxy"/*.bazelrc .
cp "$proxy/.bazelrc" .
for folder in bazel patches tools; do
  [ -d "$proxy/$folder" ] && cp -R "$proxy/$folder" .
done
# Labels of the patches are relative to the workspace, so the folder must be a package.
[ -d patches ] && touch patches/BUILD

{
  sed 's/^workspace(name = "[^"]*")/workspace(name = "${protocol}_codec")/' "$proxy/WORKSPACE"
  cat <<END

load("@bazel_tools//tools/build_defs/repo:git.bzl", "git_repository")

git_repository(
    name = "meta_protocol_proxy",
    commit = "$commit",
    remote = "$remote",
)
END
} >WORKSPACE
echo "WORKSPACE of meta-protocol-proxy $ref ($commit)"
`;
  const makefile = `# \`make test\` needs CMake and GoogleTest and takes seconds; \`make build\` needs Bazel, clang, the network and hours.
.PHONY: test sanitize build release image clean

test:
	cmake -S . -B cmake-build
	cmake --build cmake-build
	ctest --test-dir cmake-build --output-on-failure

sanitize:
	cmake -S . -B cmake-build-sanitize -DSANITIZE=ON
	cmake --build cmake-build-sanitize
	ctest --test-dir cmake-build-sanitize --output-on-failure

WORKSPACE: scripts/proxy-workspace.sh
	scripts/proxy-workspace.sh

build: WORKSPACE
	bazel build --config=libc++ //:envoy

release: WORKSPACE
	bazel build --config=libc++ --config=release //:envoy

image: release
	cp -f bazel-bin/envoy docker/envoy
	docker build -t ${protocol}-proxy:latest docker

clean:
	rm -rf cmake-build cmake-build-sanitize cmake-build-fuzz docker/envoy
`;
  const dockerfile = `# Istio's proxy with the codec in it. The version is the one that meta-protocol-proxy ${proxy} is built from.
FROM istio/proxyv2:${istio}
COPY envoy /usr/local/bin/envoy
`;
  const ignore = `# Fetched by scripts/proxy-workspace.sh, for Bazel ${bazel}
/WORKSPACE
/.bazelversion
/*.bazelrc
/.bazelrc
/bazel/
/bazel-*
/patches/
/tools/
# Built
/cmake-build/
/cmake-build-sanitize/
/cmake-build-fuzz/
/docker/envoy
`;
  return new Map([
    [`${folder}/BUILD`, codecBuild],
    ['BUILD', rootBuild],
    ['scripts/proxy-workspace.sh', script],
    ['Makefile', makefile],
    ['docker/Dockerfile', dockerfile],
    ['.gitignore', ignore],
  ]);
}
