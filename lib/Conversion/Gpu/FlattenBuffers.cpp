//===- FlattenBuffers.cpp - accesses by one index -------------------------===//
#include "Address.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_FLATTENBUFFERS
#include "tern/Conversion/Passes.h.inc"

namespace {
int64_t getBytes(Type type) {
  if (auto vector = dyn_cast<VectorType>(type))
    return vector.getNumElements() * getBytes(vector.getElementType());
  return static_cast<int64_t>(type.getIntOrFloatBitWidth()) / 8;
}

/// What bytes that are read together are read as: a word, or a vector of words.
Type getWords(VectorType bytes) {
  Type word = IntegerType::get(bytes.getContext(), 32);
  int64_t count = getBytes(bytes) / getBytes(word);
  return count > 1 ? VectorType::get({count}, word) : word;
}

class Flattening {
public:
  explicit Flattening(gpu::GPUFuncOp kernel) : kernel(kernel) {}

  LogicalResult run() {
    SmallVector<Operation *> accesses;
    kernel.walk([&](Operation *op) {
      if (getAccess(op))
        accesses.push_back(op);
    });
    for (Operation *op : accesses)
      if (failed(flatten(op)))
        return op->emitOpError(
            "accesses memory in a way that is not understood");
    kernel.walk([](memref::AllocaOp op) {
      if (isOpTriviallyDead(op))
        op.erase();
    });
    return success();
  }

private:
  LogicalResult flatten(Operation *op) {
    Access access = *getAccess(op);
    FailureOr<Address> address = getAddress(access.buffer, access.indices);
    if (failed(address))
      return failure();
    OpBuilder b(op);
    Location loc = op->getLoc();
    auto words = dyn_cast<vector::LoadOp>(op);
    Type type = words ? getWords(words.getType()) : address->element;
    FailureOr<Value> buffer = getFlat(address->root, type);
    if (failed(buffer))
      return failure();
    Value index = getIndex(b, loc, *address, getBytes(type));
    if (auto store = dyn_cast<memref::StoreOp>(op)) {
      memref::StoreOp::create(b, loc, store.getValue(), *buffer, index);
      op->erase();
      return success();
    }
    Value value = memref::LoadOp::create(b, loc, *buffer, index);
    if (words) {
      if (getBytes(type) != getBytes(words.getType()))
        return failure();
      if (!isa<VectorType>(type))
        value = vector::BroadcastOp::create(b, loc, VectorType::get({1}, type),
                                            value);
      value = vector::BitCastOp::create(b, loc, words.getType(), value);
    }
    op->getResult(0).replaceAllUsesWith(value);
    op->erase();
    return success();
  }

  /// The index of an access in elements of `bytes` bytes.
  static Value getIndex(OpBuilder &b, Location loc, const Address &address,
                        int64_t bytes) {
    auto constant = [&](int64_t value) -> Value {
      return arith::ConstantIndexOp::create(b, loc, value);
    };
    Value sum;
    auto add = [&](Value value) {
      sum = sum ? arith::AddIOp::create(b, loc, sum, value).getResult() : value;
    };
    for (const Address::Term &term : address.terms)
      add(term.stride == 1
              ? term.index
              : arith::MulIOp::create(b, loc, term.index, constant(term.stride))
                    .getResult());
    if (address.constant != 0 || !sum)
      add(constant(address.constant));
    auto scale = [&](Value value, int64_t by) -> Value {
      return by == 1 ? value
                     : arith::DivUIOp::create(b, loc, value, constant(by));
    };
    sum = scale(sum, bytes / getBytes(address.element));
    if (address.shift)
      add(scale(address.shift, bytes));
    return sum;
  }

  /// The whole of a buffer as elements of `type`.
  FailureOr<Value> getFlat(Value root, Type type) {
    Value &flat = flats[{root, type}];
    if (flat)
      return flat;
    auto from = cast<MemRefType>(root.getType());
    if (!from.hasStaticShape())
      return failure();
    OpBuilder b = OpBuilder::atBlockBegin(&kernel.getBody().front());
    Location loc = root.getLoc();
    int64_t bytes = from.getNumElements() * getBytes(from.getElementType());
    if (root.getDefiningOp<memref::AllocaOp>()) {
      if (type != from.getElementType())
        return failure();
      auto space = gpu::AddressSpaceAttr::get(b.getContext(),
                                              gpu::AddressSpace::Workgroup);
      flat = kernel.addWorkgroupAttribution(
          MemRefType::get({from.getNumElements()}, type,
                          MemRefLayoutAttrInterface(), space),
          loc);
    } else if (from.getElementType() == type) {
      if (from.getRank() == 1) {
        flat = root;
      } else {
        auto all = llvm::to_vector(llvm::seq<int64_t>(0, from.getRank()));
        flat = memref::CollapseShapeOp::create(
            b, loc, root,
            ArrayRef<ReassociationIndices>{
                ReassociationIndices(all.begin(), all.end())});
      }
    } else if (from.getElementType().isInteger(8) && from.getRank() == 1) {
      Value zero = arith::ConstantIndexOp::create(b, loc, 0);
      flat = memref::ViewOp::create(
          b, loc, MemRefType::get({bytes / getBytes(type)}, type), root, zero,
          ValueRange());
    } else {
      return failure();
    }
    return flat;
  }

  gpu::GPUFuncOp kernel;
  llvm::DenseMap<std::pair<Value, Type>, Value> flats;
};

struct FlattenBuffers : impl::FlattenBuffersBase<FlattenBuffers> {
  void runOnOperation() override {
    if (failed(Flattening(getOperation()).run()))
      signalPassFailure();
  }
};
} // namespace
} // namespace tern
