// Functions, memory, control flow and arithmetic become LLVM's in one conversion, which leaves no casts; a buffer is a pointer.
// RUN: tern-opt --convert-stages-to-llvm %s | FileCheck %s

// CHECK-LABEL: llvm.func @stage
// CHECK-SAME: (%[[X:.*]]: !llvm.ptr, %[[N:.*]]: i64)
// CHECK-NOT: unrealized_conversion_cast
// CHECK: llvm.icmp "slt" %{{.*}}, %[[N]] : i64
// CHECK: llvm.cond_br
// CHECK: %[[AT:.*]] = llvm.getelementptr {{.*}}[%{{.*}}] : (!llvm.ptr, i64) -> !llvm.ptr, f32
// CHECK: llvm.load %[[AT]] : !llvm.ptr -> f32
// CHECK: llvm.intr.sqrt
// CHECK: llvm.intr.umax
// CHECK: llvm.mlir.poison : i64
// CHECK-NOT: unrealized_conversion_cast
// CHECK: llvm.return
func.func @stage(%x: memref<64xf32>, %n: index) {
  %c0 = arith.constant 0 : index
  cf.br ^loop(%c0 : index)
^loop(%i: index):
  %more = arith.cmpi slt, %i, %n : index
  cf.cond_br %more, ^body, ^end
^body:
  %y = memref.load %x[%i] : memref<64xf32>
  %root = math.sqrt %y : f32
  memref.store %root, %x[%i] : memref<64xf32>
  %least = index.maxu %i, %n
  %any = ub.poison : index
  %sum = arith.addi %least, %any : index
  cf.br ^loop(%sum : index)
^end:
  return
}

// CHECK-LABEL: llvm.func @caller
// CHECK: llvm.call @stage(%{{.*}}, %{{.*}}) : (!llvm.ptr, i64) -> ()
func.func @caller(%x: memref<64xf32>, %n: index) {
  call @stage(%x, %n) : (memref<64xf32>, index) -> ()
  return
}
