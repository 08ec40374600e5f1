//===- LoweredModule.cpp - a module, interpreted and as machine code ------===//
#include "LoweredModule.h"

#include "tern/Codegen/Codegen.h"
#include "tern/Conversion/Step.h"
#include "tern/Driver/Driver.h"
#include "tern/Interp/Interpreter.h"

#include "mlir/Parser/Parser.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "gtest/gtest.h"

#include <barrier>
#include <cstring>
#include <dlfcn.h>
#include <thread>

using namespace mlir;
using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

/// One for all tests, as loading the dialects takes longer than most of them.
static MLIRContext &sharedContext() {
  static MLIRContext context(
      [] {
        DialectRegistry registry;
        registerCompilerDialects(registry);
        return registry;
      }(),
      MLIRContext::Threading::DISABLED);
  context.loadDialect<TernDialect, trit::TritDialect, func::FuncDialect>();
  return context;
}

LoweredModule::LoweredModule(OwningOpRef<ModuleOp> module)
    : written(std::move(module)),
      forward(written->lookupSymbol<func::FuncOp>(kForwardName)) {}

LoweredModule::~LoweredModule() {
  if (library)
    dlclose(library);
}

llvm::Expected<std::unique_ptr<LoweredModule>>
LoweredModule::create(const std::string &text, const TargetDescription &target,
                      int64_t prefillTokens, const CompileRequest *fusions) {
  MLIRContext &context = sharedContext();
  auto module = parseSourceString<ModuleOp>(text, &context);
  if (!module || !module->lookupSymbol<func::FuncOp>(kForwardName))
    return llvm::createStringError("the test's module does not parse:\n" +
                                   text);
  std::unique_ptr<LoweredModule> result(new LoweredModule(std::move(module)));
  result->lowered = result->written->clone();
  (*result->lowered)
      ->setAttr(trit::kTargetAttrName, getTargetAttr(&context, target));
  CompileRequest request = fusions ? *fusions : CompileRequest();
  request.prefillTokens = prefillTokens;
  if (llvm::Error error = result->load(request, fusions != nullptr))
    return error;
  if (llvm::Error error = result->setParameters(Parameters(*result->written)))
    return error;
  return result;
}

llvm::Error LoweredModule::load(const CompileRequest &request, bool fuse) {
  if (!fuse) // A module that says so has been through the stage already.
    (*lowered)->setAttr(kStageAttrName,
                        StringAttr::get(lowered->getContext(), "fuse"));
  if (llvm::Error error = runStages(*lowered, "lower", request, [](StringRef) {
        return llvm::Error::success();
      }))
    return error;
  llvm::LLVMContext context;
  auto code = translate(*lowered, context);
  if (!code)
    return code.takeError();

  llvm::SmallString<128> path;
  if (std::error_code error =
          llvm::sys::fs::createTemporaryFile("tern-lowering", "so", path))
    return llvm::createStringError(error, "cannot create a temporary file");
  llvm::FileRemover remover(path);
  if (llvm::Error error = emitSharedLibrary(**code, path))
    return error;
  library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return llvm::createStringError(dlerror());
  for (auto [entry, name] :
       llvm::zip_equal(entries, ArrayRef{kDecodeName, kPrefillName})) {
    entry = reinterpret_cast<TernStepFn>(dlsym(library, name.str().c_str()));
    if (!entry)
      return llvm::createStringError("the code has no entry " + name);
  }
  auto bytes = [&](StringRef name) {
    return (*lowered)->getAttrOfType<IntegerAttr>(name).getInt();
  };
  arenaBytes = bytes(kArenaBytesAttrName);
  kvBytes = bytes(kKVBytesAttrName);
  return llvm::Error::success();
}

std::vector<Tensor> LoweredModule::emptyCaches() {
  std::vector<Tensor> caches;
  for (Type type : forward.getArgumentTypes().drop_front(3)) {
    auto ranked = cast<RankedTensorType>(type);
    caches.emplace_back(ElementKind::F32, ranked.getShape());
    llvm::fill(caches.back().floats(), std::numeric_limits<float>::quiet_NaN());
  }
  return caches;
}

llvm::Error LoweredModule::setParameters(Parameters values) {
  parameters.emplace(std::move(values));
  std::vector<uint8_t> all;
  for (auto param : lowered->getOps<ParamOp>()) {
    auto bytes = storedBytes(param, *parameters);
    if (!bytes)
      return bytes.takeError();
    auto at = static_cast<size_t>(
        param->getAttrOfType<IntegerAttr>(kOffsetAttrName).getInt());
    all.resize(std::max(all.size(), at + bytes->size()), 0xff);
    llvm::copy(*bytes, all.begin() + static_cast<ptrdiff_t>(at));
  }
  weights = std::make_unique<GuardedBuffer>(all.size());
  llvm::copy(all, weights->data());
  weights->makeReadOnly();
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

/// Copies between f32 tensors and a buffer where each begins at a multiple of
/// the ABI's alignment.
template <typename Copy>
static void forEachCache(llvm::MutableArrayRef<Tensor> caches, uint8_t *kv,
                         Copy copy) {
  for (Tensor &cache : caches) {
    size_t bytes = cache.floats().size() * sizeof(float);
    copy(cache.floats().data(), kv, bytes);
    kv += alignToAbi(static_cast<int64_t>(bytes));
  }
}

static void
runWorkers(int64_t workers,
           llvm::function_ref<void(TernBarrierFn, void *, int64_t)> work) {
  if (workers == 1)
    return work([](void *) {}, nullptr, 0);
  std::barrier<> barrier(static_cast<ptrdiff_t>(workers));
  auto wait = [](void *context) {
    static_cast<std::barrier<> *>(context)->arrive_and_wait();
  };
  std::vector<std::thread> threads;
  threads.reserve(workers);
  for (int64_t worker = 0; worker < workers; ++worker)
    threads.emplace_back([&, worker] { work(wait, &barrier, worker); });
  for (std::thread &thread : threads)
    thread.join();
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
      arena(static_cast<size_t>(arenaBytes)), kv(static_cast<size_t>(kvBytes));
  std::memcpy(ids.data(), step.ids.data(), ids.size());
  ids.makeReadOnly();
  forEachCache(results.caches, kv.data(),
               [](float *cache, uint8_t *at, size_t bytes) {
                 std::memcpy(at, cache, bytes);
               });
  runWorkers(
      workers, [&](TernBarrierFn barrier, void *context, int64_t worker) {
        entries[static_cast<size_t>(entry)](
            weights->data(), arena.data(), kv.data(),
            reinterpret_cast<const int32_t *>(ids.data()),
            reinterpret_cast<float *>(logits.data()), step.tokens(),
            step.position, step.firstLogit, barrier, context, worker, workers);
      });
  EXPECT_TRUE(logits.slackIsIntact()) << "logits were written beyond their end";
  EXPECT_TRUE(arena.slackIsIntact()) << "the arena was left";
  EXPECT_TRUE(kv.slackIsIntact()) << "the caches were left";
  std::memcpy(logitValues.data(), logits.data(), logits.size());
  forEachCache(results.caches, kv.data(),
               [](float *cache, const uint8_t *at, size_t bytes) {
                 std::memcpy(cache, at, bytes);
               });
  return results;
}
