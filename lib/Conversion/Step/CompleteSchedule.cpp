//===- CompleteSchedule.cpp - the whole schedule in the module ------------===//
#include "tern/Conversion/Passes.h"
#include "tern/Schedule/Schedule.h"

using namespace mlir;

namespace tern {
#define GEN_PASS_DEF_COMPLETESCHEDULE
#include "tern/Conversion/Passes.h.inc"

namespace {
struct CompleteSchedule : impl::CompleteScheduleBase<CompleteSchedule> {
  void runOnOperation() override {
    if (failed(completeSchedule(getOperation())))
      signalPassFailure();
  }
};
} // namespace
} // namespace tern
