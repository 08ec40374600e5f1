//===- ReadAhead.cpp - weights that come before they are needed -----------===//
#include "ReadAhead.h"

#include "dialects/Tern/Tern.h"
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Step.h"
#include "tern/StageReads.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;
using namespace tern;

namespace {
/// What comes in no time, and what may lie between two tensors that are one
/// part.
constexpr int64_t kSmallBytes = 64 << 10;
/// Of an address and a size of `trit.read_ahead`.
constexpr int64_t kUnit = 16;
/// Launches' parts that may wait to be read.
constexpr int64_t kPartsAhead = 4;

/// What a launch reads.
struct Read {
  size_t reader;
  int64_t offset, bytes;
};
} // namespace

static int64_t wholeUnits(int64_t bytes) { return bytes / kUnit * kUnit; }

/// What a launch reads from end to end: its weight with the norm and the scales
/// that lie beside it.
static void addReads(gpu::LaunchFuncOp launch, size_t reader,
                     SymbolTable &symbols, SmallVectorImpl<Read> &reads) {
  auto op = launch->getAttrOfType<StringAttr>(kStageOpAttrName);
  auto params = launch->getAttrOfType<ArrayAttr>(kStageParamsAttrName);
  if (!op || !params || getRowsRead(op.getValue()) != RowsRead::All)
    return;
  SmallVector<Read> own;
  for (auto name : params.getAsRange<FlatSymbolRefAttr>()) {
    auto param = symbols.lookup<ParamOp>(name.getValue());
    auto at = param ? param->getAttrOfType<IntegerAttr>(kOffsetAttrName)
                    : IntegerAttr();
    if (!at)
      continue;
    int64_t first = wholeUnits(at.getInt()),
            end = at.getInt() + getStoredBytes(getStoredType(param));
    own.push_back({reader, first, wholeUnits(end + kUnit - 1) - first});
  }
  llvm::sort(own, [](const Read &x, const Read &y) {
    return std::pair(x.offset, x.bytes) < std::pair(y.offset, y.bytes);
  });
  SmallVector<Read> joined;
  for (const Read &read : own) {
    Read *last = joined.empty() ? nullptr : &joined.back();
    if (last && read.offset - last->offset - last->bytes < kSmallBytes)
      last->bytes =
          std::max(last->bytes, read.offset + read.bytes - last->offset);
    else
      joined.push_back(read);
  }
  llvm::append_range(reads, llvm::make_filter_range(joined, [](const Read &r) {
                       return r.bytes >= kSmallBytes;
                     }));
}

SmallVector<WeightsPart>
tern::planReadAhead(ArrayRef<gpu::LaunchFuncOp> launches, int64_t bytes) {
  SmallVector<WeightsPart> parts(launches.size());
  if (launches.empty())
    return parts;
  bytes = wholeUnits(bytes);
  SymbolTable symbols(launches.front()->getParentOfType<ModuleOp>());
  SmallVector<Read> reads;
  for (auto [i, launch] : llvm::enumerate(launches))
    addReads(launch, i, symbols, reads);

  // Positions are those of all reads one after the other.
  int64_t begin = 0, end = 0; // of what is read next, of what was asked for
  size_t next = 0, current = 0;
  int64_t before = 0; // the position of reads[current]
  for (auto [done, part] : llvm::enumerate(parts)) {
    for (; next < reads.size() && reads[next].reader <= done; ++next)
      begin += reads[next].bytes;
    end = std::max(end, begin);
    while (current < reads.size() && before + reads[current].bytes <= end)
      before += reads[current++].bytes;
    if (current == reads.size())
      break;
    int64_t within = end - before;
    part = {reads[current].offset + within,
            std::min({bytes, reads[current].bytes - within,
                      begin + kPartsAhead * bytes - end})};
    end += part.bytes;
  }
  return parts;
}

void tern::buildReadAhead(ImplicitLocOpBuilder &b, ThreadOfLaunch place,
                          Value weights, Value offset, Value bytes,
                          int64_t most) {
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  auto times = [&](Value x, Value y) -> Value {
    return arith::MulIOp::create(b, x, y);
  };
  Value turn = arith::SubIOp::create(b, index(place.threads - 1), place.thread),
        own = arith::AddIOp::create(b, times(turn, place.blocks), place.block),
        all = times(place.blocks, index(place.threads * most));
  auto loop = scf::ForOp::create(b, times(own, index(most)), bytes, all);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Value at = loop.getInductionVar();
  Value left = arith::SubIOp::create(b, bytes, at);
  trit::ReadAheadOp::create(b, weights, arith::AddIOp::create(b, offset, at),
                            arith::MinUIOp::create(b, left, index(most)));
}
