//===- StageReads.h - which rows the stages of an operation read ----------===//
//
// Of the operations that a manifest names (docs/bundle.md); for the runtime and
// for what reckons its floors.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_STAGEREADS_H
#define TERN_STAGEREADS_H

#include <string_view>

namespace tern {

/// Of the matrices among a stage's weights.
enum class RowsRead {
  All,
  Numbered, ///< those of a token's id or position, of tables
  Chosen    ///< those that a screened head finds to be worth it
};

/// Of several operations, "a+b", those that join read nothing else.
constexpr RowsRead getRowsRead(std::string_view op) {
  std::string_view first = op.substr(0, op.find('+'));
  if (first == "embedding" || first == "rope" || first == "kv_append" ||
      first == "attention")
    return RowsRead::Numbered;
  if (first == "head_refine" || first == "head_rescore")
    return RowsRead::Chosen;
  return RowsRead::All;
}

} // namespace tern

#endif // TERN_STAGEREADS_H
