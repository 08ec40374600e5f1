//===- ModuleText.cpp - writing a model's module --------------------------===//
#include "ModuleText.h"

#include "dialects/Trit/Packing.h"

using namespace tern;
using namespace tern::lowering;

std::string lowering::activations(int64_t features, const std::string &element,
                                  const std::string &tokens) {
  return llvm::formatv("tensor<{0}x{1}x{2}>", tokens, features, element);
}

std::string lowering::matrix(int64_t rows, int64_t columns,
                             const std::string &element) {
  return activations(columns, element, std::to_string(rows));
}

void ModuleText::param(const std::string &name, const std::string &type,
                       const std::string &source) {
  params += llvm::formatv("tern.param @{0} : {1} {2}\n", name, type, source);
  op("%{0} = tern.use @{0} : {1}", name, type);
}

std::string ModuleText::packedParam(const std::string &name, int64_t rows,
                                    int64_t columns,
                                    trit::EncodingAttrInterface encoding,
                                    int64_t tileRows) {
  trit::PackedShape shape =
      trit::packedShape(encoding, rows, columns, tileRows);
  std::string type = llvm::formatv("tensor<{0}x{1}x{2}xi8>", shape.rowTiles,
                                   shape.kBlocks, shape.blockBytes);
  params += llvm::formatv(
      "tern.param @{0} : {1} layout(#trit.layout<{2}, rows = {3}>)\n", name,
      matrix(rows, columns, "!tern.trit"), encoding.getName(), tileRows);
  op("%{0} = tern.use @{0} : {1}", name, type);
  return type;
}

void ModuleText::input(const std::string &name, int64_t features) {
  std::string table = matrix(kIds, features, "f32");
  param(name + ".table", table);
  op("%{0} = tern.embedding %ids, %{0}.table : tensor<?xi32>, {1} -> {2}", name,
     table, activations(features));
}

void ModuleText::quantize(const std::string &name, int64_t features) {
  op("%{0}.q, %{0}.s, %{0}.sum = tern.quantize %{0} : {1} -> {2}, "
     "tensor<?xf32>, tensor<?xi32>",
     name, activations(features), activations(features, "i8"));
}

void ModuleText::cache(const std::string &name, const std::string &type,
                       const std::string &result) {
  arguments += llvm::formatv(", %{0}: {1}", name, type);
  results += ", " + result;
  resultTypes += ", " + type;
}

void ModuleText::output(const std::string &value, int64_t features) {
  std::string name = llvm::formatv("out{0}", outputs++),
              type =
                  llvm::formatv("tensor<1x{0}x{1}xf32>", positions, features);
  op("%{0}.new = tern.kv_append {1} into %{0} at %position : {2}, {3}", name,
     value, activations(features, "f32", tokens), type);
  cache(name, type, "%" + name + ".new");
}

std::string ModuleText::finish(const std::string &value,
                               int64_t features) const {
  std::string types = activations(features, "f32", tokens) + resultTypes;
  return params + "func.func @forward(%ids: tensor<?xi32>, %position: index, " +
         "%first: index" + arguments + ") -> (" + types + ") {\n" + body +
         "  return " + value + results + " : " + types + "\n}\n";
}
