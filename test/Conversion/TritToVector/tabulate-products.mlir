// RUN: tern-opt --pass-pipeline='builtin.module(func.func(tern-tabulate-products))' %s | FileCheck %s
// RUN: sed s/avx512bw/avx2/ %s | tern-opt --pass-pipeline='builtin.module(func.func(tern-tabulate-products))' | FileCheck %s --check-prefix=NONE

// Tables are made once, in front of the loop over row tiles, of the buffer of a step that has one token; both products
// of its activations read them.
// CHECK-LABEL: func.func @decode
// CHECK: %[[T:.*]] = memref.alloca() {alignment = 64 : i64} : memref<32x32xi16>
// CHECK: trit.tabulate %arg0 into %[[T]] layout <lut, rows = 32> : memref<1x96xi8>, memref<32x32xi16>
// CHECK: scf.for
// CHECK-NOT: trit.tabulate
// CHECK-COUNT-2: trit.mmt ins(%[[T]],
// NONE-NOT: trit.tabulate
module attributes {trit.target = #trit.target<"t", triple = "x86_64-unknown-linux-gnu", features = "+avx512bw", lanes = 16, dot = "maddubs">} {
  func.func @decode(%x: memref<1x96xi8>, %s: memref<1xi32>, %w: memref<1x2x320xi8>, %live: index, %tiles: index) {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %o = memref.alloca() : memref<1x32xi32>
    scf.for %tile = %zero to %tiles step %one {
      scf.for %token = %zero to %live step %one {
        %row = memref.subview %x[%token, 0] [1, 96] [1, 1] : memref<1x96xi8> to memref<1x96xi8, strided<[96, 1], offset: ?>>
        trit.mmt ins(%row, %s, %w : memref<1x96xi8, strided<[96, 1], offset: ?>>, memref<1xi32>, memref<1x2x320xi8>) outs(%o : memref<1x32xi32>) layout <lut, rows = 32>
        trit.mmt ins(%row, %s, %w : memref<1x96xi8, strided<[96, 1], offset: ?>>, memref<1xi32>, memref<1x2x320xi8>) outs(%o : memref<1x32xi32>) layout <lut, rows = 32>
      }
    }
    return
  }

  // One of several tokens would need tables for each tile.
  // CHECK-LABEL: func.func @prefill
  // CHECK-NOT: trit.tabulate
  func.func @prefill(%x: memref<8x96xi8>, %s: memref<1xi32>, %w: memref<1x2x320xi8>, %live: index) {
    %zero = arith.constant 0 : index
    %one = arith.constant 1 : index
    %o = memref.alloca() : memref<1x32xi32>
    scf.for %token = %zero to %live step %one {
      %row = memref.subview %x[%token, 0] [1, 96] [1, 1] : memref<8x96xi8> to memref<1x96xi8, strided<[96, 1], offset: ?>>
      trit.mmt ins(%row, %s, %w : memref<1x96xi8, strided<[96, 1], offset: ?>>, memref<1xi32>, memref<1x2x320xi8>) outs(%o : memref<1x32xi32>) layout <lut, rows = 32>
    }
    return
  }
}
