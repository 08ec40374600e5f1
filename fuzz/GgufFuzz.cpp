//===- GgufFuzz.cpp - GGUF files of any bytes -----------------------------===//
//
// Whatever the bytes: an error or a file, whose tensors' first rows decode,
// whose model is as promised, and whose tokenizer is JSON.
//
//===----------------------------------------------------------------------===//
#include "ModelPromises.h"
#include "ReadCheckpoint.h"
#include "ScratchDirectory.h"

#include "tern/Checkpoint/GgufConfig.h"
#include "tern/Checkpoint/GgufTensors.h"
#include "tern/Checkpoint/GgufTokenizer.h"

#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace tern;
using namespace tern::fuzz;

static constexpr StringLiteral path = "fuzz.gguf";

static void decodeTrits(const GgufFile &file, const GgufTensor &tensor,
                        int64_t begin, int64_t rows) {
  std::vector<int8_t> trits(rows * tensor.columns());
  for (I2sLayout layout :
       {I2sLayout::Blocks128, I2sLayout::RowsOf4, I2sLayout::Blocks64}) {
    if (failed(readTritRows(file, tensor, begin, rows, trits, layout), path))
      continue;
    for (int8_t trit : trits)
      if (trit < -1 || trit > 1)
        abort();
  }
}

static void decode(const GgufFile &file, const GgufTensor &tensor) {
  int64_t rows = std::min<int64_t>(tensor.rows(), 2);
  int64_t last = tensor.rows() - rows;
  for (int64_t begin : {int64_t(0), last}) {
    if (isTernary(tensor.type)) {
      decodeTrits(file, tensor, begin, rows);
      continue;
    }
    std::vector<float> values(rows * tensor.columns());
    if (failed(readRows(file, tensor, begin, rows, values), path))
      abort();
  }
  Expected<std::vector<float>> scales = readTritScales(file, tensor);
  if (!failed(scales, path) && scales->size() != 1 &&
      scales->size() != size_t(tensor.rows()))
    abort();
}

/// As the compiler reads it.
static void readAsCheckpoint(StringRef text) {
  static const ScratchDirectory directory;
  directory.write("m.gguf", text);
  std::string name = (directory.path() + "/m.gguf").str();
  Expected<Checkpoint> opened = Checkpoint::open(name);
  if (failed(opened, name))
    return;
  requireConsistent(opened->config());
  for (StringRef tensor :
       {"model.embed_tokens.weight", "model.layers.0.self_attn.q_proj.weight",
        "model.layers.0.self_attn.q_proj.bias",
        "model.layers.0.self_attn.o_proj.weight",
        "model.layers.0.mlp.down_proj.weight", "model.norm.weight"})
    readTensor(*opened, tensor);
  (void)failed(opened->expectNoOthers(), name);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef text(reinterpret_cast<const char *>(data), size);
  Expected<GgufFile> file = GgufFile::parse(
      MemoryBuffer::getMemBuffer(text, path, /*RequiresNullTerminator=*/false));
  if (failed(file, path))
    return 0;
  for (const GgufTensor &tensor : file->tensors())
    decode(*file, tensor);
  Expected<GgufModel> model = readGgufModel(*file);
  if (!failed(model, path))
    requireConsistent(model->config);
  readAsCheckpoint(text);
  Expected<StringRef> chat = ggufChatTemplate(*file);
  (void)failed(chat, path);
  Expected<GgufTokenizer> tokenizer = readGgufTokenizer(*file);
  if (failed(tokenizer, path))
    return 0;
  Expected<json::Value> parsed = json::parse(tokenizer->json);
  if (failed(parsed, path))
    abort();
  return 0;
}
