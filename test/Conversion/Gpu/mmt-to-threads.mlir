// Two subgroups share nine blocks of columns, four at a time each: eight in a loop, the ninth with codes zero for threads
// that have none. Threads of the same rows exchange sums, subgroups do through memory, and only the first goes on.
// RUN: tern-opt --pass-pipeline='builtin.module(gpu.module(gpu.func(convert-trit-mmt-to-threads{ahead=1})),canonicalize,cse)' %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">} {
  gpu.module @kernels {
    // CHECK-LABEL: gpu.func @product
    // CHECK-SAME: %[[W:.*]]: memref<1x9x128xi8>, %[[X:.*]]: memref<1x144xi8>, %[[S:.*]]: memref<1xi32>, %[[F:.*]]: memref<32xi32>
    gpu.func @product(%w: memref<1x9x128xi8>, %x: memref<1x144xi8>, %s: memref<1xi32>, %f: memref<32xi32>)
        kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      // CHECK-DAG: %[[TID:.*]] = gpu.thread_id  x
      // CHECK-DAG: %[[LANE:.*]] = arith.andi %[[TID]], %c31
      // CHECK-DAG: %[[SUBGROUP:.*]] = arith.divui %[[TID]], %c32
      // CHECK-DAG: %[[FIRST:.*]] = arith.cmpi ult, %[[TID]], %c32
      // CHECK-DAG: %[[EXCHANGE:.*]] = memref.alloca() : memref<64xi32>
      // CHECK-DAG: %[[OUT:.*]] = memref.alloca() : memref<1x32xi32>
      %out = memref.alloca() : memref<1x32xi32>
      %t = gpu.thread_id x
      %c0 = arith.constant 0 : index
      // CHECK-DAG: %[[QUARTER:.*]] = arith.divui %[[LANE]], %c8
      // CHECK-DAG: %[[MINE:.*]] = arith.muli %[[SUBGROUP]], %c4
      // CHECK: %[[BLOCK:.*]] = arith.addi %[[QUARTER]], %[[MINE]]
      // CHECK: vector.load %[[W]][%c0, %[[BLOCK]], %{{.*}}] {alignment = 16 : i64} : memref<1x9x128xi8>, vector<16xi8>
      // CHECK: vector.load %[[X]][%c0, %{{.*}}] {alignment = 16 : i64} : memref<1x144xi8>, vector<16xi8>
      // Planes stay where they lie, and have sums of their own.
      // CHECK-NOT: arith.shrui
      // CHECK-COUNT-16: trit.dot_word
      // CHECK: %[[LAST:.*]] = arith.addi %[[BLOCK]], %c8
      // CHECK: %[[EXISTS:.*]] = arith.cmpi ult, %[[LAST]], %c9
      // CHECK: %[[AT:.*]] = arith.select %[[EXISTS]], %[[LAST]], %c0
      // CHECK: vector.load %[[W]][%c0, %[[AT]]
      // CHECK-COUNT-4: arith.select %[[EXISTS]], %{{.*}}, %c0_i32
      // CHECK-COUNT-16: trit.dot_word
      // CHECK: arith.shrsi %{{.*}}, %c2_i32
      // CHECK: arith.shrsi %{{.*}}, %c4_i32
      // CHECK: arith.shrsi %{{.*}}, %c6_i32
      // CHECK-COUNT-3: gpu.shuffle  xor
      // CHECK: gpu.barrier
      // CHECK: memref.store %{{.*}}, %[[EXCHANGE]]
      // CHECK: gpu.barrier
      // CHECK: scf.if %[[FIRST]]
      // CHECK: %[[A:.*]] = memref.load %[[EXCHANGE]][%[[LANE]]]
      // CHECK: %[[B:.*]] = memref.load %[[EXCHANGE]]
      // CHECK: %[[SUM:.*]] = arith.addi %[[A]], %[[B]]
      // CHECK: %[[OF:.*]] = memref.load %[[S]][%c0]
      // CHECK: arith.subi %[[SUM]], %[[OF]]
      // CHECK: memref.store %{{.*}}, %[[OUT]][%c0, %[[LANE]]]
      trit.mmt ins(%x, %s, %w : memref<1x144xi8>, memref<1xi32>, memref<1x9x128xi8>) outs(%out : memref<1x32xi32>) layout <i2, rows = 32>
      // CHECK-NEXT: %[[Y:.*]] = memref.load %[[OUT]][%c0, %[[LANE]]]
      // CHECK-NEXT: memref.store %[[Y]], %[[F]][%[[LANE]]]
      %y = memref.load %out[%c0, %t] : memref<1x32xi32>
      memref.store %y, %f[%t] : memref<32xi32>
      gpu.return
    }
  }
}
