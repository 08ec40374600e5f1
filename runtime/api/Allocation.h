//===- Allocation.h - memory that a C caller releases ---------------------===//
#ifndef TERN_RUNTIME_API_ALLOCATION_H
#define TERN_RUNTIME_API_ALLOCATION_H

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>

namespace tern::rt {

/// Memory that a C caller releases through the function that belongs to it.
inline void *allocate(size_t bytes) {
  void *memory = std::malloc(bytes);
  if (!memory)
    throw std::bad_alloc();
  return memory;
}

/// A text with its NUL, for tern_text_free.
inline char *allocateText(const std::string &text) {
  auto *copy = static_cast<char *>(allocate(text.size() + 1));
  std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

} // namespace tern::rt

#endif // TERN_RUNTIME_API_ALLOCATION_H
