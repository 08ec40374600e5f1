# LLVM, MLIR and LLD 22, linked as the distribution's shared libraries. Our compiler code follows their flags: no RTTI.
# Their CMake files set global options (include paths, flags); the runtime stays free of them by living outside of
# tern_mlir.
find_package(MLIR 22.1 REQUIRED CONFIG)
find_package(LLD REQUIRED CONFIG)
list(APPEND CMAKE_MODULE_PATH "${MLIR_CMAKE_DIR}" "${LLVM_CMAKE_DIR}")
include(TableGen)
include(AddLLVM)
include(AddMLIR)

add_library(tern_mlir INTERFACE)
target_include_directories(tern_mlir SYSTEM INTERFACE
  $<BUILD_INTERFACE:${LLVM_INCLUDE_DIRS}> $<BUILD_INTERFACE:${MLIR_INCLUDE_DIRS}>)
separate_arguments(TERN_LLVM_DEFINITIONS NATIVE_COMMAND ${LLVM_DEFINITIONS})
target_compile_definitions(tern_mlir INTERFACE ${TERN_LLVM_DEFINITIONS})
target_include_directories(tern_mlir INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}>)
target_compile_options(tern_mlir INTERFACE -fno-rtti)
target_link_libraries(tern_mlir INTERFACE $<BUILD_INTERFACE:tern_options> MLIR LLVM)

# MLIR's headers are most of what the compiler's files compile: they are parsed once, for all its libraries.
file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/cmake/PrecompiledHeaders.cpp CONTENT "")
set(TERN_MLIR_HEADERS
  <mlir/Dialect/Arith/IR/Arith.h>
  <mlir/Dialect/Func/IR/FuncOps.h>
  <mlir/Dialect/GPU/IR/GPUDialect.h>
  <mlir/Dialect/LLVMIR/LLVMDialect.h>
  <mlir/Dialect/Math/IR/Math.h>
  <mlir/Dialect/MemRef/IR/MemRef.h>
  <mlir/Dialect/SCF/IR/SCF.h>
  <mlir/Dialect/Tensor/IR/Tensor.h>
  <mlir/Dialect/Vector/IR/VectorOps.h>
  <mlir/IR/ImplicitLocOpBuilder.h>
  <mlir/IR/PatternMatch.h>
  <mlir/Pass/Pass.h>
  <mlir/Transforms/DialectConversion.h>)
# A precompiled header fits only what has its options: sanitizers need a second one.
set(TERN_UNTRUSTED_HEADERS tern_headers)
if(TERN_SANITIZE)
  set(TERN_UNTRUSTED_HEADERS tern_untrusted_headers)
endif()
set(all_headers tern_headers ${TERN_UNTRUSTED_HEADERS})
list(REMOVE_DUPLICATES all_headers)
foreach(headers ${all_headers})
  add_library(${headers} OBJECT ${PROJECT_BINARY_DIR}/cmake/PrecompiledHeaders.cpp)
  target_link_libraries(${headers} PRIVATE tern_mlir)
  tern_precompile_headers(${headers} HEADERS ${TERN_MLIR_HEADERS} FROM ${MLIR_CONFIG})
endforeach()
set_target_properties(tern_headers PROPERTIES TERN_TRUSTED ON)

# tern_add_library(NAME [TRUSTED] SOURCES... [LINK libs...] [DEPENDS targets...]): one concern of the compiler. TRUSTED: it
# reads no files.
function(tern_add_library name)
  cmake_parse_arguments(ARG "TRUSTED" "" "LINK;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${ARG_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PUBLIC tern_mlir ${ARG_LINK})
  set_target_properties(${name} PROPERTIES TERN_TRUSTED ${ARG_TRUSTED})
  if(ARG_TRUSTED)
    tern_reuse_headers(${name} tern_headers)
  else()
    tern_reuse_headers(${name} ${TERN_UNTRUSTED_HEADERS})
  endif()
  if(ARG_DEPENDS)
    add_dependencies(${name} ${ARG_DEPENDS})
  endif()
  install(TARGETS ${name} EXPORT TernCompiler ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT Compiler)
endfunction()

# tern_install_tool(NAME): of the compiler. It finds libMLIR where it was linked, and the runtime beside itself.
function(tern_install_tool name)
  set_target_properties(${name} PROPERTIES
    INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}" INSTALL_RPATH_USE_LINK_PATH ON)
  install(TARGETS ${name} EXPORT TernCompiler RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT Compiler)
endfunction()
