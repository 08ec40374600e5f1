# aarch64, by GCC.
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(TERN_CROSS_CLANG OFF)
include(${CMAKE_CURRENT_LIST_DIR}/Debian.cmake)
