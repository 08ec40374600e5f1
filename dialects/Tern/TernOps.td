//===- TernOps.td - all operations of the tern dialect --------------------===//
#ifndef TERN_OPS_TD
#define TERN_OPS_TD

include "dialects/Tern/ParamOps.td"
include "dialects/Tern/ModelOps.td"
include "dialects/Tern/MatmulOps.td"
include "dialects/Tern/AttendOp.td"
include "dialects/Tern/AttendTokenOp.td"
include "dialects/Tern/RowOps.td"
include "dialects/Tern/DigitsOp.td"
include "dialects/Tern/StepOps.td"

#endif // TERN_OPS_TD
