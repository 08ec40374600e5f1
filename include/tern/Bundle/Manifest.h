//===- Manifest.h - what manifest.json says -------------------------------===//
//
// The fields of docs/bundle.md, which says what they mean.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_BUNDLE_MANIFEST_H
#define TERN_BUNDLE_MANIFEST_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace llvm::json {
class OStream;
} // namespace llvm::json

namespace tern {

/// The code: a shared library, or for WebAssembly a module.
inline constexpr char kCodeFile[] = "module.so";
inline constexpr char kWasmCodeFile[] = "module.wasm";

/// A bundle's manifest. `BundleWriter` fills in `weights` and `files`.
struct Manifest {
  struct Model {
    std::string name, architecture;
    int64_t hidden = 0, intermediate = 0, layers = 0;
    int64_t heads = 0, kvHeads = 0, headDim = 0;
    int64_t vocab = 0, context = 0;
    /// 0 if all logits are exact.
    int64_t exactLogits = 0;
    std::optional<int64_t> bos;
    std::vector<int64_t> eos;
    /// Their texts, for the chat template.
    std::optional<std::string> bosToken, eosToken;
    int64_t ternaryWeights = 0;
  };
  struct Target {
    std::string name, triple;
    std::vector<std::string> features;
  };
  /// What an entry computes between two barriers: an operation, the function
  /// that it became, and the tensors of the weights that it reads.
  struct Stage {
    std::string op, function;
    std::vector<std::string> weights;
    /// On a device: workgroups of the launch, and constants of the kernel.
    int64_t workgroups = 0;
    std::vector<int64_t> constants = {};
    int64_t workgroup = 0; ///< threads of each; 0: as the device's code says
    /// Of a workgroup's memory, that the launch must ask for.
    int64_t workgroupBytes = 0;
    /// The part of the weights that it sees, a first byte and bytes; else all.
    std::optional<std::pair<int64_t, int64_t>> window = std::nullopt;
  };
  /// A kernel that measures what a device can do.
  struct Probe {
    std::string kind, function;
    int64_t workgroup = 0, workgroups = 0;
    int64_t work = 0; ///< bytes or multiply-accumulates of a workgroup's round
  };
  /// What code for a device asks of it.
  struct Device {
    std::string api;       ///< `vulkan`
    int64_t workgroup = 0; ///< threads of a workgroup
    /// The buffer of each binding: weights, arena, kv, ids, logits or step.
    std::vector<std::string> bindings;
    /// Features that must be enabled, as the API names them.
    std::vector<std::string> features;
    std::vector<Probe> probes = {};
  };
  /// On a device: a kernel that computes a whole step if all workgroups of its
  /// launch are resident.
  struct StepKernel {
    std::string function;
    int64_t workgroup = 0;      ///< threads of a workgroup
    int64_t workgroups = 0;     ///< that have work, at most
    int64_t workgroupBytes = 0; ///< as a stage's
  };
  /// A function of type TernStepFn in the code. `stages` is empty if the IR
  /// that was compiled did not say them.
  struct Entry {
    std::string symbol;
    int64_t maxTokens = 0;
    std::vector<Stage> stages = {};
    std::optional<StepKernel> step = std::nullopt;
  };
  /// A weight: `type` is its logical type, e.g. `256x768x!tern.trit`; `layout`
  /// how its trits are packed, empty for dense tensors.
  struct Tensor {
    std::string name, type, layout;
    uint64_t offset = 0, bytes = 0;
  };
  struct File {
    std::string name;
    uint64_t bytes = 0;
    /// XXH3, 128 bits, canonical (big-endian) hexadecimal.
    std::string hash;
  };

  Model model;
  Target target;
  std::string codeFile = kCodeFile;
  std::optional<Device> device; ///< none if the code is this processor's
  Entry decode, prefill;
  std::optional<Entry> batch; ///< of as many sequences as tokens; none if the
                              ///< code has none
  int64_t arenaBytes = 0, kvBytes = 0;
  std::string kvType = "f32"; ///< what the caches hold: `f32`, `f16`, `int8`
  /// The schedule that the code was cut by, a JSON object; empty if the IR that
  /// was compiled did not say it.
  std::string schedule;
  /// Where the data section of weights.safetensors begins.
  uint64_t dataOffset = 0;
  std::vector<Tensor> tensors;
  std::vector<File> files;

  /// The text of manifest.json, indented, with a final newline.
  std::string toJSON() const;
};

/// The model's sizes, as attributes of the object that is being written.
void writeSizes(llvm::json::OStream &json, const Manifest::Model &model);

/// Names of a bundle's other files.
inline constexpr char kManifestFile[] = "manifest.json";
inline constexpr char kSpirvFile[] = "module.spv";
inline constexpr char kPtxFile[] = "module.ptx";
inline constexpr char kCubinFile[] = "module.cubin";
inline constexpr char kHsacoFile[] = "module.hsaco";
inline constexpr char kWeightsFile[] = "weights.safetensors";
inline constexpr char kTokenizerFile[] = "tokenizer.json";
inline constexpr char kChatTemplateFile[] = "chat_template.jinja";

} // namespace tern

#endif // TERN_BUNDLE_MANIFEST_H
