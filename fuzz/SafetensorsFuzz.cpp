//===- SafetensorsFuzz.cpp - safetensors files of any bytes ---------------===//
//
// Whatever the bytes: an error or a file, whose tensors fill it, and of which
// floats convert. As JSON they are also tried as the index of two shards.
//
//===----------------------------------------------------------------------===//
#include "ReadCheckpoint.h"
#include "ScratchDirectory.h"

#include "tern/Checkpoint/Safetensors.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"

#include <numeric>

using namespace llvm;
using namespace tern;
using namespace tern::fuzz;

/// Reads every byte, so that AddressSanitizer sees whose it is.
static uint64_t sum(ArrayRef<uint8_t> bytes) {
  return std::accumulate(bytes.begin(), bytes.end(), uint64_t(0));
}

static void read(const SafetensorsFile &file, const StoredTensor &tensor) {
  std::optional<int64_t> count = elementCount(tensor.shape);
  require(count.has_value());
  ArrayRef<uint8_t> bytes = file.bytes(tensor);
  require(bytes.size() == uint64_t(*count) * dtypeSize(tensor.dtype));
  require(file.find(tensor.name) == &tensor);
  if (isConvertibleToFloat(tensor.dtype)) {
    std::vector<float> values(*count);
    toFloat(tensor.dtype, bytes, values);
  }
}

/// Whether it is a safetensors file.
static bool readFile(StringRef input) {
  constexpr StringLiteral path = "fuzz.safetensors";
  Expected<SafetensorsFile> file =
      SafetensorsFile::parse(MemoryBuffer::getMemBuffer(
          input, path, /*RequiresNullTerminator=*/false));
  if (failed(file, path))
    return false;
  uint64_t end = 0, total = 0;
  for (const StoredTensor &tensor : file->tensors()) {
    require(tensor.begin == end);
    end = tensor.end;
    read(*file, tensor);
    total += sum(file->bytes(tensor));
  }
  require(total == sum(arrayRefFromStringRef(input.take_back(end))));
  return true;
}

static std::string shard(StringRef tensor) {
  std::string header =
      ("{\"" + tensor +
       "\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]}}")
          .str();
  std::string length(8, '\0');
  support::endian::write64le(length.data(), header.size());
  return length + header + "\1\2";
}

/// A checkpoint that lacks nothing but the index.
static const ScratchDirectory &checkpoint() {
  static const ScratchDirectory directory;
  static const bool written = [] {
    directory.write("config.json", R"({"model_type": "llama",
      "hidden_size": 2, "intermediate_size": 2, "num_hidden_layers": 1,
      "num_attention_heads": 1, "vocab_size": 2, "hidden_act": "silu",
      "max_position_embeddings": 2, "rms_norm_eps": 1e-5})");
    directory.write("a.safetensors", shard("x"));
    directory.write("b.safetensors", shard("y"));
    return true;
  }();
  (void)written;
  return directory;
}

static void readIndex(StringRef input) {
  const ScratchDirectory &directory = checkpoint();
  directory.write("model.safetensors.index.json", input);
  Expected<Checkpoint> opened =
      Checkpoint::open(directory.path(), {.floats = FloatProjections::Dense});
  if (failed(opened, directory.path()))
    return;
  for (StringRef name : {"x", "y"})
    if (opened->has(name)) {
      Expected<std::vector<float>> floats = opened->readFloats(name);
      require(!failed(floats, directory.path()) && floats->size() == 1);
    }
}

/// Takes each tensor for a projection of a BitNet model.
static void readProjections(StringRef input, StringRef mode) {
  static const ScratchDirectory directory;
  directory.write("config.json", (R"({"model_type": "bitnet", "hidden_size": 2,
      "intermediate_size": 2, "num_hidden_layers": 1, "vocab_size": 2,
      "num_attention_heads": 1, "hidden_act": "relu2", "rope_theta": 1e4,
      "max_position_embeddings": 2, "rms_norm_eps": 1e-5,
      "quantization_config": {"quant_method": "bitnet",
      "linear_class": "autobitlinear", "quantization_mode": ")" +
                                  mode + "\"}}")
                                     .str());
  directory.write("model.safetensors", input);
  Expected<Checkpoint> opened = Checkpoint::open(directory.path());
  require(!failed(opened, directory.path()));
  SafetensorsFile file = cantFail(SafetensorsFile::parse(
      MemoryBuffer::getMemBuffer(input, "", /*RequiresNullTerminator=*/false)));
  for (const StoredTensor &tensor :
       file.tensors().take_front(std::min<size_t>(8, file.tensors().size())))
    readTensor(*opened, tensor.name);
  (void)failed(opened->expectNoOthers(), directory.path());
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef input(reinterpret_cast<const char *>(data), size);
  if (readFile(input)) {
    readProjections(input, "offline");
    readProjections(input, "online");
  }
  if (input.starts_with("{"))
    readIndex(input);
  return 0;
}
