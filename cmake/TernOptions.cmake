# Options of every target of ours: warnings, the public include directories and sanitizers.
add_library(tern_options INTERFACE)
target_include_directories(tern_options INTERFACE ${PROJECT_SOURCE_DIR}/include ${PROJECT_BINARY_DIR}/include)
target_compile_definitions(tern_options INTERFACE TERN_VERSION="${PROJECT_VERSION}")
target_compile_options(tern_options INTERFACE
  -Wall -Wextra $<$<BOOL:${TERN_WERROR}>:-Werror> $<$<COMPILE_LANGUAGE:CXX>:-Wno-unused-parameter>)
if(TERN_SANITIZE)
  target_compile_options(tern_options INTERFACE -fsanitize=${TERN_SANITIZE} -fno-sanitize-recover=all -g)
  target_link_options(tern_options INTERFACE -fsanitize=${TERN_SANITIZE})
endif()
