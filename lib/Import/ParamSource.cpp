//===- ParamSource.cpp - what parameters are in a checkpoint --------------===//
#include "tern/Import/ParamSource.h"

using namespace mlir;
using namespace tern;

/// A weight's scale goes by the weight's name with this suffix.
static constexpr llvm::StringLiteral kScaleSuffix = "_scale";

llvm::Expected<CheckpointOptions>
tern::parseCheckpointOptions(StringRef projections, StringRef i2sLayout) {
  CheckpointOptions options;
  std::optional<FloatProjections> floats = parseFloatProjections(projections);
  if (!floats)
    return llvm::createStringError("--projections=" + projections +
                                   ": expected dense, trits or absmean");
  options.floats = *floats;
  if (i2sLayout.empty())
    return options;
  std::optional<I2sLayout> layout = parseI2sLayout(i2sLayout);
  if (!layout)
    return llvm::createStringError("--i2s-layout=" + i2sLayout +
                                   ": expected blocks128, rows4 or blocks64");
  options.i2sLayout = *layout;
  return options;
}

llvm::Expected<CheckpointOptions> tern::getCheckpointOptions(ModuleOp module) {
  auto get = [&](StringRef name) -> StringRef {
    auto attr = module->getAttrOfType<StringAttr>(name);
    return attr ? attr.getValue() : "";
  };
  return parseCheckpointOptions(get(kProjectionsAttrName),
                                get(kI2sLayoutAttrName));
}

void tern::setCheckpoint(ModuleOp module, const Checkpoint &checkpoint) {
  auto set = [&](StringRef name, StringRef value) {
    module->setAttr(name, StringAttr::get(module.getContext(), value));
  };
  set(kCheckpointAttrName, checkpoint.path());
  if (checkpoint.floatProjections() != FloatProjections::Detect)
    set(kProjectionsAttrName,
        floatProjectionsName(checkpoint.floatProjections()));
  if (checkpoint.i2sLayout() != CheckpointOptions().i2sLayout)
    set(kI2sLayoutAttrName, i2sLayoutName(checkpoint.i2sLayout()));
}

llvm::Error tern::paramFailure(ParamOp param, const Twine &what) {
  return llvm::createStringError("parameter '" + param.getSymName() +
                                 "': " + what);
}

bool tern::holdsScales(ParamOp param) {
  return param.getTensorType().getElementType().isF32() &&
         llvm::all_of(param.getSourceNames(), [](StringRef name) {
           return name.ends_with(kScaleSuffix);
         });
}

llvm::Expected<std::vector<float>>
tern::readScales(ParamOp param, const Checkpoint &checkpoint) {
  std::vector<float> values;
  for (auto [index, source] : llvm::enumerate(param.getSourceNames())) {
    llvm::Expected<std::vector<float>> scales =
        checkpoint.scales(source.drop_back(kScaleSuffix.size()));
    if (!scales)
      return scales.takeError();
    if (param.getRepeat() && scales->size() == 1)
      scales->assign((*param.getRepeat())[index], scales->front());
    llvm::append_range(values, *scales);
  }
  int64_t expected = param.getTensorType().getNumElements();
  if (static_cast<int64_t>(values.size()) != expected)
    return paramFailure(param, "has " + Twine(expected) +
                                   " scales, but its sources have " +
                                   Twine(values.size()));
  return values;
}
