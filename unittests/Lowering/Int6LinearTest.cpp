//===- Int6LinearTest.cpp - codes of six bits times digits ----------------===//
//
// Bit for bit the interpreter's, whatever vectors a target reads a block in.
//
//===----------------------------------------------------------------------===//
#include "TestSupport.h"

using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

static std::string layer(int64_t rows, int64_t columns) {
  ModuleText m;
  std::string type = matrix(rows, getInt6Bytes(columns), "i8"),
              factors = matrix(rows, kInt6Groups, "i8"),
              scales = llvm::formatv("tensor<{0}xf32>", rows);
  m.input("x", columns);
  m.param("w", type);
  m.param("f", factors);
  m.param("s", scales);
  m.op("%y = tern.int6_linear %x, %w factors %f scales %s : "
       "{0}, {1}, {2}, {3} -> {4}",
       activations(columns), type, factors, scales, activations(rows));
  return m.finish("%y", rows);
}

class Int6LinearTest : public LoweringTest {};

TEST_P(Int6LinearTest, Shapes) {
  for (auto [rows, columns] :
       {std::pair(17, 1), std::pair(4, 511), std::pair(40, 600)}) {
    SCOPED_TRACE(rows);
    checkEntries(*lower(layer(rows, columns)), kExact);
  }
}

TEST_P(Int6LinearTest, SumsReachTheLimitsOf32Bits) {
  constexpr int64_t rows = 4, columns = kMaxInt6Columns;
  auto module = lower(layer(rows, columns));
  Parameters parameters(module->asWritten());
  Tensor codes(ElementKind::I8, {rows, getInt6Bytes(columns)});
  // Codes 31, then -31 (1), then -32, which no head has, then all.
  for (int64_t i = 0; i < codes.size(); ++i) {
    bool lower = i % kInt6BlockBytes < 2 * kInt6Part;
    int64_t row = i / getInt6Bytes(columns);
    codes.bytes()[i] = static_cast<int8_t>(row == 0   ? 0xff
                                           : row == 1 ? (lower ? 0x11 : 0)
                                           : row == 2 ? 0
                                                      : i * 7);
  }
  parameters.set("x.table", extremeDigits(columns));
  parameters.set("w", std::move(codes));
  parameters.set("f",
                 filled(ElementKind::I8, {rows, kInt6Groups}, kLargestInt6));
  llvm::cantFail(module->setParameters(std::move(parameters)));
  for (int32_t id : {0, 1})
    check(*module, Entry::Decode, {.ids = {id}}, module->emptyCaches(), kExact);
}

TERN_FOR_EVERY_TARGET(Int6LinearTest);
TERN_FOR_EMULATED_TARGETS(Int6LinearTest);
