//===- MappedFile.h - a file mapped read-only -----------------------------===//
#ifndef TERN_RUNTIME_BUNDLE_MAPPEDFILE_H
#define TERN_RUNTIME_BUNDLE_MAPPEDFILE_H

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace tern::rt {

/// A whole regular file, mapped read-only for as long as the object lives.
class MappedFile {
public:
  /// Throws IO, naming the path, if it is not a readable regular file.
  explicit MappedFile(const std::filesystem::path &path);
  ~MappedFile();
  MappedFile(const MappedFile &) = delete;
  MappedFile &operator=(const MappedFile &) = delete;

  std::span<const std::byte> bytes() const {
    return {static_cast<const std::byte *>(data), size};
  }

  /// Tells the kernel that huge pages are welcome where the file system has
  /// them.
  void adviseHugePages() const;
  /// Tells the kernel that all of it will be read soon.
  void adviseAllNeeded() const;
  /// Has a part read now, by the calling thread.
  void read(size_t offset, size_t bytes) const;
  /// Tells the kernel that bytes will not be read again soon: their pages need
  /// not stay in this process.
  void adviseNotNeeded(size_t offset, size_t bytes) const;

private:
  void *data = nullptr;
  size_t size = 0;
};

/// The size of a regular file. Throws IO, naming the path.
uint64_t fileSize(const std::filesystem::path &path);

/// The content of a regular file. Throws IO, naming the path.
std::string readFile(const std::filesystem::path &path);

} // namespace tern::rt

#endif // TERN_RUNTIME_BUNDLE_MAPPEDFILE_H
