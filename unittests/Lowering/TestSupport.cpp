//===- TestSupport.cpp - tests of generated code, target by target --------===//
#include "TestSupport.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/bit.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

#include <cmath>

using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

/// Kernels for a GPU, though emulated here, are no functions to call.
static bool isOfThisArchitecture(const TargetDescription &target) {
  return !target.name.starts_with("emulated-gpu") &&
         llvm::Triple(target.triple).getArch() ==
             llvm::Triple(llvm::sys::getProcessTriple()).getArch();
}

std::vector<const TargetDescription *> lowering::allTargets() {
  std::vector<const TargetDescription *> targets;
  for (const TargetDescription &target : getTargets())
    if (isOfThisArchitecture(target))
      targets.push_back(&target);
  return targets;
}

std::vector<const TargetDescription *> lowering::emulatedTargets() {
  std::vector<const TargetDescription *> targets;
  for (const TargetDescription &target : getTargets())
    if (!isOfThisArchitecture(target) && !emulatorOf(target).empty())
      targets.push_back(&target);
  return targets;
}

std::string lowering::testName(const TargetDescription &target) {
  std::string name = target.name.str();
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return name;
}

static bool sameBits(float x, float y) {
  return llvm::bit_cast<uint32_t>(x) == llvm::bit_cast<uint32_t>(y);
}

testing::AssertionResult lowering::isClose(const Tensor &expected,
                                           const Tensor &found,
                                           double tolerance) {
  if (expected.shape() != found.shape())
    return testing::AssertionFailure()
           << "expected " << typeText(expected.kind(), expected.shape())
           << ", found " << typeText(found.kind(), found.shape());
  if (!expected.isFloat())
    return expected.bytes() == found.bytes()
               ? testing::AssertionSuccess()
               : testing::AssertionFailure() << "integers differ";
  double largest = 0;
  for (float value : expected.floats())
    if (std::isfinite(value))
      largest = std::max(largest, std::fabs(static_cast<double>(value)));
  int64_t wrong = 0, first = 0;
  double worst = 0;
  for (int64_t i = 0; i < expected.size(); ++i) {
    float x = expected.floats()[i], y = found.floats()[i];
    double difference = std::fabs(static_cast<double>(x) - y);
    if (sameBits(x, y) || difference <= tolerance * largest)
      continue;
    if (wrong++ == 0)
      first = i;
    worst = std::max(worst, difference);
  }
  if (wrong == 0)
    return testing::AssertionSuccess();
  return testing::AssertionFailure()
         << wrong << " of " << expected.size() << " elements of "
         << typeText(expected.kind(), expected.shape())
         << " differ, the first at " << first << ": expected "
         << expected.floats()[first] << ", found " << found.floats()[first]
         << "; by " << worst << " at most, where " << tolerance * largest
         << " is allowed";
}

testing::AssertionResult lowering::isClose(const Results &expected,
                                           const Results &found,
                                           double tolerance) {
  if (auto result = isClose(expected.logits, found.logits, tolerance); !result)
    return result << " (logits)";
  for (size_t i = 0; i < expected.caches.size(); ++i)
    if (auto result = isClose(expected.caches[i], found.caches[i], tolerance);
        !result)
      return result << " (cache " << i << ")";
  return testing::AssertionSuccess();
}

Tensor lowering::extremeDigits(int64_t columns) {
  Tensor inputs(ElementKind::F32, {ModuleText::kIds, columns});
  for (int64_t i = 0; i < inputs.size(); ++i)
    inputs.floats()[i] = i < columns ? 32512 : i % 2 ? -32512 : 127;
  return inputs;
}

std::vector<int32_t> lowering::ascendingIds(int64_t tokens, int32_t first) {
  std::vector<int32_t> ids(tokens);
  for (int32_t &id : ids)
    id = first++;
  return ids;
}

void LoweringTest::SetUp() {
  if (!runsHere(*GetParam()) && emulatorOf(*GetParam()).empty())
    GTEST_SKIP() << "this processor lacks features of "
                 << GetParam()->name.str() << ": needs "
                 << GetParam()->needs.str();
}

std::unique_ptr<LoweredModule>
LoweringTest::lower(const std::string &text, const CompileRequest *fusions,
                    int64_t prefillTokens, const std::string &layout) {
  auto module =
      LoweredModule::create(text, *GetParam(), prefillTokens, fusions, layout);
  if (module)
    return std::move(*module);
  ADD_FAILURE() << llvm::toString(module.takeError());
  std::abort();
}

Results LoweringTest::check(LoweredModule &module, Entry entry,
                            const Step &step, llvm::ArrayRef<Tensor> caches,
                            double tolerance) {
  SCOPED_TRACE(testing::Message()
               << (entry == Entry::Decode ? "decode" : "prefill") << " of "
               << step.tokens() << " tokens at " << step.position);
  Results alone = module.execute(entry, step, caches, 1);
  auto expected = module.interpret(step, caches);
  if (!expected)
    ADD_FAILURE() << llvm::toString(expected.takeError());
  else
    EXPECT_TRUE(isClose(*expected, alone, tolerance));
  for (int64_t workers : {2, 3})
    EXPECT_TRUE(
        isClose(alone, module.execute(entry, step, caches, workers), kExact))
        << workers << " workers";
  return alone;
}

void LoweringTest::checkEntries(LoweredModule &module, double tolerance) {
  std::vector<Tensor> caches = module.emptyCaches();
  for (int32_t id : ascendingIds(kPrefillTokens))
    check(module, Entry::Decode, {.ids = {id}, .position = id}, caches,
          tolerance);
  for (int64_t tokens : {1, 3, 4, 5, 8})
    check(module, Entry::Prefill, {.ids = ascendingIds(tokens)}, caches,
          tolerance);
}

Tensor lowering::filled(ElementKind kind, llvm::ArrayRef<int64_t> shape,
                        double value) {
  Tensor tensor(kind, shape);
  for (int64_t i = 0; i < tensor.size(); ++i)
    llvm::cantFail(tensor.setNumber(i, value));
  return tensor;
}
