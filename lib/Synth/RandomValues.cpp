//===- RandomValues.cpp - the elements of random tensors ------------------===//
#include "RandomValues.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/APInt.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/xxhash.h"

#include <array>

using namespace llvm;
using namespace tern;

static constexpr unsigned indexBits = 12;
static constexpr size_t tableSize = size_t(1) << indexBits;
/// Elements that one hash gives, and bits of it that each takes its index from.
static constexpr size_t lanes = 4;
static constexpr unsigned laneBits = 16;

/// The output function of the generator SplitMix64, a bijection.
static uint64_t mix(uint64_t x) {
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
  x = (x ^ x >> 27) * 0x94d049bb133111eb;
  return x ^ x >> 31;
}

/// Every byte of four trits, each as often as the next: 81 divides the table
/// into nearly equal parts.
static std::array<uint8_t, tableSize> makeTritTable() {
  std::array<uint8_t, tableSize> table{};
  for (size_t i = 0; i < tableSize; ++i) {
    size_t digits = i * 81 / tableSize;
    for (unsigned shift = 0; shift < 8; shift += 2, digits /= 3)
      table[i] = static_cast<uint8_t>(table[i] | digits % 3 << shift);
  }
  return table;
}

const RandomValues::Table &RandomValues::getTable(const SynthTensor &tensor) {
  Table &table = tables[{tensor.dtype, tensor.low, tensor.high}];
  if (!table.empty())
    return table;
  table.resize(tableSize);
  const fltSemantics &semantics =
      tensor.dtype == DType::F16 ? APFloat::IEEEhalf() : APFloat::BFloat();
  for (size_t i = 0; i < tableSize; ++i) {
    double part = (static_cast<double>(i) + 0.5) / double(tableSize);
    APFloat value(tensor.low + (tensor.high - tensor.low) * part);
    bool inexact = false;
    value.convert(semantics, APFloat::rmNearestTiesToEven, &inexact);
    support::endian::write16le(
        &table[i],
        static_cast<uint16_t>(value.bitcastToAPInt().getZExtValue()));
  }
  return table;
}

template <typename T>
static void draw(uint64_t key, uint64_t first, const T *table,
                 MutableArrayRef<T> out) {
  constexpr uint64_t step = 0x9e3779b97f4a7c15; // SplitMix64's
  uint64_t state = key + first / lanes * step;
  for (size_t begin = 0; begin < out.size(); begin += lanes, state += step) {
    uint64_t bits = mix(state);
    size_t count = std::min(lanes, out.size() - begin);
    for (size_t lane = 0; lane < count; ++lane)
      out[begin + lane] = table[bits >> laneBits * lane & (tableSize - 1)];
  }
}

void RandomValues::fill(const SynthTensor &tensor, uint64_t first,
                        MutableArrayRef<uint8_t> bytes) {
  static const std::array<uint8_t, tableSize> tritTable = makeTritTable();
  uint64_t key = mix(xxh3_64bits(tensor.name) ^ mix(seed));
  if (tensor.dtype == DType::U8)
    return draw(key, first, tritTable.data(), bytes);
  draw(key, first, getTable(tensor).data(),
       MutableArrayRef(reinterpret_cast<uint16_t *>(bytes.data()),
                       bytes.size() / sizeof(uint16_t)));
}
