//===- ToyBundle.h - a bundle around the toy module -----------------------===//
#ifndef TERN_UNITTESTS_RUNTIME_TOYBUNDLE_H
#define TERN_UNITTESTS_RUNTIME_TOYBUNDLE_H

#include "tern/runtime.h"

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tern::test {

/// The toy model's numbers (ToyModule.c); its vocabulary is the storyteller's.
inline constexpr int32_t toyVocab = 4096, toyContext = 40, toyPrefill = 8,
                         toySequences = 4;
int32_t toyWeight(int32_t id);
/// logits[v] after `ids`.
float toyLogit(const std::vector<int32_t> &ids, int32_t v);
/// The most probable token after `ids`.
int32_t toyGreedy(const std::vector<int32_t> &ids);

std::string readAll(const std::filesystem::path &path);
void writeAll(const std::filesystem::path &path, const std::string &content);

/// A directory of its own, gone with the object.
class TemporaryDirectory {
public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory &) = delete;
  TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;

  const std::filesystem::path path;
};

/// A whole bundle in a temporary directory, with the storyteller's tokenizer.
class ToyBundle {
public:
  ToyBundle();

  std::filesystem::path path() const { return directory.path; }
  std::filesystem::path file(const std::string &name) const {
    return directory.path / name;
  }

  /// Writes a file and notes it in `manifest`.
  void addFile(const std::string &name, const std::string &content);
  /// Writes `manifest` (again).
  void writeManifest() const;
  /// Flips a bit in the middle of a file.
  void flip(const std::string &name) const;
  /// Takes the last byte of a file.
  void truncate(const std::string &name) const;

  nlohmann::json manifest;

private:
  TemporaryDirectory directory;
};

struct Free {
  void operator()(tern_model *p) const { tern_model_free(p); }
  void operator()(tern_session *p) const { tern_session_free(p); }
  void operator()(tern_batch *p) const { tern_batch_free(p); }
  void operator()(tern_tokenizer *p) const { tern_tokenizer_free(p); }
  void operator()(tern_stream *p) const { tern_stream_free(p); }
  void operator()(tern_chat_template *p) const { tern_chat_template_free(p); }
};
template <typename T> using Handle = std::unique_ptr<T, Free>;

/// Throw std::runtime_error with tern_last_error's text.
Handle<tern_model> load(const ToyBundle &bundle, uint32_t flags = 0);
Handle<tern_session> createSession(const Handle<tern_model> &model,
                                   int threads = 2);
Handle<tern_batch> createBatch(const Handle<tern_model> &model, int threads = 2,
                               int sequences = toySequences);
Handle<tern_tokenizer> loadTokenizer(const std::filesystem::path &path);

/// The message that loading the bundle fails with, "" if it succeeds.
std::string loadError(const ToyBundle &bundle, uint32_t flags = 0);

} // namespace tern::test

#endif // TERN_UNITTESTS_RUNTIME_TOYBUNDLE_H
