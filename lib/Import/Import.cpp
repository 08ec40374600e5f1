//===- Import.cpp - a checkpoint as a graph in the tern dialect -----------===//
#include "tern/Import/Import.h"

#include "GraphBuilder.h"
#include "tern/Import/ParamSource.h"

using namespace mlir;
using namespace tern;

/// What the manifest and people want to know of the model.
static DictionaryAttr describe(MLIRContext *context, const ModelConfig &config,
                               const ImportOptions &options,
                               int64_t positions) {
  Builder b(context);
  NamedAttrList list;
  auto number = [&](StringRef key, int64_t value) {
    list.append(key, b.getI64IntegerAttr(value));
  };
  list.append("name", b.getStringAttr(options.name));
  list.append("architecture", b.getStringAttr(config.family));
  number("hidden_size", config.hidden);
  number("intermediate_size", config.intermediate);
  number("layers", config.layers);
  number("heads", config.heads);
  number("kv_heads", config.kvHeads);
  number("head_dim", config.headDim);
  number("vocab_size", config.vocab);
  number("context", positions);
  if (config.bos)
    number("bos", *config.bos);
  list.append("eos", b.getDenseI64ArrayAttr(config.eos));
  return list.getDictionary(context);
}

llvm::Expected<OwningOpRef<ModuleOp>>
tern::importCheckpoint(MLIRContext *context, const Checkpoint &checkpoint,
                       const ImportOptions &options) {
  const ModelConfig &config = checkpoint.config();
  int64_t positions = options.context ? options.context : config.maxPositions;
  if (positions > config.maxPositions)
    return llvm::createStringError(
        "--context=%lld: the model was trained for %lld positions",
        static_cast<long long>(positions),
        static_cast<long long>(config.maxPositions));
  context->loadDialect<TernDialect, func::FuncDialect>();
  GraphBuilder graph(context, checkpoint, positions);
  importTransformer(graph, config);
  if (llvm::Error error = graph.takeError())
    return error;
  if (llvm::Error error = checkpoint.expectNoOthers())
    return error;
  OwningOpRef<ModuleOp> module = graph.takeModule();
  (*module)->setAttr(kModelAttrName,
                     describe(context, config, options, positions));
  setCheckpoint(*module, checkpoint);
  return module;
}
