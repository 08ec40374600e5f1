//===- LoweredModule.cpp - a module, interpreted and as machine code ------===//
#include "LoweredModule.h"

#include "StepWorkers.h"

#include "tern/Conversion/Step.h"
#include "tern/Interp/Interpreter.h"

#include "llvm/ADT/APFloat.h"
#include "gtest/gtest.h"

#include <cstring>

using namespace mlir;
using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

LoweredModule::LoweredModule(OwningOpRef<ModuleOp> module,
                             std::unique_ptr<MachineCode> code)
    : written(std::move(module)),
      forward(written->lookupSymbol<func::FuncOp>(kForwardName)),
      code(std::move(code)) {}

llvm::Expected<std::unique_ptr<LoweredModule>>
LoweredModule::create(const std::string &text, const TargetDescription &target,
                      int64_t prefillTokens, const CompileRequest *fusions,
                      const std::string &layout) {
  auto module = parseModel(text);
  if (!module)
    return module.takeError();
  auto code =
      MachineCode::create(**module, target, prefillTokens, fusions, layout);
  if (!code)
    return code.takeError();
  std::unique_ptr<LoweredModule> result(
      new LoweredModule(std::move(*module), std::move(*code)));
  if (!runsHere(target))
    result->emulator =
        std::make_unique<Emulator>(emulatorOf(target), result->code->file());
  if (llvm::Error error = result->setParameters(Parameters(*result->written)))
    return error;
  return result;
}

std::vector<Tensor> LoweredModule::emptyCaches() {
  std::vector<Tensor> caches;
  for (Type type : forward.getArgumentTypes().drop_front(3)) {
    auto ranked = cast<RankedTensorType>(type);
    Tensor cache(*kindOf(ranked.getElementType()), ranked.getShape());
    if (cache.isFloat())
      llvm::fill(cache.floats(), std::numeric_limits<float>::quiet_NaN());
    else
      llvm::fill(cache.bytes(), int8_t{-128});
    caches.push_back(std::move(cache));
  }
  return caches;
}

llvm::Error LoweredModule::setParameters(Parameters values) {
  parameters.emplace(std::move(values));
  auto all = code->weights(*parameters);
  if (!all)
    return all.takeError();
  weights = std::make_unique<GuardedBuffer>(all->size());
  llvm::copy(*all, weights->data());
  weights->makeReadOnly();
  unsent = {weights->data(), weights->size()};
  return llvm::Error::success();
}

llvm::Expected<Results>
LoweredModule::interpret(const Step &step, llvm::ArrayRef<Tensor> caches) {
  Tensor ids(ElementKind::I32, {step.tokens()});
  llvm::copy(step.ids, ids.ints().begin());
  std::vector<interp::Value> arguments{ids, step.position, step.firstLogit};
  llvm::append_range(arguments, caches);
  auto values = interp::interpret(forward, arguments, *parameters);
  if (!values)
    return values.takeError();
  Results results{values->front().tensor(), {}};
  for (const interp::Value &cache : llvm::drop_begin(*values))
    results.caches.push_back(cache.tensor());
  return results;
}

/// Where each cache begins in their buffer: multiples of the ABI's alignment.
static std::vector<int64_t> cacheOffsets(llvm::ArrayRef<Tensor> caches) {
  std::vector<int64_t> offsets;
  int64_t next = 0;
  for (const Tensor &cache : caches) {
    offsets.push_back(next);
    int64_t bytes = cache.kind() == ElementKind::F32   ? 4
                    : cache.kind() == ElementKind::F16 ? 2
                                                       : 1;
    next += alignToAbi(cache.size() * bytes);
  }
  return offsets;
}

static void storeCache(const Tensor &cache, uint8_t *to) {
  if (cache.kind() == ElementKind::F32)
    std::memcpy(to, cache.floats().data(), cache.size() * sizeof(float));
  else if (cache.kind() == ElementKind::I8)
    std::memcpy(to, cache.bytes().data(), cache.size());
  else
    for (auto [i, x] : llvm::enumerate(cache.floats())) {
      llvm::APFloat half(x);
      bool lost;
      half.convert(llvm::APFloat::IEEEhalf(), llvm::APFloat::rmTowardZero,
                   &lost);
      auto bits = static_cast<uint16_t>(half.bitcastToAPInt().getZExtValue());
      std::memcpy(to + 2 * i, &bits, sizeof(bits));
    }
}

static void loadCache(const uint8_t *from, Tensor &cache) {
  if (cache.kind() == ElementKind::F32)
    std::memcpy(cache.floats().data(), from, cache.size() * sizeof(float));
  else if (cache.kind() == ElementKind::I8)
    std::memcpy(cache.bytes().data(), from, cache.size());
  else
    for (auto [i, x] : llvm::enumerate(cache.floats())) {
      uint16_t bits;
      std::memcpy(&bits, from + 2 * i, sizeof(bits));
      x = llvm::APFloat(llvm::APFloat::IEEEhalf(), llvm::APInt(16, bits))
              .convertToFloat();
    }
}

