//===- ContentHash.h - the hash that a manifest names a file by -----------===//
#ifndef TERN_RUNTIME_BUNDLE_CONTENTHASH_H
#define TERN_RUNTIME_BUNDLE_CONTENTHASH_H

#include <cstddef>
#include <span>
#include <string>

namespace tern::rt {

/// XXH3, 128 bits, as 32 lower-case hexadecimal digits, canonical
/// (big-endian).
std::string contentHash(std::span<const std::byte> bytes);

} // namespace tern::rt

#endif // TERN_RUNTIME_BUNDLE_CONTENTHASH_H
