//===- DecodeBase3.cpp - five codes in a byte -----------------------------===//
//
// Multiplying a byte by 3 moves its next digit above it. Few targets multiply
// bytes, so even and odd bytes do it apart in lanes of 16 bits; an odd byte's
// digit is shifted into the upper half of its lane, where it belongs.
//
//===----------------------------------------------------------------------===//
#include "Decoders.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace tern;

static constexpr int64_t kPlanes = 5;

Planes tern::decodeBase3(ImplicitLocOpBuilder &b, PackedBlock block) {
  VectorType bytes = block.getType();
  auto words = VectorType::get({bytes.getDimSize(0) / 2}, b.getI16Type());
  Value low = splatOf(b, words, 0x00ff), high = splatOf(b, words, -0x100),
        eight = splatOf(b, words, 8), three = splatOf(b, words, 3);
  Value both = vector::BitCastOp::create(b, words, block);
  Value even = arith::AndIOp::create(b, both, low),
        odd = arith::ShRUIOp::create(b, both, eight);
  Planes planes;
  for (int64_t plane = 0; plane < kPlanes; ++plane) {
    even = arith::MulIOp::create(b, even, three);
    odd = arith::MulIOp::create(b, odd, three);
    Value digits =
        arith::OrIOp::create(b, arith::ShRUIOp::create(b, even, eight),
                             arith::AndIOp::create(b, odd, high));
    planes.push_back(vector::BitCastOp::create(b, bytes, digits));
    even = arith::AndIOp::create(b, even, low);
    odd = arith::AndIOp::create(b, odd, low);
  }
  return planes;
}
