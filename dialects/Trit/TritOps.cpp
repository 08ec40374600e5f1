//===- TritOps.cpp - verifiers, folds and syntax of the trit dialect ------===//
#include "dialects/Tern/DestinationStyle.h"
#include "dialects/Trit/Trit.h"

#include "mlir/IR/Builders.h"

#define GET_OP_CLASSES
#include "dialects/Trit/TritOps.cpp.inc"

using namespace mlir;
using namespace tern::trit;

static LogicalResult verifyPacking(Operation *op, LayoutAttr layout,
                                   RankedTensorType logical,
                                   RankedTensorType packed) {
  if (!logical.hasStaticShape())
    return op->emitOpError("needs a static shape, got ") << logical;
  RankedTensorType expected =
      layout.getPackedType(logical.getDimSize(0), logical.getDimSize(1));
  if (packed != expected)
    return op->emitOpError()
           << logical << " is packed as " << expected << ", got " << packed;
  return success();
}

LogicalResult PackOp::verify() {
  return verifyPacking(*this, getLayout(), getInput().getType(),
                       getResult().getType());
}

LogicalResult UnpackOp::verify() {
  return verifyPacking(*this, getLayout(), getResult().getType(),
                       getInput().getType());
}

OpFoldResult UnpackOp::fold(FoldAdaptor) {
  auto pack = getInput().getDefiningOp<PackOp>();
  if (pack && pack.getLayout() == getLayout() &&
      pack.getInput().getType() == getType())
    return pack.getInput();
  return {};
}

static LogicalResult verifyBlocks(Operation *op, ShapedType packed,
                                  LayoutAttr layout) {
  if (packed.getDimSize(2) == layout.getBlockBytes())
    return success();
  return op->emitOpError("layout ")
         << layout << " has blocks of " << layout.getBlockBytes()
         << " bytes, got " << packed.getDimSize(2);
}

static LogicalResult verifyCodes(Operation *op, ShapedType codes,
                                 LayoutAttr layout) {
  if (codes.getDimSize(2) == layout.getPlanes() &&
      codes.getDimSize(3) == layout.getRows() * 4)
    return success();
  return op->emitOpError("layout ")
         << layout << " has codes of " << layout.getPlanes() << " planes of "
         << layout.getRows() * 4 << " bytes, got " << codes;
}

LogicalResult ExpandOp::verify() {
  MemRefType packed = getPacked().getType(), codes = getCodes().getType();
  if (packed.getShape().take_front(2) != codes.getShape().take_front(2))
    return emitOpError("packed and codes must have the same tiles and blocks, "
                       "got ")
           << packed << " and " << codes;
  if (failed(verifyBlocks(*this, packed, getLayout())))
    return failure();
  return verifyCodes(*this, codes, getLayout());
}

/// Whether tables of that shape are those of so many columns.
static LogicalResult verifyTables(Operation *op, ShapedType tables,
                                  LayoutAttr layout, int64_t columns) {
  std::optional<SumTables> form = layout.getEncoding().getSumTables();
  if (!form)
    return op->emitOpError("layout ") << layout << " has no tables of sums";
  auto count = static_cast<int64_t>(form->groups.size()) * columns /
               layout.getDepth(),
       entries = static_cast<int64_t>(form->entries.size());
  if (tables.getDimSize(0) == count && tables.getDimSize(1) == entries)
    return success();
  return op->emitOpError("layout ")
         << layout << " has " << count << " tables of " << entries
         << " words for " << columns << " columns, got " << tables;
}

LogicalResult TabulateOp::verify() {
  MemRefType input = getInput().getType();
  if (input.getDimSize(0) != 1 ||
      input.getDimSize(1) % getLayout().getDepth() != 0)
    return emitOpError("input must be one token with whole blocks of ")
           << getLayout().getDepth() << " columns, got " << input;
  return verifyTables(*this, getTables().getType(), getLayout(),
                      input.getDimSize(1));
}

