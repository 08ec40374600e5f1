//===- Shapes.cpp - the sizes of known models -----------------------------===//
#include "tern/Synth/Shapes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;
using namespace tern;

static constexpr StringLiteral bitnet = "arXiv:2402.17764", llama = "LLaMA";

/// Papers of the BitNet models give neither vocabulary nor context of all:
/// those are LLaMA's and those of the released checkpoints.
static constexpr ModelShape shapes[] = {
    {"125M", 768, 3072, 12, 12, 12, 32000, 2048, 1e4, true,
     "arXiv:2310.11453, whose 4x feed-forward width is kept"},
    {"700M", 1536, 4096, 24, 16, 16, 32000, 2048, 1e4, true, bitnet},
    {"1.3B", 2048, 5460, 24, 32, 32, 32000, 2048, 1e4, true, bitnet},
    {"2B4T", 2560, 6912, 30, 20, 5, 128256, 4096, 5e5, true,
     "microsoft/bitnet-b1.58-2B-4T"},
    {"3B", 3200, 8640, 26, 32, 32, 32000, 2048, 1e4, true, bitnet},
    {"3.9B", 3328, 10240, 26, 32, 32, 32000, 2048, 1e4, true,
     "arXiv:2402.17764, which gives no sizes: the depth of 3B, wider"},
    {"7B", 4096, 11008, 32, 32, 32, 32000, 4096, 1e4, false, llama},
    {"8B", 4096, 14336, 32, 32, 8, 128256, 8192, 5e5, false, "Llama 3"},
    {"13B", 5120, 13824, 40, 40, 40, 32000, 4096, 1e4, false, llama},
    {"70B", 8192, 28672, 80, 64, 8, 32000, 4096, 1e4, false, "Llama 2"},
};

ArrayRef<ModelShape> tern::getShapes() { return shapes; }

int64_t ModelShape::ternaryWeights() const {
  int64_t attention = 2 * hidden * hidden + 2 * hidden * kvFeatures();
  return layers * (attention + 3 * hidden * intermediate);
}

int64_t ModelShape::weights() const {
  return ternaryWeights() + (tied ? 1 : 2) * vocab * hidden;
}

Expected<ModelShape> tern::findShape(StringRef name) {
  const auto *found = find_if(
      shapes, [=](const ModelShape &shape) { return shape.name == name; });
  if (found != std::end(shapes))
    return *found;
  std::string known;
  for (const ModelShape &shape : shapes)
    known += (known.empty() ? "" : ", ") + shape.name.str();
  return createStringError("--shape=" + name + ": expected one of " + known);
}

Error tern::checkShape(const ModelShape &shape) {
  struct Size {
    StringLiteral flag;
    int64_t value, limit;
  };
  // The limits of the config's readers.
  const Size sizes[] = {{"--hidden", shape.hidden, 1 << 18},
                        {"--intermediate", shape.intermediate, 1 << 18},
                        {"--layers", shape.layers, 1 << 14},
                        {"--heads", shape.heads, 1 << 14},
                        {"--kv-heads", shape.kvHeads, 1 << 14},
                        {"--vocab", shape.vocab, 1 << 20},
                        {"--context", shape.context, 1 << 24}};
  for (const Size &size : sizes)
    if (size.value < 1 || size.value > size.limit)
      return createStringError(size.flag + "=" + Twine(size.value) +
                               ": expected a number from 1 to " +
                               Twine(size.limit));
  auto expectMultiple = [](StringRef flag, int64_t value, int64_t of,
                           StringRef why) -> Error {
    if (value % of == 0)
      return Error::success();
    return createStringError(flag + "=" + Twine(value) +
                             ": expected a multiple of " + Twine(of) + ", " +
                             why);
  };
  if (Error error = expectMultiple("--hidden", shape.hidden, 2 * shape.heads,
                                   "twice the heads, whose features are even"))
    return error;
  if (Error error = expectMultiple("--heads", shape.heads, shape.kvHeads,
                                   "the heads of keys and values"))
    return error;
  StringRef packed = "the rows that a packed byte holds";
  if (Error error = expectMultiple("--hidden", shape.hidden, 4, packed))
    return error;
  if (Error error = expectMultiple("--kv-heads", shape.kvFeatures(), 4, packed))
    return error;
  return expectMultiple("--intermediate", shape.intermediate, 4, packed);
}
