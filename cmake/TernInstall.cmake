# What `cmake --install` leaves for others to build on, in two components with an export set each: Runtime, which knows no
# LLVM, and Compiler. TernConfig.cmake reads both.
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/Tern)

if(TERN_BUILD_RUNTIME)
  install(EXPORT TernRuntime FILE TernRuntimeTargets.cmake NAMESPACE Tern:: DESTINATION ${package} COMPONENT Runtime)
endif()

if(TERN_BUILD_COMPILER)
  # `tern/Transforms/Passes.h` and `dialects/Tern/Tern.h`, with what TableGen made of them; the dialects lie within tern/,
  # as their folder's name is anyone's.
  foreach(root ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR})
    install(DIRECTORY ${root}/include/tern DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT Compiler
      FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.h.inc" PATTERN CMakeFiles EXCLUDE)
    install(DIRECTORY ${root}/dialects DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tern COMPONENT Compiler
      FILES_MATCHING PATTERN "*.h" PATTERN "*.td" PATTERN "*.h.inc" PATTERN CMakeFiles EXCLUDE)
  endforeach()
  set_target_properties(tern_mlir PROPERTIES EXPORT_NAME Headers)
  target_include_directories(tern_mlir INTERFACE
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/tern>)
  install(TARGETS tern_mlir EXPORT TernCompiler COMPONENT Compiler)
  install(EXPORT TernCompiler FILE TernCompilerTargets.cmake NAMESPACE Tern:: DESTINATION ${package} COMPONENT Compiler)
  install(FILES ${PROJECT_SOURCE_DIR}/cmake/TernPlugin.cmake DESTINATION ${package} COMPONENT Compiler)
endif()

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/TernConfig.cmake.in ${PROJECT_BINARY_DIR}/TernConfig.cmake
  INSTALL_DESTINATION ${package} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/TernConfigVersion.cmake COMPATIBILITY SameMinorVersion)
foreach(component Runtime Compiler)
  install(FILES ${PROJECT_BINARY_DIR}/TernConfig.cmake ${PROJECT_BINARY_DIR}/TernConfigVersion.cmake
    DESTINATION ${package} COMPONENT ${component})
endforeach()
