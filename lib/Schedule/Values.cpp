//===- Values.cpp - values of fields, checked and printed -----------------===//
#include "tern/Schedule/Fields.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace tern;

ScheduleTarget::ScheduleTarget(trit::TargetAttr target) {
  if (!target)
    return;
  lanes = target.getLanes();
  manyRegisters = target.hasManyRegisters();
  widens = target.widensProducts();
  addsPairs = target.addsPairs();
  pairsOfRegisters = target.getDot() == "wmacc";
  isGpu = target.isGpu();
  isX86 = !isGpu && llvm::Triple(target.getTriple()).isX86();
  isNvidia = target.isNvidia();
  multipliesTiles = target.getFragment().has_value();
  SmallVector<StringRef> names = trit::getEncodingNames();
  encoding = llvm::find(names, target.getEncoding().getName()) - names.begin();
}

std::string ScheduleField::getName() const {
  return (group + "." + name).str();
}

std::string ScheduleField::describeAllowed() const {
  if (!names.empty())
    return "one of " + join(names, ", ");
  std::string kind = powers ? "a power of two"
                     : multiple == 1
                         ? "an integer"
                         : "a multiple of " + std::to_string(multiple);
  return kind + " from " + std::to_string(low) + " to " + std::to_string(high);
}

bool ScheduleField::allows(int64_t value) const {
  return value >= low && value <= high && value % multiple == 0 &&
         (!powers || isPowerOf2_64(static_cast<uint64_t>(value)));
}

std::string ScheduleField::print(int64_t value) const {
  return names.empty() ? std::to_string(value)
                       : names[static_cast<size_t>(value)].str();
}

std::string tern::printSchedule(const ScheduleValues &values) {
  std::string text;
  StringRef group;
  for (auto [field, value] : zip_equal(getScheduleFields(), values)) {
    if (!value)
      continue;
    bool opens = group != field.group;
    if (opens && !group.empty())
      text += "},\n";
    if (opens)
      text +=
          (group.empty() ? "{\n  \"" : "  \"") + field.group.str() + "\": {";
    else
      text += ", ";
    group = field.group;
    std::string printed = field.print(*value);
    text += "\"" + field.name.str() +
            "\": " + (field.names.empty() ? printed : "\"" + printed + "\"");
  }
  return group.empty() ? "{}\n" : text + "}\n}\n";
}

Error tern::checkSchedule(const ScheduleValues &values,
                          const ScheduleTarget &target) {
  ScheduleValues all = withDefaults(values, target);
  Schedule schedule;
  for (auto [field, value] : zip_equal(getScheduleFields(), all))
    field.in(schedule) = *value;
  if (schedule.attention.keyBlock % target.lanes != 0)
    return createStringError(
        "attention.key_block: expected a multiple of the target's " +
        Twine(target.lanes) + " lanes, got " +
        Twine(schedule.attention.keyBlock));
  if (!target.isGpu)
    return Error::success();
  if (schedule.step.partition != Schedule::Contiguous)
    return createStringError(
        "step.partition: expected contiguous, as the target is a GPU");
  if (trit::getEncodings()[schedule.product.encoding].name != "i2")
    return createStringError(
        "product.encoding: expected i2, as the target is a GPU");
  return Error::success();
}

ScheduleValues tern::withDefaults(ScheduleValues values,
                                  const ScheduleTarget &target) {
  values.resize(getScheduleFields().size());
  for (auto [field, value] : zip_equal(getScheduleFields(), values))
    if (!value)
      value = field.byDefault(target);
  return values;
}

mlir::DictionaryAttr tern::toScheduleAttr(mlir::MLIRContext *context,
                                          const ScheduleValues &values) {
  mlir::Builder b(context);
  SmallVector<mlir::NamedAttribute> groups, members;
  auto fields = getScheduleFields();
  for (size_t i = 0; i < fields.size(); ++i) {
    const ScheduleField &field = fields[i];
    if (values[i])
      members.push_back(b.getNamedAttr(
          field.name, field.names.empty()
                          ? mlir::Attribute(b.getI64IntegerAttr(*values[i]))
                          : b.getStringAttr(field.print(*values[i]))));
    bool last = i + 1 == fields.size() || fields[i + 1].group != field.group;
    if (last && !members.empty())
      groups.push_back(
          b.getNamedAttr(field.group, b.getDictionaryAttr(members)));
    if (last)
      members.clear();
  }
  return b.getDictionaryAttr(groups);
}

std::string tern::describeScheduleFields() {
  std::string text = "| field | allowed | what it is | default, and why |\n"
                     "|---|---|---|---|\n";
  for (const ScheduleField &field : getScheduleFields())
    text += "| `" + field.getName() + "` | " + field.describeAllowed() + " | " +
            field.what.str() + " | " + field.why.str() + " |\n";
  return text;
}
