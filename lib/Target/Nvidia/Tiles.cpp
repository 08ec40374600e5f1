//===- Tiles.cpp - products of tiles by wgmma -----------------------------===//
#include "Tiles.h"

#include "dialects/Trit/Trit.h"

#include "mlir/Conversion/LLVMCommon/Pattern.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace tern;

namespace {
/// Columns, which are bytes, of an instruction and of a tile.
constexpr int kColumns = 32, kTileColumns = 128;
/// Rows of the codes.
constexpr int kRows = 64;
/// What is copied at once.
constexpr int32_t kUnitBytes = 16;

/// The descriptor of a tile: addresses count in 16 bytes, and eight rows lie
/// 1024 bytes behind each other; swizzled by 128 bytes (PTX ISA, "Matrix
/// Descriptor").
constexpr int64_t kAddressUnit = 16, kAddressBits = 18;
constexpr int64_t kTileDescriptor =
    INT64_C(1) << 16 | 1024 / kAddressUnit << 32 | INT64_C(1) << 62;

/// Products of a step are one group, in front of which the sums are ordered.
struct MmaTiles : ConvertOpToLLVMPattern<trit::MmaTilesOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(trit::MmaTilesOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type word = rewriter.getI32Type();
    size_t words = op.getResults().size();
    auto type = LLVM::LLVMStructType::getLiteral(
        getContext(), SmallVector<Type>(words, word));
    NVVM::WgmmaFenceAlignedOp::create(rewriter, loc);
    Value sums = LLVM::PoisonOp::create(rewriter, loc, type);
    for (auto [i, value] : llvm::enumerate(adaptor.getAcc()))
      sums = LLVM::InsertValueOp::create(rewriter, loc, sums, value,
                                         static_cast<int64_t>(i));
    Value codes = describe(rewriter, op, adaptor, adaptor.getCodes()),
          activations =
              describe(rewriter, op, adaptor, adaptor.getActivations());
    for (int column = 0; column < kTileColumns; column += kColumns)
      sums = multiply(rewriter, loc, sums, move(rewriter, loc, codes, column),
                      move(rewriter, loc, activations, column),
                      2 * static_cast<int>(words));
    NVVM::WgmmaGroupSyncAlignedOp::create(rewriter, loc);
    SmallVector<Value> results;
    for (size_t i = 0; i < words; ++i)
      results.push_back(LLVM::ExtractValueOp::create(rewriter, loc, word, sums,
                                                     static_cast<int64_t>(i)));
    rewriter.replaceOp(op, results);
    return success();
  }

private:
  static Value constant(OpBuilder &b, Location loc, int64_t value) {
    return LLVM::ConstantOp::create(b, loc, b.getI64IntegerAttr(value));
  }

  /// The descriptor of the tile from unit `first` on, which counts as addresses
  /// of descriptors do: that of the memory is the same for all tiles.
  Value describe(ConversionPatternRewriter &rewriter, trit::MmaTilesOp op,
                 OpAdaptor adaptor, Value first) const {
    Location loc = op.getLoc();
    Value zero = LLVM::ConstantOp::create(rewriter, loc, first.getType(),
                                          rewriter.getIndexAttr(0));
    Value at = getStridedElementPtr(rewriter, loc, op.getTiles().getType(),
                                    adaptor.getTiles(), zero);
    at = LLVM::PtrToIntOp::create(rewriter, loc, rewriter.getI32Type(), at);
    at = LLVM::ZExtOp::create(rewriter, loc, rewriter.getI64Type(), at);
    at = LLVM::AndOp::create(
        rewriter, loc, at,
        constant(rewriter, loc, (INT64_C(1) << kAddressBits) - 1));
    at = LLVM::LShrOp::create(
        rewriter, loc, at,
        constant(rewriter, loc, llvm::Log2_64(kAddressUnit)));
    at = LLVM::OrOp::create(rewriter, loc, at,
                            constant(rewriter, loc, kTileDescriptor));
    return LLVM::AddOp::create(rewriter, loc, at, first);
  }

  /// The descriptor of the columns from `column` on. A tile begins at a
  /// multiple of 1024 bytes, so nothing is carried.
  static Value move(OpBuilder &b, Location loc, Value tile, int64_t column) {
    return column == 0
               ? tile
               : LLVM::AddOp::create(b, loc, tile,
                                     constant(b, loc, column / kAddressUnit))
                     .getResult();
  }

