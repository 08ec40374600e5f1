//===- ContentHash.cpp - the hash that a manifest names a file by ---------===//
#include "bundle/ContentHash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

std::string tern::rt::contentHash(std::span<const std::byte> bytes) {
  XXH128_canonical_t canonical;
  XXH128_canonicalFromHash(&canonical,
                           XXH3_128bits(bytes.data(), bytes.size()));
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (unsigned char byte : canonical.digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}
