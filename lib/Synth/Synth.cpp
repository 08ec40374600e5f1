//===- Synth.cpp - writing a random checkpoint ----------------------------===//
#include "tern/Synth/Synth.h"

#include "RandomValues.h"
#include "tern/Bundle/HashedFile.h"
#include "tern/Bundle/SafetensorsWriter.h"
#include "tern/Bundle/StagingDirectory.h"
#include "tern/Checkpoint/OpenFile.h"

using namespace llvm;
using namespace tern;

/// Bytes made at a time: they stay in a core's cache until they are written.
static constexpr uint64_t chunkBytes = 1 << 18;

static Expected<ModelShape> resolveShape(const SynthRequest &request) {
  Expected<ModelShape> shape = findShape(request.shape);
  if (!shape)
    return shape;
  auto take = [](int64_t given, int64_t &size) { size = given ? given : size; };
  take(request.layers, shape->layers);
  take(request.hidden, shape->hidden);
  take(request.intermediate, shape->intermediate);
  take(request.heads, shape->heads);
  take(request.kvHeads ? request.kvHeads : request.heads, shape->kvHeads);
  take(request.vocab, shape->vocab);
  take(request.context, shape->context);
  if (Error error = checkShape(*shape))
    return error;
  return shape;
}

static Error writeFile(StagingDirectory &staging, StringRef name,
                       StringRef content) {
  auto file = HashedFile::create(staging.newFile(name), staging.shown(name));
  if (!file)
    return file.takeError();
  **file << content;
  return (*file)->finish().takeError();
}

static Error writeWeights(StagingDirectory &staging,
                          ArrayRef<SynthTensor> tensors, uint64_t seed,
                          SynthProgress progress) {
  StringRef name = "model.safetensors";
  SafetensorsWriter writer(staging.shown(name), /*alignment=*/1);
  for (const SynthTensor &tensor : tensors)
    if (Error error = writer.declare(tensor.name, tensor.dtype, tensor.shape))
      return error;
  auto created = HashedFile::create(staging.newFile(name), staging.shown(name));
  if (!created)
    return created.takeError();
  HashedFile &file = **created;

  RandomValues values(seed);
  std::vector<uint8_t> chunk(chunkBytes);
  ArrayRef<SafetensorsWriter::Tensor> declared = writer.tensors();
  uint64_t total = declared.back().offset + declared.back().bytes;
  auto fill = [&](size_t index, raw_ostream &os) -> Error {
    const SafetensorsWriter::Tensor &tensor = declared[index];
    for (uint64_t begin = 0; begin < tensor.bytes; begin += chunkBytes) {
      if (file.failed())
        return file.finish().takeError();
      auto piece = MutableArrayRef(chunk).take_front(
          std::min(chunkBytes, tensor.bytes - begin));
      values.fill(tensors[index], begin / dtypeSize(tensor.dtype), piece);
      os.write(reinterpret_cast<const char *>(piece.data()), piece.size());
      progress(tensor.offset + begin, total);
    }
    return Error::success();
  };
  if (Error error = writer.write(file, fill))
    return error;
  return file.finish().takeError();
}

Error tern::synthesize(const SynthRequest &request, SynthProgress progress) {
  std::optional<SynthFormat> format = parseSynthFormat(request.format);
  if (!format)
    return createStringError("--format=" + request.format +
                             ": expected packed, master or dense");
  Expected<ModelShape> shape = resolveShape(request);
  if (!shape)
    return shape.takeError();
  std::unique_ptr<MemoryBuffer> tokenizer;
  if (!request.tokenizer.empty())
    if (Error error = openFile(request.tokenizer).moveInto(tokenizer))
      return error;
  // Nothing tells a synthetic checkpoint from one that cannot be made again, so
  // none is replaced.
  auto staging = StagingDirectory::create(request.output, {});
  if (!staging)
    return staging.takeError();
  if (Error error =
          writeFile(**staging, "config.json", configJson(*shape, *format)))
    return error;
  if (tokenizer)
    if (Error error =
            writeFile(**staging, "tokenizer.json", tokenizer->getBuffer()))
      return error;
  if (!request.configOnly)
    if (Error error = writeWeights(**staging, listTensors(*shape, *format),
                                   request.seed, progress))
      return error;
  return (*staging)->publish();
}
