//===- Synth.h - random checkpoints of a shape ----------------------------===//
//
// A checkpoint that is like a published one in all but its values: names,
// types and order of tensors, and config.json. Values are random, a function of
// the seed, the tensor's name and the element's index only, and such that
// activations stay finite: norms lie in [3/4, 5/4], and a projection of
// features of variance 1 has features of variance about 1.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_SYNTH_SYNTH_H
#define TERN_SYNTH_SYNTH_H

#include "tern/Checkpoint/DType.h"
#include "tern/Synth/Request.h"
#include "tern/Synth/Shapes.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <string>
#include <vector>

namespace tern {

/// How a synthetic checkpoint stores its projections.
enum class SynthFormat : uint8_t {
  Packed, ///< `BitNetForCausalLM`: trits, U8 `[N/4, K]`, and BF16 scales
  Master, ///< `BitNetForCausalLM`: BF16, quantised when it is read
  Dense,  ///< `LlamaForCausalLM`: F16
};

/// The format of a name, `packed`, `master` or `dense`.
std::optional<SynthFormat> parseSynthFormat(llvm::StringRef name);

/// A tensor of random values: uniform in [low, high], or packed trits if it is
/// U8.
struct SynthTensor {
  std::string name;
  DType dtype;
  llvm::SmallVector<int64_t, 2> shape;
  double low = 0, high = 0;
};

/// The tensors of a checkpoint in the order of its file: those of two bytes an
/// element, then those of one, so that all are aligned without padding.
std::vector<SynthTensor> listTensors(const ModelShape &shape,
                                     SynthFormat format);

/// The text of config.json.
std::string configJson(const ModelShape &shape, SynthFormat format);

/// Called with the bytes of weights written so far, and of all.
using SynthProgress = llvm::function_ref<void(uint64_t done, uint64_t total)>;

/// Writes a checkpoint beside its directory and renames it into place.
llvm::Error synthesize(const SynthRequest &request, SynthProgress progress);

} // namespace tern

#endif // TERN_SYNTH_SYNTH_H
