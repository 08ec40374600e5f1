//===- DecodeI2.cpp - two bits a code -------------------------------------===//
//
// Plane p is bits 2p+1:2p of each byte.
//
//===----------------------------------------------------------------------===//
#include "Decoders.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;
using namespace tern;

Planes tern::decodeI2(ImplicitLocOpBuilder &b, PackedBlock block) {
  VectorType type = block.getType();
  Planes planes;
  for (int64_t plane = 0; plane < 4; ++plane) {
    Value bits = block;
    if (plane != 0)
      bits = arith::ShRUIOp::create(b, bits, splatOf(b, type, 2 * plane));
    planes.push_back(arith::AndIOp::create(b, bits, splatOf(b, type, 3)));
  }
  return planes;
}
