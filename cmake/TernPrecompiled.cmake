# Headers that most files of a target include are parsed once, and their templates are instantiated once. The build does not
# depend on it: docs/building.md, also on why GCC has them off.
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  option(TERN_PRECOMPILED_HEADERS "Parse headers of others once" ON)
else()
  option(TERN_PRECOMPILED_HEADERS "Parse headers of others once" OFF)
endif()
if(NOT TERN_PRECOMPILED_HEADERS)
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()
# Programs are compiled as libraries are, so that both share what is precompiled.
set(CMAKE_CXX_COMPILE_OPTIONS_PIE ${CMAKE_CXX_COMPILE_OPTIONS_PIC})
# The parts of the C++ library that much of the runtime and of its tools includes.
set(TERN_STANDARD_HEADERS
  <algorithm> <array> <charconv> <chrono> <cmath> <cstdint> <cstring> <functional> <map> <memory> <optional> <span> <string>
  <string_view> <unordered_map> <variant> <vector>)

# ccache compares a header's content, not its time.
set(TERN_PCH_OPTIONS "$<$<CXX_COMPILER_ID:Clang>:SHELL:-Xclang -fno-pch-timestamp>")
# Nor has it to see the header beside the precompiled one, whose path differs from one build folder to the next.
string(REPLACE ";-Xclang;-include;-Xclang;<PCH_HEADER>" "" CMAKE_CXX_COMPILE_OPTIONS_USE_PCH "${CMAKE_CXX_COMPILE_OPTIONS_USE_PCH}")

# tern_precompile_headers(TARGET HEADERS headers... FROM files...): headers of installed packages, which change as these files
# do.
function(tern_precompile_headers target)
  cmake_parse_arguments(ARG "" "" "HEADERS;FROM" ${ARGN})
  target_compile_options(${target} PRIVATE ${TERN_PCH_OPTIONS})
  target_precompile_headers(${target} PRIVATE ${ARG_HEADERS})
  set(times)
  foreach(file ${ARG_FROM})
    file(TIMESTAMP ${file} time)
    list(APPEND times ${time})
  endforeach()
  # What ccache compares instead of the precompiled header, which holds the build folder's path.
  file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.pch.sum
    CONTENT "$<JOIN:${times}, > $<JOIN:$<TARGET_PROPERTY:${target},PRECOMPILE_HEADERS>, >")
endfunction()

# tern_reuse_headers(TARGET FROM): what tern_precompile_headers made for FROM, whose options TARGET has.
function(tern_reuse_headers target from)
  target_compile_options(${target} PRIVATE ${TERN_PCH_OPTIONS})
  target_precompile_headers(${target} REUSE_FROM ${from})
endfunction()
