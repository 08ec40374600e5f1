//===- Matrices.cpp - what instructions that multiply matrices do ---------===//
#include "Matrices.h"

using namespace tern::test;

namespace {
/// Where an element lies: a lane, a register of it, a byte of that.
struct Place {
  size_t lane, word, byte = 0;
};

struct Instruction {
  size_t lanes, rows, tokens, columns;
  size_t sums, codes, activations; ///< words of a lane
  bool signedCodes;
  size_t copies; ///< of A and B, in lanes 16 apart
  Place (*a)(size_t i, size_t k);
  Place (*b)(size_t k, size_t j);
  Place (*d)(size_t i, size_t j);
};
} // namespace

/// `mma.sync.aligned.m16n8k32.row.col.s32.u8.s8.s32`: PTX ISA, "Matrix
/// Fragments for mma.m16n8k32". Register i of A has rows groupID (i even) or
/// groupID + 8, columns threadID * 4 + byte, and 16 more in the upper two.
static constexpr Instruction mma = {
    32,
    16,
    8,
    32,
    4,
    4,
    2,
    /*signedCodes=*/false,
    1,
    [](size_t i, size_t k) {
      return Place{i % 8 * 4 + k % 16 / 4, i / 8 + k / 16 * 2, k % 4};
    },
    [](size_t k, size_t j) { return Place{j * 4 + k % 16 / 4, k / 16, k % 4}; },
    [](size_t i, size_t j) {
      return Place{i % 8 * 4 + j / 2, i / 8 * 2 + j % 2};
    }};

/// `v_mfma_i32_16x16x32_i8`: "AMD Instinct MI300" Instruction Set Architecture,
/// "Matrix Arithmetic Instructions", as AMD's matrix instruction calculator
/// prints it: A[i][k] is in register floor(k / 4) % 2 of lane 16 * floor(k / 8)
/// + i, B[k][j] of lane 16 * floor(k / 8) + j, D[i][j] in register i % 4 of
/// lane 16 * floor(i / 4) + j. Both have signs.
static constexpr Instruction mfma = {
    64,
    16,
    16,
    32,
    4,
    2,
    2,
    /*signedCodes=*/true,
    1,
    [](size_t i, size_t k) {
      return Place{16 * (k / 8) + i, k / 4 % 2, k % 4};
    },
    [](size_t k, size_t j) {
      return Place{16 * (k / 8) + j, k / 4 % 2, k % 4};
    },
    [](size_t i, size_t j) { return Place{16 * (i / 4) + j, i % 4}; }};

/// `v_wmma_i32_16x16x16_iu8` of 32 lanes: "RDNA3" Instruction Set Architecture,
/// "Wave Matrix Multiply Accumulate", as the calculator prints it: A[i][k] is
/// in register floor(k / 4) of lanes i and i + 16, B[k][j] of lanes j and j +
/// 16, D[i][j] in register floor(i / 2) of lane (16 * i) % 32 + j.
static constexpr Instruction wmma = {
    32,
    16,
    16,
    16,
    8,
    4,
    4,
    /*signedCodes=*/false,
    2,
    [](size_t i, size_t k) { return Place{i, k / 4, k % 4}; },
    [](size_t k, size_t j) { return Place{j, k / 4, k % 4}; },
    [](size_t i, size_t j) { return Place{16 * i % 32 + j, i / 2}; }};

static const Instruction &find(TernEmulatedFragment fragment) {
  return fragment == TernEmulatedMma    ? mma
         : fragment == TernEmulatedMfma ? mfma
                                        : wmma;
}

size_t tern::test::lanesOf(TernEmulatedFragment fragment) {
  return find(fragment).lanes;
}

const char *tern::test::multiplyMatrices(TernEmulatedFragment fragment,
                                         uint32_t *const *words) {
  const Instruction &instruction = find(fragment);
  const size_t codes = instruction.sums,
               activations = codes + instruction.codes,
               end = activations + instruction.activations;
  for (size_t lane = 16; instruction.copies == 2 && lane < 32; ++lane)
    for (size_t word = codes; word < end; ++word)
      if (words[lane][word] != words[lane - 16][word])
        return "lanes 16 to 31 have other operands than lanes 0 to 15";
  auto byte = [&](Place at, size_t first) {
    return uint8_t(words[at.lane][first + at.word] >> (8 * at.byte));
  };
  for (size_t i = 0; i < instruction.rows; ++i)
    for (size_t j = 0; j < instruction.tokens; ++j) {
      Place at = instruction.d(i, j);
      uint32_t &sum = words[at.lane][at.word];
      for (size_t k = 0; k < instruction.columns; ++k) {
        uint8_t code = byte(instruction.a(i, k), codes);
        auto x = int8_t(byte(instruction.b(k, j), activations));
        sum += uint32_t(
            (instruction.signedCodes ? int32_t(int8_t(code)) : int32_t(code)) *
            x);
      }
    }
  return nullptr;
}
