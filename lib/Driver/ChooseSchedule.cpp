//===- ChooseSchedule.cpp - the schedule that a compile was asked for -----===//
#include "ChooseSchedule.h"

#include "tern/Pipeline/Pipelines.h"
#include "tern/Schedule/Fields.h"
#include "tern/Schedule/Tuned.h"

#include "llvm/Support/FileSystem.h"

using namespace mlir;
using namespace tern;

/// Layouts are a part of it, so it comes before the stage `pack`.
static llvm::Error checkStage(ModuleOp module, const CompileRequest &request) {
  auto written = module->getAttrOfType<StringAttr>(kStageAttrName);
  if (!written || written == "import" || written == "fuse")
    return llvm::Error::success();
  return llvm::createStringError("--schedule=" + request.schedule +
                                 ": the module is past the stage pack (" +
                                 written.getValue() +
                                 "), which read its schedule");
}

llvm::Expected<std::string>
tern::chooseSchedule(ModuleOp module, const CompileRequest &request) {
  auto target = module->getAttrOfType<trit::TargetAttr>(trit::kTargetAttrName);
  if (target && target.isGpu() && !request.layout.empty() &&
      request.layout != "i2")
    return llvm::createStringError("--layout=" + request.layout + ": target " +
                                   target.getName() + " decodes i2 alone");
  if (request.schedule.empty() || request.schedule == "default")
    return "";
  if (llvm::Error error = checkStage(module, request))
    return error;
  std::string path = request.schedule, tuned;
  if (request.schedule == "tuned") {
    if (llvm::Error error =
            tunedSchedulePath(module, request.kv, request.head).moveInto(tuned))
      return error;
    if (!llvm::sys::fs::exists(tuned))
      return llvm::createStringError(
          "--schedule=tuned: expected " + tuned +
          ", which tern-tune writes for this processor and model");
    path = tuned;
  }
  llvm::Expected<ScheduleValues> values = readSchedule(path);
  if (!values)
    return values.takeError();
  if (llvm::Error error = checkSchedule(*values, ScheduleTarget(target)))
    return llvm::createStringError(path + ": " +
                                   llvm::toString(std::move(error)));
  module->setAttr(kScheduleAttrName,
                  toScheduleAttr(module.getContext(), *values));
  return tuned;
}
