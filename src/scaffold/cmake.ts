import type { ProjectNames } from './cpp/words.js';

/** `CMakeLists.txt`: the codec and its tests against the stand-ins, in seconds and without Bazel. */
export function cmakeFile({ protocol, folder }: ProjectNames): string {
  return `# Builds the codec and its tests against the stand-ins in test/standin. The proxy itself is built by Bazel.
cmake_minimum_required(VERSION 3.16)
project(${protocol}_codec CXX)

option(SANITIZE "Build with AddressSanitizer and UndefinedBehaviorSanitizer" OFF)

set(CMAKE_CXX_STANDARD 17)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE RelWithDebInfo)
endif()

add_compile_options(-Wall -Wextra -Werror)
if(SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

find_package(GTest REQUIRED)
find_package(Threads REQUIRED)
enable_testing()

# An object library: the codec registers itself, which a linker would drop from an archive.
add_library(codec OBJECT
  ${folder}/config.cc
  ${folder}/${protocol}_codec.cc
  ${folder}/protocol.cc
  ${folder}/wire.cc)
target_include_directories(codec PUBLIC \${CMAKE_SOURCE_DIR} \${CMAKE_SOURCE_DIR}/test/standin)

add_executable(codec_test test/codec_test.cc)
target_link_libraries(codec_test PRIVATE codec GTest::gtest GTest::gtest_main Threads::Threads)
add_test(NAME codec_test COMMAND codec_test)

add_executable(decode_frames test/decode_frames.cc)
target_link_libraries(decode_frames PRIVATE codec)

file(GLOB CORPUS CONFIGURE_DEPENDS \${CMAKE_SOURCE_DIR}/test/fuzz/corpus/*)
add_executable(replay_corpus test/fuzz/decode_fuzz.cc test/fuzz/replay_main.cc)
target_link_libraries(replay_corpus PRIVATE codec)
add_test(NAME replay_corpus COMMAND replay_corpus \${CORPUS})

# The fuzzer, where the compiler is a clang that has libFuzzer.
include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_FLAGS -fsanitize=fuzzer)
check_cxx_source_compiles("extern \\"C\\" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }" HAS_LIBFUZZER)
unset(CMAKE_REQUIRED_FLAGS)
if(HAS_LIBFUZZER)
  add_executable(decode_fuzz test/fuzz/decode_fuzz.cc
    ${folder}/${protocol}_codec.cc ${folder}/protocol.cc ${folder}/wire.cc)
  target_include_directories(decode_fuzz PRIVATE \${CMAKE_SOURCE_DIR} \${CMAKE_SOURCE_DIR}/test/standin)
  target_compile_options(decode_fuzz PRIVATE -fsanitize=fuzzer)
  target_link_options(decode_fuzz PRIVATE -fsanitize=fuzzer)
endif()
`;
}
