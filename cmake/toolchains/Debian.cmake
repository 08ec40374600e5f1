# A compiler for CMAKE_SYSTEM_PROCESSOR, which the file of an architecture sets, as it does TERN_CROSS_CLANG: by clang, which
# uses the libraries of Debian's cross compiler, or by that itself. What is built runs here under qemu-user.
set(CMAKE_SYSTEM_NAME Linux)
set(architecture ${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)
if(TERN_CROSS_CLANG)
  set(CMAKE_C_COMPILER clang-22)
  set(CMAKE_CXX_COMPILER clang++-22)
  set(CMAKE_C_COMPILER_TARGET ${architecture})
  set(CMAKE_CXX_COMPILER_TARGET ${architecture})
  set(CMAKE_EXE_LINKER_FLAGS_INIT -fuse-ld=lld)
  set(CMAKE_SHARED_LINKER_FLAGS_INIT -fuse-ld=lld)
else()
  set(CMAKE_C_COMPILER ${architecture}-gcc)
  set(CMAKE_CXX_COMPILER ${architecture}-g++)
endif()
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-${CMAKE_SYSTEM_PROCESSOR} -L /usr/${architecture})

# Libraries are of the target. Headers alone are also those of /usr/include,
# where the compiler looks too.
set(CMAKE_FIND_ROOT_PATH /usr/${architecture})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE BOTH)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)
