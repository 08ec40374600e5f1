# Debian's cross compiler for riscv64.
set(CMAKE_SYSTEM_PROCESSOR riscv64)
include(${CMAKE_CURRENT_LIST_DIR}/Debian.cmake)
