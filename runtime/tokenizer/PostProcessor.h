//===- PostProcessor.h - special tokens around a text ---------------------===//
#ifndef TERN_RUNTIME_TOKENIZER_POSTPROCESSOR_H
#define TERN_RUNTIME_TOKENIZER_POSTPROCESSOR_H

#include "JsonReader.h"

#include <vector>

namespace tern::rt {

/// Puts special tokens before and after the ids of a text.
class PostProcessor {
public:
  /// `post_processor` of a tokenizer.json: TemplateProcessing (its `single`),
  /// ByteLevel (which moves offsets only), Sequence, null. Throws FORMAT,
  /// naming an unknown type.
  explicit PostProcessor(const JsonReader &json) { read(json); }

  /// The ids that it puts around texts.
  std::vector<int32_t> specialIds() const { return apply({}); }

  std::vector<int32_t> apply(const std::vector<int32_t> &ids) const;

private:
  void read(const JsonReader &json);
  void readTemplate(const JsonReader &json);

  std::vector<int32_t> before, after;
};

} // namespace tern::rt

#endif // TERN_RUNTIME_TOKENIZER_POSTPROCESSOR_H
