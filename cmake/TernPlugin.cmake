# tern_add_plugin(NAME SOURCES...): passes or dialects that tern-opt loads. Tern's names come from tern-opt itself: a plugin
# that linked Tern's libraries would bring a second copy of the dialects.
function(tern_add_plugin name)
  add_library(${name} MODULE ${ARGN})
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_include_directories(${name} SYSTEM PRIVATE ${MLIR_INCLUDE_DIRS} ${LLVM_INCLUDE_DIRS})
  target_link_libraries(${name} PRIVATE Tern::Headers)
  # What tern-opt lacks is an error as it loads the plugin, not in the middle of a pass.
  target_link_options(${name} PRIVATE -Wl,-z,now)
  set_target_properties(${name} PROPERTIES PREFIX "")
endfunction()
