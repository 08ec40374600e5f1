//===- GraphBuilder.h - writing a model down in the tern dialect ----------===//
#ifndef TERN_LIB_IMPORT_GRAPHBUILDER_H
#define TERN_LIB_IMPORT_GRAPHBUILDER_H

#include "tern/Import/Import.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

namespace tern {

/// Builds `forward` operation by operation. Parameters are declared as they
/// are used, checked against the checkpoint; the first error sticks and is
/// returned by `takeError`.
class GraphBuilder {
public:
  GraphBuilder(mlir::MLIRContext *context, const Checkpoint &checkpoint,
               int64_t positions);

  /// The value of a dense parameter, in f32 if `widen` (norms are few and
  /// computed in f32).
  mlir::Value dense(const llvm::Twine &name, llvm::ArrayRef<int64_t> shape,
                    bool widen);
  mlir::Value ropeTable();

  mlir::Value embedding(mlir::Value table);
  mlir::Value rmsNorm(mlir::Value x, const llvm::Twine &name);
  /// Normalises each head.
  mlir::Value headNorm(mlir::Value x, const llvm::Twine &name);
  /// The projection `name`.weight with `rows` outputs, as the checkpoint stores
  /// it: ternary with quantised activations, ternary alone, or dense.
  mlir::Value projection(mlir::Value x, const llvm::Twine &name, int64_t rows,
                         bool bias);
  mlir::Value linear(mlir::Value x, mlir::Value weight);
  mlir::Value rope(mlir::Value x);
  /// Appends to the cache number `cache` and returns its new value.
  mlir::Value append(mlir::Value x, int64_t cache);
  mlir::Value attention(mlir::Value query, mlir::Value keys,
                        mlir::Value values);
  mlir::Value glu(mlir::Value gate, mlir::Value up);
  mlir::Value add(mlir::Value x, mlir::Value y);
  mlir::Value tail(mlir::Value x);
  /// Ends `forward` with its logits and caches.
  void finish(mlir::Value logits);

  mlir::OwningOpRef<mlir::ModuleOp> takeModule() { return std::move(root); }
  llvm::Error takeError() { return std::move(error); }

private:
  mlir::Value ternary(mlir::Value x, llvm::StringRef module, int64_t rows);
  void note(llvm::Error failure);
  mlir::Value use(llvm::StringRef name, mlir::RankedTensorType type);
  mlir::RankedTensorType activations(int64_t features);

  const Checkpoint &checkpoint;
  const ModelConfig &config;
  mlir::OwningOpRef<mlir::ModuleOp> root;
  mlir::OpBuilder b;
  mlir::Location loc;
  mlir::func::FuncOp forward;
  mlir::Value ids, position, firstLogit;
  llvm::SmallVector<mlir::Value> caches;
  llvm::Error error = llvm::Error::success();
};

/// Writes down a model of any family.
void importTransformer(GraphBuilder &graph, const ModelConfig &config);

} // namespace tern

#endif // TERN_LIB_IMPORT_GRAPHBUILDER_H
