//===- MappedFile.cpp - a file mapped read-only ---------------------------===//
#include "bundle/MappedFile.h"

#include "Error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace tern::rt;

namespace {

class Descriptor {
public:
  explicit Descriptor(const std::filesystem::path &path)
      // O_NONBLOCK: a pipe in the file's place must not block the open.
      : fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (fd < 0)
      failIO(path.string() + ": cannot open: " + std::strerror(errno));
  }
  ~Descriptor() { ::close(fd); }
  Descriptor(const Descriptor &) = delete;
  Descriptor &operator=(const Descriptor &) = delete;

  uint64_t size(const std::filesystem::path &path) const {
    struct stat status;
    if (::fstat(fd, &status) != 0)
      failIO(path.string() + ": cannot stat: " + std::strerror(errno));
    if (!S_ISREG(status.st_mode))
      failIO(path.string() + ": expected a regular file");
    return static_cast<uint64_t>(status.st_size);
  }

  const int fd;
};

} // namespace

MappedFile::MappedFile(const std::filesystem::path &path) {
  Descriptor file(path);
  size = file.size(path);
  // mmap refuses a length of zero; an empty file is an empty span.
  if (size == 0)
    return;
  data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.fd, 0);
  if (data == MAP_FAILED)
    failIO(path.string() + ": cannot map " + std::to_string(size) +
           " bytes: " + std::strerror(errno));
}

MappedFile::~MappedFile() {
  if (data)
    ::munmap(data, size);
}

static size_t pageSize() {
  static const auto size = static_cast<size_t>(::sysconf(_SC_PAGESIZE));
  return size;
}

// Hints only: a kernel that knows them not runs as correctly.
void MappedFile::adviseHugePages() const {
#ifdef MADV_HUGEPAGE
  if (data)
    ::madvise(data, size, MADV_HUGEPAGE);
#endif
}

void MappedFile::adviseAllNeeded() const {
  if (data)
    ::madvise(data, size, MADV_WILLNEED);
}

void MappedFile::read(size_t offset, size_t bytes) const {
  // A byte of each page, which works with any kernel and costs a fault each.
  const auto *next = static_cast<const volatile std::byte *>(data);
  for (size_t at = offset; at < offset + bytes; at += pageSize())
    (void)next[at];
}

void MappedFile::adviseNotNeeded(size_t offset, size_t bytes) const {
  // A hint as well. Whole pages only, and never those of a neighbour.
  size_t page = pageSize(), begin = (offset + page - 1) / page * page,
         end = (offset + bytes) / page * page;
  if (begin < end)
    ::madvise(static_cast<std::byte *>(data) + begin, end - begin,
              MADV_DONTNEED);
}

uint64_t tern::rt::fileSize(const std::filesystem::path &path) {
  return Descriptor(path).size(path);
}

std::string tern::rt::readFile(const std::filesystem::path &path) {
  Descriptor file(path);
  std::string content(file.size(path), '\0');
  size_t done = 0;
  while (done < content.size()) {
    ssize_t got = ::read(file.fd, content.data() + done, content.size() - done);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      failIO(path.string() + ": cannot read: " + std::strerror(errno));
    if (got == 0)
      failIO(path.string() + ": shrank while it was read");
    done += static_cast<size_t>(got);
  }
  return content;
}