void LoweredModule::emulate(const StepRequest &request,
                            llvm::ArrayRef<int32_t> ids, GuardedBuffer &kv,
                            GuardedBuffer &logits) {
  uint64_t intact = emulator->step(request, unsent, ids, {kv.data(), kv.size()},
                                   {logits.data(), logits.size()});
  unsent = {};
  EXPECT_EQ(intact, kLogitsIntact | kArenaIntact | kKvIntact)
      << "buffers were written beyond their ends";
}

Results LoweredModule::execute(Entry entry, const Step &step,
                               llvm::ArrayRef<Tensor> caches, int64_t workers) {
  int64_t vocabulary =
      cast<RankedTensorType>(forward.getResultTypes().front()).getDimSize(1);
  Results results{
      Tensor(ElementKind::F32, {step.tokens() - step.firstLogit, vocabulary}),
      caches.vec()};
  llvm::MutableArrayRef<float> logitValues = results.logits.floats();
  GuardedBuffer ids(step.ids.size() * sizeof(int32_t)),
      logits(logitValues.size() * sizeof(float)),
      arena(static_cast<size_t>(code->arenaBytes())),
      kv(static_cast<size_t>(code->kvBytes()));
  std::memcpy(ids.data(), step.ids.data(), ids.size());
  ids.makeReadOnly();
  std::vector<int64_t> offsets = cacheOffsets(caches);
  for (auto [cache, offset] : llvm::zip_equal(results.caches, offsets))
    storeCache(cache, kv.data() + offset);
  if (emulator)
    emulate({static_cast<int64_t>(entry), static_cast<int64_t>(unsent.size()),
             code->arenaBytes(), code->kvBytes(),
             static_cast<int64_t>(logits.size()), step.tokens(), step.position,
             step.firstLogit, workers},
            step.ids, kv, logits);
  else
    runWorkers(
        workers, [&](TernBarrierFn barrier, void *context, int64_t worker) {
          code->entry(entry)(weights->data(), arena.data(), kv.data(),
                             reinterpret_cast<const int32_t *>(ids.data()),
                             reinterpret_cast<float *>(logits.data()),
                             step.tokens(), step.position, step.firstLogit,
                             barrier, context, worker, workers);
        });
  EXPECT_TRUE(logits.slackIsIntact()) << "logits were written beyond their end";
  EXPECT_TRUE(arena.slackIsIntact()) << "the arena was left";
  EXPECT_TRUE(kv.slackIsIntact()) << "the caches were left";
  std::memcpy(logitValues.data(), logits.data(), logits.size());
  for (auto [cache, offset] : llvm::zip_equal(results.caches, offsets))
    loadCache(kv.data() + offset, cache);
  return results;
}

Tensor
LoweredModule::executeBatch(const BatchStep &step,
                            llvm::MutableArrayRef<std::vector<Tensor>> caches,
                            int64_t workers) {
  int64_t vocabulary =
      cast<RankedTensorType>(forward.getResultTypes().front()).getDimSize(1);
  Tensor result(ElementKind::F32, {step.tokens(), vocabulary});
  auto capacity = static_cast<size_t>(step.capacity);
  auto cacheBytes = static_cast<size_t>(code->kvBytes());
  GuardedBuffer ids(3 * capacity * sizeof(int32_t)),
      logits(result.floats().size() * sizeof(float)),
      arena(static_cast<size_t>(code->arenaBytes())), kv(capacity * cacheBytes);
  for (auto [row, numbers] :
       llvm::enumerate(ArrayRef{&step.ids, &step.sequences, &step.positions}))
    std::memcpy(ids.data() + row * capacity * sizeof(int32_t), numbers->data(),
                numbers->size() * sizeof(int32_t));
  ids.makeReadOnly();
  auto forEachCache = [&](auto visit) {
    for (auto [sequence, own] : llvm::enumerate(caches))
      for (auto [cache, offset] : llvm::zip_equal(own, cacheOffsets(own)))
        visit(cache, kv.data() + sequence * cacheBytes + offset);
  };
  forEachCache([](Tensor &cache, uint8_t *at) { storeCache(cache, at); });
  runWorkers(workers, [&](TernBarrierFn barrier, void *context,
                          int64_t worker) {
    code->entry(Entry::Batch)(
        weights->data(), arena.data(), kv.data(),
        reinterpret_cast<const int32_t *>(ids.data()),
        reinterpret_cast<float *>(logits.data()), step.tokens(),
        /*position=*/0, /*first_logit=*/0, barrier, context, worker, workers);
  });
  EXPECT_TRUE(logits.slackIsIntact()) << "logits were written beyond their end";
  EXPECT_TRUE(arena.slackIsIntact()) << "the arena was left";
  EXPECT_TRUE(kv.slackIsIntact()) << "the caches were left";
  std::memcpy(result.floats().data(), logits.data(), logits.size());
  forEachCache([](Tensor &cache, uint8_t *at) { loadCache(at, cache); });
  return result;
}
