//===- Integers.cpp - activations that are quantised to themselves --------===//
#include "Integers.h"

using namespace tern::interp;
using namespace tern;

static float integerAt(int64_t row, int64_t k, int64_t features, float random) {
  switch (row) {
  case 0:
    return 127;
  case 1:
    return -127;
  case 2:
    return k % 2 ? -127 : 127;
  case 3:
    return k == features - 1 ? -127 : 0;
  case 4:
    return 0;
  default:
    return k == 0 ? 127 : random;
  }
}

Tensor lowering::integerTable(int64_t features) {
  Tensor table(ElementKind::F32, {ModuleText::kIds, features});
  Tensor random = llvm::cantFail(makeSynthetic(SyntheticPattern::Random, 1, "x",
                                               ElementKind::I8, table.shape()));
  for (int64_t i = 0; i < table.size(); ++i)
    table.floats()[i] =
        integerAt(i / features, i % features, features, random.bytes()[i]);
  return table;
}
