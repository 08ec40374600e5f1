# Options of every target of ours: warnings, the public include directories and sanitizers.
add_library(tern_options INTERFACE)
target_include_directories(tern_options INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
target_compile_definitions(tern_options INTERFACE TERN_VERSION="${PROJECT_VERSION}")
target_compile_options(tern_options INTERFACE
  -Wall -Wextra $<$<BOOL:${TERN_WERROR}>:-Werror> $<$<COMPILE_LANGUAGE:CXX>:-Wno-unused-parameter>
  # GCC 12 warns of overlaps within its own std::string (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
if(TERN_SANITIZE)
  target_compile_options(tern_options INTERFACE -fsanitize=${TERN_SANITIZE} -fno-sanitize-recover=all -g)
  target_link_options(tern_options INTERFACE -fsanitize=${TERN_SANITIZE})
endif()
if(TERN_BUILD_FUZZ) # what guides the fuzzers; it calls into sanitizers' runtimes
  if(NOT TERN_SANITIZE)
    message(FATAL_ERROR "TERN_BUILD_FUZZ needs TERN_SANITIZE, as in the preset sanitize")
  endif()
  target_compile_options(tern_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
