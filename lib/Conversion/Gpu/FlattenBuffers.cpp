//===- FlattenBuffers.cpp - accesses by one index -------------------------===//
#include "Address.h"
#include "dialects/Trit/Trit.h"
#include "tern/Conversion/Gpu.h"
#include "tern/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_FLATTENBUFFERS
#include "tern/Conversion/Passes.h.inc"

namespace {
/// Bytes of an access of scratch, at most.
constexpr int64_t kWidestAccess = 16;

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
      noteType(op);
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
  /// What an access takes elements as.
  static Type getAccessType(Operation *op, const Address &address) {
    if (auto copy = dyn_cast<trit::CopyUnitOp>(op))
      return copy.getTiles().getType().getElementType();
    auto words = dyn_cast<vector::LoadOp>(op);
    return words ? getWords(words.getType()) : address.element;
  }

  /// Finds scratch that is accessed as elements of several types.
  void noteType(Operation *op) {
    Access access = *getAccess(op);
    FailureOr<Address> address = getAddress(access.buffer, access.indices);
    if (succeeded(address) && address->root.getDefiningOp<memref::AllocaOp>() &&
        getAccessType(op, *address) !=
            cast<MemRefType>(address->root.getType()).getElementType())
      mixed.insert(address->root);
  }

  LogicalResult flatten(Operation *op) {
    Access access = *getAccess(op);
    FailureOr<Address> address = getAddress(access.buffer, access.indices);
    if (failed(address))
      return failure();
    OpBuilder b(op);
    Location loc = op->getLoc();
    auto words = dyn_cast<vector::LoadOp>(op);
    Type type = getAccessType(op, *address);
    FailureOr<Value> buffer = getFlat(address->root, type);
    if (failed(buffer))
      return failure();
    Value index = getIndex(b, loc, *address, getBytes(type));
    if (auto store = dyn_cast<memref::StoreOp>(op)) {
      memref::StoreOp::create(b, loc, store.getValue(), *buffer, index);
      op->erase();
      return success();
    }
    if (auto copy = dyn_cast<trit::CopyUnitOp>(op)) {
      trit::CopyUnitOp::create(b, loc, *buffer, index, copy.getTiles(),
                               copy.getUnit());
      op->erase();
      return success();
    }
    if (auto arrive = dyn_cast<trit::ArriveOp>(op)) {
      arrive.getCountersMutable().assign(*buffer);
      arrive.getAtMutable().assign(index);
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
      flat = mixed.contains(root)
                 ? viewBytes(b, root, bytes, type)
                 : addMemory(root, from.getNumElements(), type);
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

  static gpu::AddressSpaceAttr getSpace(MLIRContext *context) {
    return gpu::AddressSpaceAttr::get(context, gpu::AddressSpace::Workgroup);
  }

  /// For `scratch`. Aligned for the widest access, whatever its elements are:
  /// threads read and write several at a time.
  Value addMemory(Value scratch, int64_t count, Type type) {
    auto number = static_cast<int>(kernel.getWorkgroupAttributions().size());
    Value memory = kernel.addWorkgroupAttribution(
        MemRefType::get({count}, type, MemRefLayoutAttrInterface(),
                        getSpace(kernel.getContext())),
        scratch.getLoc());
    kernel.setWorkgroupAttributionAttr(
        number, LLVM::LLVMDialect::getAlignAttrName(),
        Builder(kernel.getContext()).getI64IntegerAttr(kWidestAccess));
    if (Attribute phase = scratch.getDefiningOp()->getAttr(kPhaseAttrName))
      kernel.setWorkgroupAttributionAttr(
          number, StringAttr::get(kernel.getContext(), kPhaseAttrName), phase);
    return memory;
  }

  /// Scratch of bytes, aligned for each type, seen as elements of one.
  Value viewBytes(OpBuilder &b, Value root, int64_t bytes, Type type) {
    Value &memory = memories[root];
    if (!memory)
      memory = addMemory(root, bytes, b.getI8Type());
    if (type.isInteger(8))
      return memory;
    Value zero = arith::ConstantIndexOp::create(b, root.getLoc(), 0);
    return memref::ViewOp::create(
        b, root.getLoc(),
        MemRefType::get({bytes / getBytes(type)}, type,
                        MemRefLayoutAttrInterface(), getSpace(b.getContext())),
        memory, zero, ValueRange());
  }

  gpu::GPUFuncOp kernel;
  llvm::DenseMap<std::pair<Value, Type>, Value> flats;
  /// Scratch that is accessed as several types, and its bytes.
  llvm::DenseSet<Value> mixed;
  llvm::DenseMap<Value, Value> memories;
};

struct FlattenBuffers : impl::FlattenBuffersBase<FlattenBuffers> {
  void runOnOperation() override {
    if (failed(Flattening(getOperation()).run()))
      signalPassFailure();
  }
};
} // namespace
} // namespace tern
