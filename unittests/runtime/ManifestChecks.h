//===- ManifestChecks.h - what every field of a manifest must be ----------===//
#ifndef TERN_UNITTESTS_RUNTIME_MANIFESTCHECKS_H
#define TERN_UNITTESTS_RUNTIME_MANIFESTCHECKS_H

#include "bundle/Manifest.h"

#include "Expect.h"

#include <nlohmann/json.hpp>

namespace tern::test {

/// The message that it is refused with, as it must be.
inline std::string parseError(const nlohmann::json &manifest) {
  return errorOf([&] { rt::parseManifest("m.json", manifest.dump()); });
}

/// Without the field at a pointer the manifest must be refused by its name.
inline void expectRequired(nlohmann::json manifest, const char *field) {
  nlohmann::json::json_pointer pointer(field);
  manifest.at(pointer.parent_pointer()).erase(pointer.back());
  std::string error = parseError(manifest);
  EXPECT_TRUE(contains(error, pointer.back()));
  EXPECT_TRUE(contains(error, "missing"));
}

/// No field may be true.
inline void expectOneType(nlohmann::json manifest, const char *field) {
  nlohmann::json::json_pointer pointer(field);
  manifest[pointer] = true;
  std::string error = parseError(manifest);
  EXPECT_TRUE(contains(error, "m.json: "));
  EXPECT_TRUE(contains(error, pointer.back()));
  EXPECT_TRUE(contains(error, "expected"));
}

/// A value of a field, as JSON, and a part of what it is refused with.
struct BadValue {
  const char *pointer, *value, *expected;
};
inline void expectRefused(nlohmann::json manifest, const BadValue &bad) {
  manifest[nlohmann::json::json_pointer(bad.pointer)] =
      nlohmann::json::parse(bad.value);
  EXPECT_TRUE(contains(parseError(manifest), bad.expected));
}

} // namespace tern::test

#endif // TERN_UNITTESTS_RUNTIME_MANIFESTCHECKS_H
