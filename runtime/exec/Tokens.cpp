//===- Tokens.cpp - tokens that are appended to a sequence ----------------===//
#include "exec/Tokens.h"

#include "Error.h"

using namespace tern::rt;

void tern::rt::checkIds(const Manifest &manifest,
                        std::span<const int32_t> ids) {
  if (ids.empty())
    failArgument("expected at least one token, got none");
  auto bad = std::find_if(ids.begin(), ids.end(), [&](int32_t id) {
    return id < 0 || id >= manifest.vocab;
  });
  if (bad != ids.end())
    failArgument("token id " + std::to_string(*bad) + " (number " +
                 std::to_string(bad - ids.begin()) +
                 " of the sequence given) is outside of the vocabulary [0, " +
                 std::to_string(manifest.vocab) + ")");
}

void tern::rt::checkRoom(const Manifest &manifest, size_t used, size_t count,
                         const std::string &sequence) {
  auto context = static_cast<size_t>(manifest.context);
  if (count > context - used)
    throw Error(TERN_ERROR_CONTEXT_FULL,
                sequence + std::to_string(count) +
                    " tokens do not fit into the context of " +
                    std::to_string(context) + ", of which " +
                    std::to_string(used) + " are in use");
}

void tern::rt::checkPosition(int64_t position, size_t length) {
  if (position < 0 || position > static_cast<int64_t>(length))
    failArgument("position: expected a number in [0, " +
                 std::to_string(length) + "], got " + std::to_string(position));
}

uint32_t tern::rt::entryOf(const Manifest &manifest, size_t tokens) {
  bool decodes = static_cast<int64_t>(tokens) <= manifest.decode.maxTokens;
  return decodes ? TERN_ENTRY_DECODE : TERN_ENTRY_PREFILL;
}
