//===- CpuFeatures.h - what this processor can execute --------------------===//
#ifndef TERN_RUNTIME_BUNDLE_CPUFEATURES_H
#define TERN_RUNTIME_BUNDLE_CPUFEATURES_H

#include <string>
#include <string_view>
#include <vector>

namespace tern::rt {

/// The architecture that this library was built for, as the first component of
/// an LLVM triple: "x86_64", "aarch64", ...
std::string_view hostArchitecture();

enum class FeatureState { Present, Missing, Unknown };

/// Whether processor and operating system support a feature, by LLVM's name
/// for it. Unknown: the name is not one this version can ask about.
FeatureState cpuFeature(std::string_view name);

/// Throws UNSUPPORTED, prefixed by `path`, unless code for `triple` that uses
/// `features` can run here. Names the architecture, or the first feature that
/// is missing or unknown.
void requireHostRuns(const std::string &path, const std::string &triple,
                     const std::vector<std::string> &features);

} // namespace tern::rt

#endif // TERN_RUNTIME_BUNDLE_CPUFEATURES_H
