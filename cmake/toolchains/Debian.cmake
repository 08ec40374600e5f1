# Debian's cross compiler for CMAKE_SYSTEM_PROCESSOR, which the file of an architecture sets. What is built runs here under
# qemu-user.
set(CMAKE_SYSTEM_NAME Linux)
set(architecture ${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)
set(CMAKE_C_COMPILER ${architecture}-gcc)
set(CMAKE_CXX_COMPILER ${architecture}-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-${CMAKE_SYSTEM_PROCESSOR} -L /usr/${architecture})

# Libraries are of the target. Headers alone are also those of /usr/include,
# where the compiler looks too.
set(CMAKE_FIND_ROOT_PATH /usr/${architecture})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE BOTH)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)
