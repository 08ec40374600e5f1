//===- FormProbes.cpp - kernels that measure what a GPU can do ------------===//
#include "Fragments.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_FORMPROBES
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Bytes of a thread's read, and how many reads are on the way together.
constexpr int64_t kProbedBytes = 16, kReads = 8;
/// Products that do not wait for each other, as many as hide the latency of
/// one, and how many of each are in a round: the loop itself takes time too.
constexpr int64_t kDotChains = 8, kDots = 8, kMatrixChains = 4, kMatrices = 4;
/// Bytes of codes that any encoding has.
constexpr int32_t kCodes = 0x01010101;
/// What words that are read may be, and are not known to be.
constexpr uint32_t kSpread = 0x2c9277b5;

int64_t countProducts(trit::Fragment fragment) {
  switch (fragment) {
  case trit::Fragment::mma_16x8x32:
    return 16 * 8 * 32;
  case trit::Fragment::mfma_16x16x32:
    return 16 * 16 * 32;
  case trit::Fragment::wmma_16x16x16:
    return 16 * 16 * 16;
  }
  llvm_unreachable("covered switch");
}

/// One kernel. What it computes is written, so that nothing of it is dead.
class Probe {
public:
  Probe(gpu::GPUModuleOp kernels, StringRef kind, int64_t workgroups,
        int64_t threads)
      : b(ImplicitLocOpBuilder::atBlockEnd(kernels.getLoc(),
                                           kernels.getBody())),
        kind(kind), workgroups(workgroups), threads(threads) {
    auto bytes = [&](int64_t count) -> Type {
      return MemRefType::get({count}, b.getI8Type());
    };
    // As every kernel, so that a runtime starts it as one. The sizes are no
    // promise: rounds say how much is read.
    SmallVector<Type> inputs(kNumBuffers, bytes(TERN_ABI_ALIGNMENT));
    inputs[kWeightsBuffer] = bytes(threads * kProbedBytes * kReads);
    inputs[kArenaBuffer] = bytes(workgroups * threads * kProbedBytes);
    inputs.push_back(b.getIndexType());
    kernel = gpu::GPUFuncOp::create(b, "probe_" + kind.str(),
                                    b.getFunctionType(inputs, {}));
    kernel->setAttr(gpu::GPUDialect::getKernelFuncAttrName(), b.getUnitAttr());
    kernel.setKnownBlockSizeAttr(
        b.getDenseI32ArrayAttr({static_cast<int32_t>(threads), 1, 1}));
    b.setInsertionPointToStart(&kernel.getBody().front());
    auto x = gpu::Dimension::x;
    thread = gpu::ThreadIdOp::create(b, b.getIndexType(), x);
    block = gpu::BlockIdOp::create(b, b.getIndexType(), x);
    blocks = gpu::GridDimOp::create(b, b.getIndexType(), x);
  }

  /// Workgroups take turns at the buffer; a round reads `kReads` rows of the
  /// workgroup's threads.
  DictionaryAttr read() {
    Type word = b.getI32Type(),
         words = VectorType::get({kProbedBytes / 4}, word);
    Value source = view(kWeightsBuffer, words);
    Value zero = arith::ConstantOp::create(
        b, DenseElementsAttr::get(cast<VectorType>(words), int32_t(0)));
    auto loop = loopOver({zero});
    Value chunk =
        add(arith::MulIOp::create(b, loop.getInductionVar(), blocks), block);
    Value at =
        add(arith::MulIOp::create(b, chunk, index(kReads * threads)), thread);
    SmallVector<Value> values;
    for (int64_t i = 0; i < kReads; ++i)
      values.push_back(
          memref::LoadOp::create(b, source, add(at, index(i * threads))));
    Value sum = loop.getRegionIterArg(0);
    for (Value value : values)
      sum = add(sum, value);
    return finish(loop, {sum}, threads * kProbedBytes * kReads);
  }

  /// Activations of a chain are another's sums, so that no product is the same
  /// twice.
  DictionaryAttr dots() {
    SmallVector<Value> sums = readWords(kDotChains);
    Value codes = maskCodes(readWord(0));
    auto loop = loopOver(sums);
    sums.assign(loop.getRegionIterArgs().begin(),
                loop.getRegionIterArgs().end());
    for (int64_t i = 0; i < kDots; ++i) {
      SmallVector<Value> next;
      for (int64_t j = 0; j < kDotChains; ++j)
        next.push_back(trit::DotWordOp::create(b, sums[j], codes,
                                               sums[(j + 1) % kDotChains]));
      sums = next;
    }
    return finish(loop, sums, threads * 4 * kDotChains * kDots);
  }

