//===- Schedule.cpp - the schedule that holds for a module ----------------===//
#include "tern/Schedule/Schedule.h"

#include "tern/Schedule/Fields.h"

#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace tern;

static ModuleOp getModule(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  return module ? module : op->getParentOfType<ModuleOp>();
}

static trit::TargetAttr findTarget(ModuleOp module) {
  return module ? module->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName)
                : trit::TargetAttr();
}

/// What the module's attribute gives, checked.
static FailureOr<ScheduleValues> read(ModuleOp module) {
  ScheduleValues values(getScheduleFields().size());
  Attribute attribute =
      module ? module->getAttr(kScheduleAttrName) : Attribute();
  if (!attribute)
    return values;
  auto dictionary = dyn_cast<DictionaryAttr>(attribute);
  if (!dictionary) {
    module.emitError(kScheduleAttrName) << ": expected a dictionary";
    return failure();
  }
  llvm::Error error = fromScheduleAttr(dictionary).moveInto(values);
  if (!error)
    error = checkSchedule(values, ScheduleTarget(findTarget(module)));
  if (!error)
    return values;
  module.emitError(kScheduleAttrName)
      << ": " << llvm::toString(std::move(error));
  return failure();
}

FailureOr<Schedule> Schedule::get(Operation *op) {
  ModuleOp module = getModule(op);
  FailureOr<ScheduleValues> given = read(module);
  if (failed(given))
    return failure();
  ScheduleValues all = withDefaults(*given, ScheduleTarget(findTarget(module)));
  Schedule schedule;
  for (auto [field, value] : llvm::zip_equal(getScheduleFields(), all))
    field.in(schedule) = *value;
  return schedule;
}

LogicalResult tern::setScheduleField(Operation *op, StringRef name,
                                     int64_t value) {
  ModuleOp module = getModule(op);
  FailureOr<ScheduleValues> values = read(module);
  if (failed(values))
    return failure();
  for (auto [field, slot] : llvm::zip_equal(getScheduleFields(), *values)) {
    if (field.getName() != name)
      continue;
    if (!field.allows(value))
      return module.emitError(name)
             << ": expected " << field.describeAllowed() << ", got " << value;
    slot = value;
  }
  module->setAttr(kScheduleAttrName,
                  toScheduleAttr(module.getContext(), *values));
  return success();
}

LogicalResult tern::completeSchedule(Operation *op) {
  ModuleOp module = getModule(op);
  FailureOr<ScheduleValues> values = read(module);
  if (failed(values))
    return failure();
  module->setAttr(
      kScheduleAttrName,
      toScheduleAttr(
          module.getContext(),
          withDefaults(*values, ScheduleTarget(findTarget(module)))));
  return success();
}
