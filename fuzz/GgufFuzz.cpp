//===- GgufFuzz.cpp - GGUF files of any bytes -----------------------------===//
//
// Whatever the bytes: an error or a file, whose tensors' first rows decode, and
// whose tokenizer is JSON.
//
//===----------------------------------------------------------------------===//
#include "tern/Checkpoint/GgufConfig.h"
#include "tern/Checkpoint/GgufTensors.h"
#include "tern/Checkpoint/GgufTokenizer.h"

#include "llvm/Support/JSON.h"

using namespace llvm;
using namespace tern;

/// An error is a right answer if it is one line.
static bool failed(Error error) {
  if (!error)
    return false;
  if (toString(std::move(error)).find('\n') != std::string::npos)
    abort();
  return true;
}

template <typename T> static bool failed(Expected<T> &value) {
  return failed(value.takeError());
}

static void decodeTrits(const GgufFile &file, const GgufTensor &tensor,
                        int64_t begin, int64_t rows) {
  std::vector<int8_t> trits(rows * tensor.columns());
  for (I2sLayout layout :
       {I2sLayout::Blocks128, I2sLayout::RowsOf4, I2sLayout::Blocks64}) {
    if (failed(readTritRows(file, tensor, begin, rows, trits, layout)))
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
    if (failed(readRows(file, tensor, begin, rows, values)))
      abort();
  }
  Expected<std::vector<float>> scales = readTritScales(file, tensor);
  if (!failed(scales) && scales->size() != 1 &&
      scales->size() != size_t(tensor.rows()))
    abort();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef text(reinterpret_cast<const char *>(data), size);
  Expected<GgufFile> file = GgufFile::parse(MemoryBuffer::getMemBuffer(
      text, "fuzz.gguf", /*RequiresNullTerminator=*/false));
  if (failed(file))
    return 0;
  for (const GgufTensor &tensor : file->tensors())
    decode(*file, tensor);
  Expected<GgufModel> model = readGgufModel(*file);
  (void)failed(model);
  Expected<StringRef> chat = ggufChatTemplate(*file);
  (void)failed(chat);
  Expected<GgufTokenizer> tokenizer = readGgufTokenizer(*file);
  if (failed(tokenizer))
    return 0;
  Expected<json::Value> parsed = json::parse(tokenizer->json);
  if (failed(parsed))
    abort();
  return 0;
}
