# Headers that most files of a target include are parsed once. The build does not depend on it:
# -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON.

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
