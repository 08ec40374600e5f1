// RUN: tern-opt --convert-tern-barrier-to-llvm %s | FileCheck %s

// CHECK-LABEL: func.func @f
// CHECK-SAME: (%[[FUNCTION:.*]]: !llvm.ptr, %[[ARGUMENT:.*]]: !llvm.ptr)
// CHECK: llvm.call %[[FUNCTION]](%[[ARGUMENT]]) : !llvm.ptr, (!llvm.ptr) -> ()
func.func @f(%function: !llvm.ptr, %argument: !llvm.ptr) {
  tern.barrier %function(%argument) : !llvm.ptr
  return
}