  DictionaryAttr matrices(const FragmentLayout &layout) {
    int64_t activations = layout.productPlanes;
    SmallVector<Value> codes = readWords(activations * layout.productRows);
    for (Value &word : codes)
      word = maskCodes(word);
    SmallVector<Value> sums = readWords(kMatrixChains * layout.sums);
    SmallVector<Type> types(layout.sums, b.getI32Type());
    auto loop = loopOver(sums);
    sums.assign(loop.getRegionIterArgs().begin(),
                loop.getRegionIterArgs().end());
    for (int64_t i = 0; i < kMatrices; ++i) {
      SmallVector<Value> next;
      for (int64_t j = 0; j < kMatrixChains; ++j) {
        auto of = [&](int64_t chain) {
          return ValueRange(sums).slice((chain % kMatrixChains) * layout.sums,
                                        layout.sums);
        };
        auto product =
            trit::MmaWordsOp::create(b, types, layout.fragment, of(j), codes,
                                     of(j + 1).take_front(activations));
        llvm::append_range(next, product.getResults());
      }
      sums = next;
    }
    return finish(loop, sums,
                  threads / layout.lanes * kMatrixChains * kMatrices *
                      countProducts(layout.fragment));
  }

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(b, value);
  }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, x, y); }
  Value constant32(int32_t value) {
    return arith::ConstantOp::create(b, b.getI32IntegerAttr(value));
  }

  /// A buffer as elements of a type.
  Value view(KernelBuffer buffer, Type element) {
    Value bytes = kernel.getArgument(buffer);
    int64_t each = countBytes(MemRefType::get({1}, element));
    int64_t count = countBytes(cast<MemRefType>(bytes.getType())) / each;
    return memref::ViewOp::create(b, MemRefType::get({count}, element), bytes,
                                  index(0), ValueRange());
  }

  Value readWord(int32_t number) {
    if (!source)
      source = memref::LoadOp::create(b, view(kWeightsBuffer, b.getI32Type()),
                                      thread);
    return add(source,
               constant32(static_cast<int32_t>(uint32_t(number) * kSpread)));
  }
  SmallVector<Value> readWords(int64_t count) {
    SmallVector<Value> words;
    for (int64_t i = 0; i < count; ++i)
      words.push_back(readWord(static_cast<int32_t>(i)));
    return words;
  }
  Value maskCodes(Value word) {
    return arith::AndIOp::create(b, word, constant32(kCodes));
  }

  /// What follows is its body.
  scf::ForOp loopOver(ValueRange sums) {
    Value rounds = kernel.getArgument(kNumBuffers);
    auto loop = scf::ForOp::create(b, index(0), rounds, index(1), sums);
    b.setInsertionPointToStart(loop.getBody());
    return loop;
  }

  DictionaryAttr finish(scf::ForOp loop, ValueRange sums, int64_t work) {
    scf::YieldOp::create(b, sums);
    b.setInsertionPointAfter(loop);
    Value all = loop.getResult(0);
    for (Value sum : loop.getResults().drop_front())
      all = arith::XOrIOp::create(b, all, sum);
    Value own = add(arith::MulIOp::create(b, block, index(threads)), thread);
    memref::StoreOp::create(b, all, view(kArenaBuffer, all.getType()), own);
    gpu::ReturnOp::create(b);
    return b.getDictionaryAttr(
        {b.getNamedAttr("function", b.getStringAttr(kernel.getName())),
         b.getNamedAttr("kind", b.getStringAttr(kind)),
         b.getNamedAttr("work", b.getI64IntegerAttr(work)),
         b.getNamedAttr("workgroup", b.getI64IntegerAttr(threads)),
         b.getNamedAttr("workgroups", b.getI64IntegerAttr(workgroups))});
  }

  ImplicitLocOpBuilder b;
  StringRef kind;
  int64_t workgroups, threads;
  gpu::GPUFuncOp kernel;
  Value thread, block, blocks, source;
};

struct FormProbes : impl::FormProbesBase<FormProbes> {
  using FormProbesBase::FormProbesBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    trit::TargetAttr target = trit::getTarget(module);
    auto kernels = module.lookupSymbol<gpu::GPUModuleOp>(kKernelsName);
    if (!target || !kernels)
      return signalPassFailure();
    constexpr int64_t multiple = 64; // the most lanes that multiply together
    if (workgroups < 1 || threads < multiple || threads % multiple != 0) {
      module.emitError("probes: expected workgroups and a multiple of ")
          << multiple << " threads, got " << workgroups.getValue() << " of "
          << threads.getValue();
      return signalPassFailure();
    }
    auto probe = [&](StringRef kind) {
      return Probe(kernels, kind, workgroups, threads);
    };
    SmallVector<Attribute> probes{probe("read").read(), probe("dot").dots()};
    if (std::optional<trit::Fragment> fragment = target.getFragment())
      probes.push_back(probe("matrix").matrices(getFragmentLayout(*fragment)));
    module->setAttr(kProbesAttrName, ArrayAttr::get(&getContext(), probes));
  }
};
} // namespace
} // namespace tern
