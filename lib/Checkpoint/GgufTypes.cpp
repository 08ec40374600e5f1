//===- GgufTypes.cpp - how GGUF's tensor types store elements -------------===//
#include "GgufTypes.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;
using namespace tern;

namespace {
struct Row {
  GgufType type;
  StringLiteral name;
  GgufBlock block;
};

struct Name {
  uint32_t id;
  StringLiteral text;
};
} // namespace

static constexpr Row rows[] = {
    {GgufType::F32, "F32", {1, 4}},
    {GgufType::F16, "F16", {1, 2}},
    {GgufType::BF16, "BF16", {1, 2}},
    {GgufType::Q8_0, "Q8_0", {32, 34}},
    {GgufType::Q6_K, "Q6_K", {256, 210}},
    {GgufType::TQ1_0, "TQ1_0", {256, 54}},
    {GgufType::TQ2_0, "TQ2_0", {256, 66}},
    {GgufType::I2_S, "I2_S", {4, 1}},
};

/// What ggml calls the types that are not read.
static constexpr Name otherNames[] = {
    {2, "Q4_0"},     {3, "Q4_1"},    {6, "Q5_0"},     {7, "Q5_1"},
    {9, "Q8_1"},     {10, "Q2_K"},   {11, "Q3_K"},    {12, "Q4_K"},
    {13, "Q5_K"},    {15, "Q8_K"},   {16, "IQ2_XXS"}, {17, "IQ2_XS"},
    {18, "IQ3_XXS"}, {19, "IQ1_S"},  {20, "IQ4_NL"},  {21, "IQ3_S"},
    {22, "IQ2_S"},   {23, "IQ4_XS"}, {24, "I8"},      {25, "I16"},
    {26, "I32"},     {27, "I64"},    {28, "F64"},     {29, "IQ1_M"},
    {39, "MXFP4"},   {40, "NVFP4"},
};

static const Row &rowOf(GgufType type) {
  for (const Row &row : rows)
    if (row.type == type)
      return row;
  llvm_unreachable("a type without a row");
}

StringRef tern::ggufTypeName(GgufType type) { return rowOf(type).name; }

GgufBlock tern::ggufBlock(GgufType type) { return rowOf(type).block; }

int64_t tern::ggufTrailerBytes(GgufType type) {
  return type == GgufType::I2_S ? 32 : 0;
}

std::optional<GgufType> tern::parseGgufType(uint32_t id) {
  for (const Row &row : rows)
    if (static_cast<uint32_t>(row.type) == id)
      return row.type;
  return std::nullopt;
}

std::string tern::ggufTypeText(uint32_t id) {
  for (const Name &name : otherNames)
    if (name.id == id)
      return (name.text + " (" + Twine(id) + ")").str();
  return std::to_string(id);
}

std::string tern::ggufTypeNames() {
  std::string text;
  raw_string_ostream os(text);
  interleaveComma(rows, os, [&](const Row &row) { os << row.name; });
  return text;
}
