# Options of every target of ours: warnings, the public include directories and sanitizers.
add_library(tern_options INTERFACE)
target_include_directories(tern_options INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
target_compile_definitions(tern_options INTERFACE TERN_VERSION="${PROJECT_VERSION}")
target_compile_options(tern_options INTERFACE
  -Wall -Wextra $<$<BOOL:${TERN_WERROR}>:-Werror> $<$<COMPILE_LANGUAGE:CXX>:-Wno-unused-parameter>
  # GCC 12 warns of overlaps within its own std::string (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
# tern_compile_alone(FILES...): not in one unit with others (docs/building.md), whose namespaces or names are not theirs.
function(tern_compile_alone)
  set_property(SOURCE ${ARGN} PROPERTY SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

# What reads no files has the target property TERN_TRUSTED: sanitizers leave it alone, so that its objects are those of the
# other builds, which ccache has.
if(TERN_BUILD_FUZZ AND NOT TERN_SANITIZE)
  message(FATAL_ERROR "TERN_BUILD_FUZZ needs TERN_SANITIZE, as in the preset sanitize")
endif()
if(TERN_SANITIZE)
  # -O1, which compiles faster, comes after the build type's; fuzzer-no-link guides the fuzzers.
  set(options -fsanitize=${TERN_SANITIZE} -fno-sanitize-recover=all -gline-tables-only -O1)
  if(TERN_BUILD_FUZZ)
    list(APPEND options -fsanitize=fuzzer-no-link)
  endif()
  target_compile_options(tern_options INTERFACE
    "$<$<NOT:$<BOOL:$<TARGET_PROPERTY:TERN_TRUSTED>>>:${options}>")
  target_link_options(tern_options INTERFACE -fsanitize=${TERN_SANITIZE})
endif()
