# riscv64, by clang.
set(CMAKE_SYSTEM_PROCESSOR riscv64)
set(TERN_CROSS_CLANG ON)
include(${CMAKE_CURRENT_LIST_DIR}/Debian.cmake)
