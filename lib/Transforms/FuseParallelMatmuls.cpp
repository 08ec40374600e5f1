//===- FuseParallelMatmuls.cpp - Q, K and V as one product ----------------===//
#include "tern/Transforms/Passes.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_FUSEPARALLELMATMULS
#include "tern/Transforms/Passes.h.inc"

namespace {
/// A dequantised product of two parameters.
struct Product {
  MatmulOp matmul;
  DequantizeOp dequantize;
  ParamOp weight, scale;
};

struct FuseParallelMatmuls
    : impl::FuseParallelMatmulsBase<FuseParallelMatmuls> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    llvm::MapVector<Value, SmallVector<Product>> groups;
    getOperation()->walk([&](DequantizeOp op) {
      if (std::optional<Product> product = match(op, symbols))
        groups[product->matmul.getInput()].push_back(*product);
    });
    for (auto &[input, products] : groups)
      if (products.size() > 1)
        fuse(products, symbols);
    removeUnused();
  }

  static ParamOp getParam(Value value, SymbolTable &symbols) {
    auto use = value.getDefiningOp<UseOp>();
    return use ? symbols.lookup<ParamOp>(use.getParam()) : ParamOp();
  }

  static std::optional<Product> match(DequantizeOp op, SymbolTable &symbols) {
    auto matmul = op.getInput().getDefiningOp<MatmulOp>();
    if (!matmul || !matmul->hasOneUse())
      return std::nullopt;
    Product product{matmul, op, getParam(matmul.getWeight(), symbols),
                    getParam(op.getScale(), symbols)};
    bool plain = product.weight && product.scale &&
                 !product.weight.getLayout() && !product.scale.getRepeat();
    return plain ? std::optional(product) : std::nullopt;
  }

  /// Declares the concatenation of the products' weights (or of their scales).
  static ParamOp concatenate(ArrayRef<Product> products, bool scales,
                             RankedTensorType type, SymbolTable &symbols) {
    OpBuilder b(Product(products.front()).weight);
    SmallVector<StringRef> sources;
    SmallVector<int64_t> repeat;
    std::string name;
    for (Product product : products) {
      ParamOp param = scales ? product.scale : product.weight;
      llvm::append_range(sources, param.getSourceNames());
      if (scales)
        repeat.push_back(product.weight.getTensorType().getDimSize(0));
      name += (name.empty() ? "" : "+") + param.getSymName().str();
    }
    auto param = ParamOp::create(b, Product(products.front()).weight.getLoc(),
                                 name, type, b.getStrArrayAttr(sources),
                                 scales ? b.getDenseI64ArrayAttr(repeat)
                                        : DenseI64ArrayAttr(),
                                 Attribute(), Attribute());
    symbols.insert(param);
    return param;
  }

  static void fuse(ArrayRef<Product> products, SymbolTable &symbols) {
    // A scale a row could be concatenated as well, but no source has one yet.
    bool divide = Product(products.front()).dequantize.getDivide();
    if (llvm::any_of(products, [=](Product p) {
          return p.scale.getTensorType().getRank() != 0 ||
                 p.dequantize.getDivide() != divide;
        }))
      return;
    int64_t rows = 0;
    for (Product product : products)
      rows += product.weight.getTensorType().getDimSize(0);

    Product last = products.back();
    OpBuilder b(products.front().dequantize);
    SmallVector<Location> parts;
    for (Product product : products)
      parts.append({product.matmul.getLoc(), product.dequantize.getLoc()});
    Location loc = b.getFusedLoc(parts);
    int64_t columns = last.weight.getTensorType().getDimSize(1),
            tokens = last.matmul.getResult().getType().getDimSize(0);
    auto weightType =
        RankedTensorType::get({rows, columns}, TritType::get(b.getContext()));
    auto scaleType = RankedTensorType::get({rows}, b.getF32Type());
    ParamOp weight =
        concatenate(products, /*scales=*/false, weightType, symbols);
    ParamOp scale = concatenate(products, /*scales=*/true, scaleType, symbols);

    auto weightUse =
        UseOp::create(b, loc, weightType, FlatSymbolRefAttr::get(weight));
    auto scaleUse =
        UseOp::create(b, loc, scaleType, FlatSymbolRefAttr::get(scale));
    auto matmul = MatmulOp::create(
        b, loc, RankedTensorType::get({tokens, rows}, b.getI32Type()),
        last.matmul.getInput(), last.matmul.getSums(), weightUse, Attribute());
    auto all = DequantizeOp::create(
        b, loc, RankedTensorType::get({tokens, rows}, b.getF32Type()), matmul,
        last.dequantize.getScales(), scaleUse, divide);
    int64_t offset = 0;
    for (Product product : products) {
      auto part = ColumnsOp::create(b, product.dequantize.getLoc(),
                                    product.dequantize.getResult().getType(),
                                    all, offset);
      product.dequantize.replaceAllUsesWith(part.getResult());
      offset += product.weight.getTensorType().getDimSize(0);
    }
    for (Product product : products) {
      product.dequantize.erase();
      product.matmul.erase();
    }
  }

  /// Drops parameters that the fusion replaced, so that they are not packed.
  void removeUnused() {
    llvm::DenseSet<StringAttr> used;
    getOperation()->walk([&](UseOp use) {
      if (use->use_empty())
        use.erase();
      else
        used.insert(use.getParamAttr().getAttr());
    });
    for (ParamOp param :
         llvm::make_early_inc_range(getOperation().getOps<ParamOp>()))
      if (!used.contains(param.getSymNameAttr()))
        param.erase();
  }
};
} // namespace
} // namespace tern
