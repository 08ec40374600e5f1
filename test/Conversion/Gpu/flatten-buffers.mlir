// Views and subviews become one index of the whole buffer, four bytes a word, scratch memory of the workgroup.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(tern-flatten-buffers,canonicalize)))' %s | FileCheck %s

module attributes {trit.target = #trit.target<"vulkan", triple = "spirv-unknown-vulkan1.3-compute", features = "", lanes = 32, dot = "packed">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @flat
    // CHECK-SAME: %[[A:.*]]: memref<4096xi8>, %[[C:.*]]: index, %[[I:.*]]: index)
    // CHECK-SAME: workgroup(%[[S:.*]] : memref<64xi32, #gpu.address_space<workgroup>> {llvm.align = 16 : i64})
    gpu.func @flat(%a: memref<4096xi8>, %c: index, %i: index) {
      // CHECK: %[[WORDS:.*]] = memref.view %[[A]][%c0][] : memref<4096xi8> to memref<1024xi32>
      %c1 = arith.constant 1 : index
      %s = memref.alloca() : memref<2x32xi32>
      %m = memref.view %a[%c][] : memref<4096xi8> to memref<2x3x128xi8>
      %n = memref.subview %m[1, 0, 0] [1, 3, 128] [1, 1, 1] : memref<2x3x128xi8> to memref<3x128xi8, strided<[128, 1], offset: 384>>
      // CHECK: %[[SUM:.*]] = arith.addi %[[I]], %c512
      // CHECK: %[[INDEX:.*]] = arith.divui %[[SUM]], %c4
      // CHECK: %[[SHIFT:.*]] = arith.divui %[[C]], %c4
      // CHECK: %[[AT:.*]] = arith.addi %[[INDEX]], %[[SHIFT]]
      // CHECK: %[[X:.*]] = memref.load %[[WORDS]][%[[AT]]]
      %b = vector.load %n[%c1, %i] : memref<3x128xi8, strided<[128, 1], offset: 384>>, vector<4xi8>
      %w = vector.bitcast %b : vector<4xi8> to vector<1xi32>
      %x = vector.extract %w[0] : i32 from vector<1xi32>
      // CHECK: %[[TO:.*]] = arith.addi %[[I]], %c32
      // CHECK: memref.store %[[X]], %[[S]][%[[TO]]]
      memref.store %x, %s[%c1, %i] : memref<2x32xi32>
      // Sixteen bytes are a vector of words.
      // CHECK: memref.load %{{.*}} : memref<256xvector<4xi32>>
      %q = vector.load %n[%c1, %i] : memref<3x128xi8, strided<[128, 1], offset: 384>>, vector<16xi8>
      %v = vector.bitcast %q : vector<16xi8> to vector<4xi32>
      %y = vector.extract %v[0] : i32 from vector<4xi32>
      memref.store %y, %s[%c1, %i] : memref<2x32xi32>
      gpu.return
    }
    // What is copied to a tile is a unit of the whole buffer.
    // CHECK-LABEL: gpu.func @copy
    // CHECK-SAME: %[[A:.*]]: memref<4096xi8>, %[[C:.*]]: index, %[[I:.*]]: index, %[[TILES:.*]]: memref
    gpu.func @copy(%a: memref<4096xi8>, %c: index, %i: index, %tiles: memref<64xvector<4xi32>>) {
      // CHECK: %[[UNITS:.*]] = memref.view %[[A]][%c0][] : memref<4096xi8> to memref<256xvector<4xi32>>
      %c1 = arith.constant 1 : index
      %m = memref.view %a[%c][] : memref<4096xi8> to memref<4x128xi8>
      // CHECK: %[[SUM:.*]] = arith.addi %[[I]], %c128
      // CHECK: %[[UNIT:.*]] = arith.divui %[[SUM]], %c16
      // CHECK: %[[SHIFT:.*]] = arith.divui %[[C]], %c16
      // CHECK: %[[AT:.*]] = arith.addi %[[UNIT]], %[[SHIFT]]
      // CHECK: trit.copy_unit %[[UNITS]][%[[AT]]], %[[TILES]][%[[I]]] : memref<256xvector<4xi32>>, memref<64xvector<4xi32>>
      trit.copy_unit %m[%c1, %i], %tiles[%i] : memref<4x128xi8>, memref<64xvector<4xi32>>
      gpu.return
    }
    // Scratch that is written byte by byte and read as vectors of words is bytes, aligned for these, used in the phase that it was.
    // CHECK-LABEL: gpu.func @bytes
    // CHECK-SAME: workgroup(%[[S:.*]] : memref<64xi8, #gpu.address_space<workgroup>> {llvm.align = 16 : i64, tern.phase = 2 : i64})
    gpu.func @bytes(%a: memref<4096xi8>, %x: i8, %i: index, %o: memref<4xi32>) {
      // CHECK: %[[V:.*]] = memref.view %[[S]][%c0][] : memref<64xi8, #gpu.address_space<workgroup>> to memref<4xvector<4xi32>, #gpu.address_space<workgroup>>
      %c0 = arith.constant 0 : index
      %s = memref.alloca() {tern.phase = 2 : i64} : memref<1x64xi8>
      // CHECK: memref.store %{{.*}}, %[[S]]
      memref.store %x, %s[%c0, %i] : memref<1x64xi8>
      // CHECK: memref.load %[[V]]
      %q = vector.load %s[%c0, %i] : memref<1x64xi8>, vector<16xi8>
      %v = vector.bitcast %q : vector<16xi8> to vector<4xi32>
      %y = vector.extract %v[0] : i32 from vector<4xi32>
      memref.store %y, %o[%c0] : memref<4xi32>
      gpu.return
    }
  }
}
