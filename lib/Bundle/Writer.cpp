//===- Writer.cpp - writing a compiled model ------------------------------===//
#include "tern/Bundle/Writer.h"

#include "tern/Bundle/StagingDirectory.h"

using namespace llvm;
using namespace tern;

BundleWriter::BundleWriter(std::unique_ptr<StagingDirectory> staging)
    : staging(std::move(staging)) {}
BundleWriter::BundleWriter(BundleWriter &&other) noexcept = default;
BundleWriter::~BundleWriter() = default;

Expected<BundleWriter> BundleWriter::create(StringRef path) {
  auto staging = StagingDirectory::create(path, {kManifestFile, "bundle"});
  if (!staging)
    return staging.takeError();
  return BundleWriter(std::move(*staging));
}

Expected<std::unique_ptr<HashedFile>> BundleWriter::createFile(StringRef name) {
  return HashedFile::create(staging->newFile(name), staging->shown(name));
}

Error BundleWriter::finish(StringRef name, HashedFile &file) {
  Expected<FileDigest> digest = file.finish();
  if (!digest)
    return digest.takeError();
  files.push_back({name.str(), digest->bytes, digest->hash});
  return Error::success();
}

Error BundleWriter::writeFile(StringRef name, StringRef content) {
  Expected<std::unique_ptr<HashedFile>> file = createFile(name);
  if (!file)
    return file.takeError();
  **file << content;
  return finish(name, **file);
}

Error BundleWriter::writeCode(StringRef bytes, StringRef name) {
  return writeFile(name, bytes);
}

Error BundleWriter::writeWeights(ArrayRef<BundleTensor> stored,
                                 SafetensorsWriter::Fill fill) {
  SafetensorsWriter writer(staging->shown(kWeightsFile));
  for (const BundleTensor &tensor : stored)
    if (Error error = writer.declare(tensor.name, tensor.dtype, tensor.shape))
      return error;
  dataOffset = writer.header().size();
  const BundleTensor *source = stored.begin();
  for (const SafetensorsWriter::Tensor &tensor : writer.tensors())
    if (!tensor.padding) {
      tensors.push_back({tensor.name, source->type, source->layout,
                         tensor.offset, tensor.bytes});
      ++source;
    }

  Expected<std::unique_ptr<HashedFile>> file = createFile(kWeightsFile);
  if (!file)
    return file.takeError();
  Error error = writer.write(**file, [&](size_t index, raw_ostream &os) {
    if ((*file)->failed())
      return (*file)->finish().takeError();
    return fill(index, os);
  });
  if (error)
    return error;
  return finish(kWeightsFile, **file);
}

Error BundleWriter::writeTokenizer(StringRef text) {
  return writeFile(kTokenizerFile, text);
}

Error BundleWriter::writeChatTemplate(StringRef text) {
  return writeFile(kChatTemplateFile, text);
}

Error BundleWriter::commit(Manifest manifest) {
  manifest.dataOffset = dataOffset;
  manifest.tensors = tensors;
  manifest.files = files;
  if (Error error = writeFile(kManifestFile, manifest.toJSON()))
    return error;
  return staging->publish();
}
