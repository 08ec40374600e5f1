//===- Module.cpp - the variables of a SPIR-V module ----------------------===//
#include "Module.h"

using namespace mlir;
using namespace tern;

SpirvVariables::SpirvVariables(spirv::ModuleOp module) : module(module) {}

/// A block, as Vulkan wants buffers and push constants.
static Type getBlock(Type member, spirv::StorageClass storage) {
  spirv::StructType::StructDecorationInfo block(
      spirv::Decoration::Block, UnitAttr::get(member.getContext()));
  return spirv::PointerType::get(
      spirv::StructType::get({member}, {0}, {}, {block}), storage);
}

static unsigned getBytes(Type type) {
  return static_cast<unsigned>(countBytes(MemRefType::get({1}, type)));
}

/// "i32", "4xi32": a symbol has no brackets.
static std::string getName(Type type) {
  std::string name;
  llvm::raw_string_ostream stream(name);
  if (auto vector = dyn_cast<VectorType>(type)) {
    stream << vector.getNumElements() << 'x';
    type = vector.getElementType();
  }
  stream << type;
  return name;
}

Value SpirvVariables::getAddress(OpBuilder &b, Location loc, StringRef name,
                                 Type type,
                                 ArrayRef<NamedAttribute> attributes) {
  auto variable = module.lookupSymbol<spirv::GlobalVariableOp>(name);
  if (!variable) {
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    variable = spirv::GlobalVariableOp::create(
        b, module.getLoc(), TypeAttr::get(type), b.getStringAttr(name));
    variable->setAttrs(DictionaryAttr::get(
        b.getContext(), llvm::to_vector(llvm::concat<const NamedAttribute>(
                            variable->getAttrs(), attributes))));
  }
  return spirv::AddressOfOp::create(b, loc, variable);
}

Value SpirvVariables::getBuffer(OpBuilder &b, Location loc, KernelBuffer buffer,
                                Type element, bool coherent) {
  auto [at, isNew] = bindingOf.try_emplace(
      {static_cast<unsigned>(buffer), element}, bindings.size());
  if (isNew)
    bindings.push_back(buffer);
  std::string name;
  llvm::raw_string_ostream(name)
      << kBufferNames[buffer] << '_' << getName(element)
      << (coherent ? "_coherent" : "");
  SmallVector<NamedAttribute> attributes{
      b.getNamedAttr("descriptor_set", b.getI32IntegerAttr(0)),
      b.getNamedAttr("binding", b.getI32IntegerAttr(at->second)),
      // Of other types of elements, which are other variables.
      b.getNamedAttr("aliased", b.getUnitAttr())};
  if (coherent)
    attributes.push_back(b.getNamedAttr("coherent", b.getUnitAttr()));
  return getAddress(
      b, loc, name,
      getBlock(spirv::RuntimeArrayType::get(element, getBytes(element)),
               spirv::StorageClass::StorageBuffer),
      attributes);
}

Value SpirvVariables::getConstant(OpBuilder &b, Location loc, int64_t index,
                                  int64_t count) {
  Type i32 = b.getI32Type();
  Type block = getBlock(spirv::ArrayType::get(i32, count, getBytes(i32)),
                        spirv::StorageClass::PushConstant);
  Value variable =
      getAddress(b, loc, ("constants_" + Twine(count)).str(), block, {});
  auto constant = [&](int64_t value) -> Value {
    return spirv::ConstantOp::create(b, loc, i32, b.getI32IntegerAttr(value));
  };
  Value pointer = spirv::AccessChainOp::create(
      b, loc, variable, ValueRange{constant(0), constant(index)});
  return spirv::LoadOp::create(b, loc, pointer);
}

Value SpirvVariables::getWorkgroupArray(OpBuilder &b, Location loc,
                                        StringRef kernel, MemRefType type) {
  Type pointer = spirv::PointerType::get(
      spirv::ArrayType::get(type.getElementType(), type.getNumElements()),
      spirv::StorageClass::Workgroup);
  return getAddress(b, loc, (kernel + ".scratch" + Twine(arrays++)).str(),
                    pointer, {});
}
