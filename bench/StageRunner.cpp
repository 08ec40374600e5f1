//===- StageRunner.cpp - one stage of compiled code, with its clock -------===//
#include "StageRunner.h"

using namespace tern;
using namespace tern::lowering;

StageRunner::StageRunner(const StageModule &stageModule,
                         const TargetDescription &target,
                         const std::string &layout, int64_t prefillTokens,
                         const std::function<void(Parameters &)> &fill,
                         size_t bytesOfAllCopies)
    : stageModule(stageModule),
      module(llvm::cantFail(parseModel(stageModule.text))),
      code(llvm::cantFail(MachineCode::create(*module, target, prefillTokens,
                                              nullptr, layout))),
      arena(allocate(size_t(code->arenaBytes()))),
      kv(allocate(size_t(code->kvBytes()))),
      logits(allocate(size_t(prefillTokens * stageModule.logits) *
                      sizeof(float))) {
  Parameters parameters(*module);
  if (fill)
    fill(parameters);
  std::vector<uint8_t> once = llvm::cantFail(code->weights(parameters));
  weightBytes = (once.size() + TERN_ABI_ALIGNMENT - 1) / TERN_ABI_ALIGNMENT *
                TERN_ABI_ALIGNMENT;
  copies = std::max<size_t>(1, bytesOfAllCopies / weightBytes);
  weights = allocate(copies * weightBytes);
  for (size_t i = 0; i < copies; ++i)
    llvm::copy(once, weights.get() + i * weightBytes);
}

void StageRunner::start(Entry steps, int64_t tokens) {
  entry = steps;
  std::vector<std::string> stages = code->stages(entry);
  stage = size_t(llvm::find(stages, stageModule.op) - stages.begin());
  if (stage == stages.size())
    llvm::report_fatal_error("no stage computes the operation");
  ids.clear();
  for (int64_t i = 0; i < tokens; ++i)
    ids.push_back(int32_t(i % ModuleText::kIds));
}

double StageRunner::step() {
  clock.clear();
  clock.mark();
  code->entry(entry)(weights.get() + next * weightBytes, arena.get(), kv.get(),
                     ids.data(), reinterpret_cast<float *>(logits.get()),
                     int64_t(ids.size()), stageModule.position, 0,
                     StageClock::meet, &clock, 0, 1);
  clock.mark();
  next = (next + 1) % copies;
  return clock.seconds(stage);
}

llvm::ArrayRef<float> StageRunner::getLogits() const {
  return {reinterpret_cast<const float *>(logits.get()),
          ids.size() * size_t(stageModule.logits)};
}

StageRunner::Memory StageRunner::allocate(size_t bytes) {
  bytes = (bytes / TERN_ABI_ALIGNMENT + 1) * TERN_ABI_ALIGNMENT;
  Memory memory(
      static_cast<uint8_t *>(std::aligned_alloc(TERN_ABI_ALIGNMENT, bytes)));
  if (!memory)
    llvm::report_bad_alloc_error("no room for a step");
  std::fill_n(memory.get(), bytes, 0);
  return memory;
}