void TabulateOp::getEffects(tern::Effects &effects) {
  effects.emplace_back(MemoryEffects::Read::get(), &getInputMutable());
  effects.emplace_back(MemoryEffects::Write::get(), &getTablesMutable());
}

void ExpandOp::getEffects(tern::Effects &effects) {
  effects.emplace_back(MemoryEffects::Read::get(), &getPackedMutable());
  effects.emplace_back(MemoryEffects::Write::get(), &getCodesMutable());
}

LogicalResult MmaWordsOp::verify() {
  struct {
    size_t sums, codes, activations;
  } words{};
  switch (getFragment()) {
  case Fragment::mma_16x8x32:
    words = {4, 4, 2};
    break;
  case Fragment::mfma_16x16x32:
    words = {4, 2, 2};
    break;
  case Fragment::wmma_16x16x16:
    words = {8, 4, 4};
    break;
  }
  if (getAcc().size() == words.sums && getCodes().size() == words.codes &&
      getActivations().size() == words.activations &&
      getResults().size() == words.sums)
    return success();
  return emitOpError("of ")
         << stringifyFragment(getFragment()) << " must have " << words.sums
         << " sums, " << words.codes << " words of codes and "
         << words.activations << " of activations";
}

LogicalResult MmaTilesOp::verify() {
  constexpr size_t step = 8, most = 128;
  size_t words = getAcc().size();
  if (words == 0 || words % step != 0 || words > most)
    return emitOpError("must have a multiple of ")
           << step << " sums, at most " << most << ", got " << words;
  if (getResults().size() != words)
    return emitOpError("must have as many results as sums, got ")
           << getResults().size() << " of " << words;
  return success();
}

LogicalResult MmtOp::verify() {
  auto input = cast<ShapedType>(getInput().getType()),
       packed = cast<ShapedType>(getPacked().getType());
  auto out = cast<ShapedType>(getOut().getType());
  bool onTensors = isa<TensorType>(out);
  if (onTensors != static_cast<bool>(getResult()))
    return emitOpError(onTensors ? "on tensors has a result"
                                 : "on buffers has no result");
  if (onTensors && getResult().getType() != out)
    return emitOpError("result must have out's type, got ")
           << getResult().getType() << " for " << out;
  LayoutAttr layout = getLayout();
  if (packed.getRank() == 4 ? failed(verifyCodes(*this, packed, layout))
                            : failed(verifyBlocks(*this, packed, layout)))
    return failure();
  bool tables = input.getElementType().isInteger(16);
  if (tables && out.getDimSize(0) != 1)
    return emitOpError("with tables of sums is of one token, got ") << out;
  if (tables && failed(verifyTables(*this, input, layout,
                                    packed.getDimSize(1) * layout.getDepth())))
    return failure();
  if (!tables &&
      packed.getDimSize(1) * layout.getDepth() != input.getDimSize(1))
    return emitOpError("input has ")
           << input.getDimSize(1) << " columns, but the packed weight has "
           << packed.getDimSize(1) << " blocks of " << layout.getDepth();
  if (!out.isDynamicDim(1) && !packed.isDynamicDim(0) &&
      llvm::divideCeil(out.getDimSize(1), layout.getRows()) !=
          static_cast<uint64_t>(packed.getDimSize(0)))
    return emitOpError("out has ")
           << out.getDimSize(1) << " rows, but the packed weight has "
           << packed.getDimSize(0) << " tiles of " << layout.getRows();
  return success();
}

LogicalResult DecodeOp::verify() {
  int64_t bytes = getBlock().getType().getDimSize(0);
  if (bytes != getLayout().getBlockBytes())
    return emitOpError("layout ")
           << getLayout() << " has blocks of " << getLayout().getBlockBytes()
           << " bytes, got " << bytes;
  if (static_cast<int64_t>(getNumResults()) != getLayout().getPlanes())
    return emitOpError("layout ")
           << getLayout() << " has " << getLayout().getPlanes()
           << " planes, got " << getNumResults() << " results";
  for (Type type : getResultTypes())
    if (cast<VectorType>(type).getDimSize(0) != getLayout().getRows() * 4)
      return emitOpError("a plane has four bytes a row, got ") << type;
  return success();
}