  static Value multiply(OpBuilder &b, Location loc, Value sums, Value codes,
                        Value activations, int tokens) {
    using NVVM::MMALayout, NVVM::WGMMAScaleIn, NVVM::WGMMAScaleOut,
        NVVM::WGMMATypes;
    MLIRContext *context = b.getContext();
    auto as = [&](WGMMATypes kind) {
      return NVVM::WGMMATypesAttr::get(context, kind);
    };
    auto one = NVVM::WGMMAScaleInAttr::get(context, WGMMAScaleIn::one);
    return NVVM::WgmmaMmaAsyncOp::create(
        b, loc, sums.getType(), sums, codes, activations,
        NVVM::MMAShapeAttr::get(context, kRows, tokens, kColumns),
        as(WGMMATypes::u8), as(WGMMATypes::s8), as(WGMMATypes::s32),
        NVVM::WGMMAScaleOutAttr::get(context, WGMMAScaleOut::one), one, one,
        NVVM::MMALayoutAttr::get(context, MMALayout::row),
        NVVM::MMALayoutAttr::get(context, MMALayout::col),
        NVVM::MMAIntOverflowAttr());
  }
};

/// `wgmma` reads by another proxy than what a thread's stores go by.
struct PublishTiles : ConvertOpToLLVMPattern<trit::PublishTilesOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(trit::PublishTilesOp op, OpAdaptor,
                  ConversionPatternRewriter &rewriter) const override {
    MLIRContext *context = getContext();
    rewriter.replaceOpWithNewOp<NVVM::FenceProxyOp>(
        op, NVVM::ProxyKindAttr::get(context, NVVM::ProxyKind::async_shared),
        NVVM::SharedSpaceAttr::get(context, NVVM::SharedSpace::shared_cta));
    return success();
  }
};

/// Until all groups of a kind are done but for the last ones.
template <typename From, typename To>
struct WaitGroups : ConvertOpToLLVMPattern<From> {
  using ConvertOpToLLVMPattern<From>::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(From op, typename From::Adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    rewriter.replaceOpWithNewOp<To>(op, op.getBut());
    return success();
  }
};
using WaitTiles = WaitGroups<trit::WaitTilesOp, NVVM::WgmmaWaitGroupSyncOp>;
using WaitCopies = WaitGroups<trit::WaitCopiesOp, NVVM::CpAsyncWaitGroupOp>;
using CloseCopies = OneToOneConvertToLLVMPattern<trit::CloseCopiesOp,
                                                 NVVM::CpAsyncCommitGroupOp>;

struct CopyUnit : ConvertOpToLLVMPattern<trit::CopyUnitOp> {
  using ConvertOpToLLVMPattern::ConvertOpToLLVMPattern;

  LogicalResult
  matchAndRewrite(trit::CopyUnitOp op, OpAdaptor adaptor,
                  ConversionPatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Value from = getStridedElementPtr(
              rewriter, loc, cast<MemRefType>(op.getSource().getType()),
              adaptor.getSource(), adaptor.getIndices()),
          to = getStridedElementPtr(rewriter, loc, op.getTiles().getType(),
                                    adaptor.getTiles(), adaptor.getUnit());
    from = toGlobal(rewriter, loc, from);
    rewriter.replaceOpWithNewOp<NVVM::CpAsyncOp>(
        op, to, from, rewriter.getI32IntegerAttr(kUnitBytes),
        NVVM::LoadCacheModifierKindAttr::get(getContext(),
                                             NVVM::LoadCacheModifierKind::CG),
        Value());
    return success();
  }
};
} // namespace

Value tern::toGlobal(OpBuilder &b, Location loc, Value pointer) {
  auto global = LLVM::LLVMPointerType::get(
      b.getContext(), static_cast<unsigned>(NVVM::NVVMMemorySpace::Global));
  return LLVM::AddrSpaceCastOp::create(b, loc, global, pointer);
}

void tern::populateTilesToNVVM(const LLVMTypeConverter &types,
                               RewritePatternSet &patterns) {
  patterns.add<MmaTiles, PublishTiles, WaitTiles, CopyUnit, CloseCopies,
               WaitCopies>(types);
}
