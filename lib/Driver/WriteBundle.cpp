//===- WriteBundle.cpp - from a lowered module to a bundle ----------------===//
#include "WriteBundle.h"

#include "Manifest.h"
#include "ParamData.h"
#include "dialects/Trit/Trit.h"
#include "tern/Bundle/Writer.h"
#include "tern/Checkpoint/Safetensors.h"
#include "tern/Conversion/Step.h"
#include "tern/Import/ParamSource.h"

using namespace mlir;
using namespace tern;

static DType getStoredType(Type element) {
  if (element.isF32())
    return DType::F32;
  if (element.isBF16())
    return DType::BF16;
  if (element.isF16())
    return DType::F16;
  return DType::U8;
}

static std::string printType(Type type) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  stream << type;
  StringRef inner = text;
  inner.consume_front("tensor<");
  inner.consume_back(">");
  return inner.str();
}

static BundleTensor describe(ParamOp param) {
  RankedTensorType stored = param.getTensorType();
  BundleTensor tensor{
      param.getSymName().str(), DType::U8, {}, printType(stored), ""};
  if (auto layout = dyn_cast_or_null<trit::LayoutAttr>(param.getLayoutAttr())) {
    stored = layout.getPackedType(stored.getDimSize(0), stored.getDimSize(1));
    tensor.layout = layout.getName();
  }
  tensor.dtype = getStoredType(stored.getElementType());
  tensor.shape.assign(stored.getShape().begin(), stored.getShape().end());
  return tensor;
}

static uint64_t countBytes(const BundleTensor &tensor) {
  return *elementCount(tensor.shape) * dtypeSize(tensor.dtype);
}

std::vector<Manifest::Tensor> tern::describeTensors(ModuleOp module) {
  std::vector<Manifest::Tensor> tensors;
  for (auto param : module.getOps<ParamOp>()) {
    BundleTensor tensor = describe(param);
    auto offset = param->getAttrOfType<IntegerAttr>(kOffsetAttrName);
    tensors.push_back({tensor.name, tensor.type, tensor.layout,
                       static_cast<uint64_t>(offset ? offset.getInt() : 0),
                       countBytes(tensor)});
  }
  return tensors;
}

/// The code reads each parameter at the offset that `schedule` planned; the
/// file must have it there.
static llvm::Error checkOffsets(ArrayRef<ParamOp> params,
                                ArrayRef<Manifest::Tensor> written) {
  for (auto [op, tensor] : llvm::zip_equal(params, written)) {
    ParamOp param = op;
    auto planned = param->getAttrOfType<IntegerAttr>(kOffsetAttrName);
    if (!planned || static_cast<uint64_t>(planned.getInt()) != tensor.offset)
      return paramFailure(param, "is not where the stage schedule planned it");
  }
  return llvm::Error::success();
}

llvm::Error tern::writeBundle(ModuleOp module, CodeWriter code,
                              const Checkpoint &checkpoint,
                              const CheckpointTokenizer &tokenizer,
                              StringRef path, WeightProgress progress) {
  llvm::Expected<Manifest> manifest = makeManifest(module);
  if (!manifest)
    return manifest.takeError();
  manifest->model.bosToken = tokenizer.config.bosToken;
  manifest->model.eosToken = tokenizer.config.eosToken;
  llvm::Expected<BundleWriter> bundle = BundleWriter::create(path);
  if (!bundle)
    return bundle.takeError();
  llvm::Expected<BundleCode> generated = code();
  if (!generated)
    return generated.takeError();
  manifest->codeFile = generated->file;
  if (llvm::Error error =
          bundle->writeCode(generated->bytes, manifest->codeFile))
    return error;
  auto params = llvm::to_vector(module.getOps<ParamOp>());
  auto tensors = llvm::map_to_vector(params, describe);
  uint64_t total = 0;
  for (const BundleTensor &tensor : tensors)
    total += countBytes(tensor);
  llvm::Error error =
      bundle->writeWeights(tensors, [&](size_t index, llvm::raw_ostream &os) {
        progress(os.tell(), total);
        return writeParam(params[index], checkpoint, os);
      });
  if (error)
    return error;
  if ((error = checkOffsets(params, bundle->writtenTensors())))
    return error;
  if (!tokenizer.json.empty())
    if ((error = bundle->writeTokenizer(tokenizer.json)))
      return error;
  if (tokenizer.config.chatTemplate)
    if ((error = bundle->writeChatTemplate(*tokenizer.config.chatTemplate)))
      return error;
  return bundle->commit(std::move(*manifest));
}