ParseResult DecodeOp::parse(OpAsmParser &parser, OperationState &result) {
  OpAsmParser::UnresolvedOperand block;
  LayoutAttr layout;
  VectorType type;
  if (parser.parseOperand(block) || parser.parseKeyword("layout") ||
      parser.parseCustomAttributeWithFallback(layout, Type{}, "layout",
                                              result.attributes) ||
      parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonType(type) ||
      parser.resolveOperand(block, type, result.operands))
    return failure();
  auto plane = VectorType::get({layout.getRows() * 4}, type.getElementType());
  result.addTypes(SmallVector<Type>(layout.getPlanes(), plane));
  return success();
}

void DecodeOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getBlock() << " layout ";
  printer.printStrippedAttrOrType(getLayout());
  printer.printOptionalAttrDict((*this)->getAttrs(), {"layout"});
  printer << " : " << getBlock().getType();
}

LogicalResult DotOp::verify() {
  int64_t lanes = getAcc().getType().getDimSize(0);
  if (getCodes().empty())
    return emitOpError("needs at least one pair of codes and activations");
  for (Value value : (*this)->getOperands().drop_front())
    if (cast<VectorType>(value.getType()).getDimSize(0) != 4 * lanes)
      return emitOpError("has ")
             << lanes << " lanes, so codes and activations need " << 4 * lanes
             << " bytes, got " << value.getType();
  return success();
}

LogicalResult DotPairsOp::verify() {
  int64_t words = getAcc().getType().getDimSize(0);
  if (getCodes().getType().getDimSize(0) != 2 * words)
    return emitOpError("has ")
           << words << " lanes, so codes and activations need " << 2 * words
           << " bytes, got " << getCodes().getType();
  return success();
}

LogicalResult AddPairsOp::verify() {
  int64_t lanes = getAcc().getType().getDimSize(0);
  if (getWords().getType().getDimSize(0) != 2 * lanes)
    return emitOpError("has ") << lanes << " lanes, so it needs " << 2 * lanes
                               << " words, got " << getWords().getType();
  return success();
}

LogicalResult DotWordsOp::verify() {
  int64_t lanes = getAcc().getType().getDimSize(0);
  if (getCodes().getType().getDimSize(0) != 4 * lanes)
    return emitOpError("has ") << lanes << " lanes, so codes need " << 4 * lanes
                               << " bytes, got " << getCodes().getType();
  if (getEven().getType().getDimSize(0) != 2 * lanes)
    return emitOpError("has ") << lanes << " lanes, so it needs " << 2 * lanes
                               << " words, got " << getEven().getType();
  return success();
}

ParseResult DotOp::parse(OpAsmParser &parser, OperationState &result) {
  OpAsmParser::UnresolvedOperand acc;
  SmallVector<OpAsmParser::UnresolvedOperand> codes, activations;
  VectorType accType, byteType;
  if (parser.parseOperand(acc) || parser.parseComma() ||
      parser.parseOperandList(codes, OpAsmParser::Delimiter::Square) ||
      parser.parseComma() ||
      parser.parseOperandList(activations, OpAsmParser::Delimiter::Square) ||
      parser.parseOptionalAttrDict(result.attributes) ||
      parser.parseColonType(accType) || parser.parseComma() ||
      parser.parseType(byteType))
    return failure();
  if (codes.size() != activations.size())
    return parser.emitError(parser.getNameLoc(), "has ")
           << codes.size() << " codes and " << activations.size()
           << " activations, expected as many";
  result.addTypes(accType);
  return failure(
      parser.resolveOperand(acc, accType, result.operands) ||
      parser.resolveOperands(codes, byteType, result.operands) ||
      parser.resolveOperands(activations, byteType, result.operands));
}

void DotOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getAcc() << ", [" << getCodes() << "], ["
          << getActivations() << ']';
  printer.printOptionalAttrDict((*this)->getAttrs());
  printer << " : " << getAcc().getType() << ", "
          << getCodes().front().getType();
}
