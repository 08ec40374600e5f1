//===- Writer.h - writing a compiled model --------------------------------===//
#ifndef TERN_BUNDLE_WRITER_H
#define TERN_BUNDLE_WRITER_H

#include "tern/Bundle/HashedFile.h"
#include "tern/Bundle/Manifest.h"
#include "tern/Bundle/SafetensorsWriter.h"

namespace tern {

class StagingDirectory;

/// A tensor of weights.safetensors: how it is stored, and what it means (see
/// Manifest::Tensor).
struct BundleTensor {
  std::string name;
  DType dtype;
  llvm::SmallVector<int64_t, 4> shape;
  std::string type, layout;
};

/// Writes a bundle (docs/bundle.md) beside its final name and renames it into
/// place, so that a bundle which exists is whole. Until `commit` succeeds, the
/// destination stays as it was, and destroying the writer removes what it
/// wrote; so do SIGINT, SIGTERM and SIGHUP. What a killed process leaves, the
/// next writer of the same bundle removes. One writer at a time in a process.
///
/// Errors are one line that names the file of the bundle.
class BundleWriter {
public:
  /// Begins a bundle. A bundle or an empty directory of that name will be
  /// replaced; anything else is an error.
  static llvm::Expected<BundleWriter> create(llvm::StringRef path);
  BundleWriter(BundleWriter &&other) noexcept;
  ~BundleWriter();

  /// Writes the code, module.so unless named otherwise.
  llvm::Error writeCode(llvm::StringRef bytes,
                        llvm::StringRef name = kCodeFile);
  /// Writes weights.safetensors; `fill` is called once for each tensor, in
  /// order, and writes its bytes.
  llvm::Error writeWeights(llvm::ArrayRef<BundleTensor> tensors,
                           SafetensorsWriter::Fill fill);
  /// The tensors of weights.safetensors, with their offsets, once written.
  llvm::ArrayRef<Manifest::Tensor> writtenTensors() const { return tensors; }
  /// Writes tokenizer.json.
  llvm::Error writeTokenizer(llvm::StringRef text);
  /// Writes chat_template.jinja.
  llvm::Error writeChatTemplate(llvm::StringRef text);
  /// Completes the manifest with weights and files, writes it, and puts the
  /// bundle in its place.
  llvm::Error commit(Manifest manifest);

private:
  explicit BundleWriter(std::unique_ptr<StagingDirectory> staging);
  llvm::Expected<std::unique_ptr<HashedFile>> createFile(llvm::StringRef name);
  llvm::Error finish(llvm::StringRef name, HashedFile &file);
  llvm::Error writeFile(llvm::StringRef name, llvm::StringRef content);

  std::unique_ptr<StagingDirectory> staging;
  /// What was written so far.
  uint64_t dataOffset = 0;
  std::vector<Manifest::Tensor> tensors;
  std::vector<Manifest::File> files;
};

} // namespace tern

#endif // TERN_BUNDLE_WRITER_H
