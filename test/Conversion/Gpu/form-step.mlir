// An entry's launches become one kernel too: a row of the table for each, a case for each kernel. A kernel of one subgroup is
// what each subgroup with room for its memory does, as a worker; one of all threads is as it was.
// RUN: tern-opt --tern-form-step=memory=512 -split-input-file -verify-diagnostics %s | FileCheck %s

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">,
                   gpu.container_module} {
  // CHECK: func.func @tern_decode({{.*}}tern.step_kernel = {function = "decode_step", workgroup = 128 : i64, workgroups = 5 : i64}
  func.func @tern_decode(%w: memref<64xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                         %step: memref<4xi32>) attributes {tern.entry} {
    %c1 = arith.constant 1 : index
    %c5 = arith.constant 5 : index
    %c9 = arith.constant 9 : index
    %c32 = arith.constant 32 : index
    %c64 = arith.constant 64 : index
    %c128 = arith.constant 128 : index
    gpu.launch_func @kernels::@copy blocks in (%c9, %c1, %c1) threads in (%c32, %c1, %c1)
        args(%w : memref<64xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>, %c64 : index)
    gpu.launch_func @kernels::@product blocks in (%c5, %c1, %c1) threads in (%c128, %c1, %c1)
        args(%w : memref<64xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>)
    gpu.launch_func @kernels::@copy blocks in (%c9, %c1, %c1) threads in (%c32, %c1, %c1)
        args(%w : memref<64xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>, %c128 : index)
    return
  }
  gpu.module @kernels {
    gpu.func @copy(%w: memref<64xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                   %step: memref<4xi32>, %to: index)
        workgroup(%m : memref<60xi32, #gpu.address_space<workgroup>>)
        kernel attributes {known_block_size = array<i32: 32, 1, 1>} {
      %t = gpu.thread_id x
      %b = gpu.block_id x
      %n = gpu.grid_dim x
      %c0 = arith.constant 0 : i32
      memref.store %c0, %m[%t] : memref<60xi32, #gpu.address_space<workgroup>>
      gpu.barrier
      %x = memref.load %m[%b] : memref<60xi32, #gpu.address_space<workgroup>>
      %y = arith.trunci %x : i32 to i8
      memref.store %y, %a[%to] : memref<256xi8>
      memref.store %y, %a[%n] : memref<256xi8>
      gpu.return
    }
    gpu.func @product(%w: memref<64xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                      %step: memref<4xi32>) kernel attributes {known_block_size = array<i32: 128, 1, 1>} {
      %t = gpu.thread_id x
      %c0 = arith.constant 0 : i8
      gpu.barrier
      memref.store %c0, %a[%t] : memref<256xi8>
      gpu.return
    }
    // CHECK: memref.global "private" constant @decode_stages : memref<24xi64, #gpu.address_space<global>> = dense<[0, 0, 1, 0, 0, 64, 1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0, 128, 0, 0, 0, 0, 0, 0]>
    // CHECK: gpu.func @decode_step({{.*}}%[[A:.*]]: memref<256xi8>, {{.*}}, %[[IDS:[a-z0-9]*]]: memref<1xi32>, {{.*}}: memref<1x40xf32>, %[[STEP:[a-z0-9]*]]: memref<4xi32>, %[[SYNC:.*]]: memref<26xi32>) workgroup(%[[M:.*]] : memref<544xi8, #gpu.address_space<workgroup>> {llvm.align = 16 : i64}) kernel attributes {known_block_size = array<i32: 128, 1, 1>, tern.step_kernel}
    // Three stages have five clocks, behind the 64 bytes.
    // CHECK: %[[STAGES:.*]] = memref.get_global @decode_stages
    // CHECK: %[[ROW:.*]] = memref.view %[[M]][%c480{{.*}}][] : memref<544xi8, #gpu.address_space<workgroup>> to memref<6xi64, #gpu.address_space<workgroup>>
    // What stages ask of the step is copied once.
    // CHECK: %[[WORDS:.*]] = memref.view %[[M]][%c528{{.*}}][] : memref<544xi8, #gpu.address_space<workgroup>> to memref<4xi32, #gpu.address_space<workgroup>>
    // CHECK: %[[WORD:.*]] = memref.load %[[STEP]]
    // CHECK: memref.store %[[WORD]], %[[WORDS]]
    // CHECK: %[[FIRST:.*]] = memref.load %[[STAGES]]
    // CHECK: memref.store %[[FIRST]], %[[ROW]]
    // CHECK: llvm.call_intrinsic "llvm.readcyclecounter"
    // CHECK: gpu.barrier
    // A number of 32 bits, of a thread and a zero of the row, is none that could be computed in front of the loop.
    // CHECK: scf.while
    // CHECK: %[[READ:.*]] = memref.load %[[ROW]][%c1{{(_[0-9]+)?}}]
    // CHECK: %[[WIDE:.*]] = arith.index_cast %[[READ]]
    // CHECK: %[[ZERO:.*]] = arith.index_castui %[[WIDE]] : index to i32
    // CHECK: %[[SUM:.*]] = arith.addi %{{.*}}, %[[ZERO]] : i32
    // CHECK: %[[THREAD:.*]] = arith.index_castui %[[SUM]] : i32 to index
    // CHECK: gpu.block_id
    // CHECK: %[[BLOCK:.*]] = arith.index_castui %{{.*}} : i32 to index
    // CHECK: gpu.grid_dim
    // CHECK: %[[BLOCKS:.*]] = arith.index_castui %{{.*}} : i32 to index
    // CHECK-DAG: %[[LANE:.*]] = arith.remui %[[THREAD]]
    // CHECK-DAG: %[[SUBGROUP:.*]] = arith.divui %[[THREAD]]
    // CHECK: scf.index_switch
    // CHECK: case 0
    // Two of four subgroups have 240 bytes each.
    // CHECK: %[[TO:.*]] = arith.index_cast
    // CHECK: %[[WORKS:.*]] = arith.cmpi ult, %[[SUBGROUP]], %{{.*}}
    // CHECK: scf.if %[[WORKS]]
    // CHECK: %[[OWN:.*]] = memref.view %[[M]]
    // CHECK: %[[FIRST:.*]] = arith.muli %[[BLOCK]], %{{.*}}
    // CHECK: %[[WORKER:.*]] = arith.addi %[[FIRST]], %[[SUBGROUP]]
    // CHECK: %[[WORKERS:.*]] = arith.muli %[[BLOCKS]]
    // CHECK: memref.store %{{.*}}, %[[OWN]][%[[LANE]]]
    // CHECK: trit.sync_lanes
    // CHECK: memref.load %[[OWN]][%[[WORKER]]]
    // CHECK: memref.store %{{.*}}, %[[A]][%[[TO]]]
    // CHECK: memref.store %{{.*}}, %[[A]][%[[WORKERS]]]
    // CHECK: default
    // CHECK: gpu.barrier
    // CHECK: memref.store %{{.*}}, %[[A]][%[[THREAD]]]
    // The next row comes while the workgroup waits for the others; its number is read before.
    // CHECK: memref.load %[[ROW]][%c2{{(_[0-9]+)?}}]
    // CHECK: %[[NEXT:.*]] = arith.index_cast
    // CHECK: trit.sync_grid %[[SYNC]][%{{.*}}, %{{.*}} of %{{.*}}] : memref<26xi32> meanwhile
    // CHECK: %[[FROM:.*]] = arith.muli %[[NEXT]], %c6
    // CHECK: scf.if
    // CHECK: %[[ELEMENT:.*]] = memref.load %[[STAGES]]
    // CHECK: memref.store %[[ELEMENT]], %[[ROW]]
    // CHECK: scf.if
    // CHECK: %[[CLOCK:.*]] = arith.muli %{{.*}}, %c8
    // CHECK: %[[AT:.*]] = arith.addi %c64{{.*}}, %[[CLOCK]]
    // CHECK: %[[NOW:.*]] = llvm.call_intrinsic "llvm.readcyclecounter"
    // CHECK: llvm.store %[[NOW]]
    // CHECK: %[[MORE:.*]] = arith.cmpi ne, %[[NEXT]], %c3
    // CHECK: scf.condition(%[[MORE]])
    // The largest logit: a maximum of each subgroup, and of all.
    // CHECK: scf.for
    // CHECK-COUNT-5: gpu.shuffle
    // CHECK: llvm.atomicrmw umax %{{.*}} syncscope("device") monotonic
    // CHECK: trit.sync_grid %[[SYNC]]
    // What is none, -1, is no row of an embedding that the next step could read.
    // CHECK: %[[ID:.*]] = arith.select
    // CHECK: memref.store %[[ID]], %[[SYNC]]
    // CHECK: %[[TAKEN:.*]] = arith.maxsi %[[ID]], %c0_i32
    // CHECK: memref.store %[[TAKEN]], %[[IDS]]
    // CHECK: llvm.call_intrinsic "llvm.readcyclecounter"
    // CHECK: gpu.return
  }
}

// -----

module attributes {trit.target = #trit.target<"nvidia-sm80", triple = "nvptx64-nvidia-cuda", features = "+sm_80", lanes = 32, dot = "dp4a">,
                   gpu.container_module} {
  func.func @tern_decode(%w: memref<64xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                         %step: memref<4xi32>) attributes {tern.entry} {
    %c1 = arith.constant 1 : index
    %c64 = arith.constant 64 : index
    %c128 = arith.constant 128 : index
    gpu.launch_func @kernels::@some blocks in (%c1, %c1, %c1) threads in (%c64, %c1, %c1)
        args(%w : memref<64xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>)
    gpu.launch_func @kernels::@all blocks in (%c1, %c1, %c1) threads in (%c128, %c1, %c1)
        args(%w : memref<64xi8>, %a : memref<256xi8>, %kv : memref<64xi8>, %ids : memref<1xi32>, %logits : memref<1x40xf32>, %step : memref<4xi32>)
    return
  }
  gpu.module @kernels {
    // expected-error@+1 {{has 64 threads; a step of workgroups of 128 takes kernels of as many or of 32}}
    gpu.func @some(%w: memref<64xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                   %step: memref<4xi32>) kernel attributes {known_block_size = array<i32: 64, 1, 1>} {
      gpu.return
    }
    gpu.func @all(%w: memref<64xi8>, %a: memref<256xi8>, %kv: memref<64xi8>, %ids: memref<1xi32>, %logits: memref<1x40xf32>,
                  %step: memref<4xi32>) kernel attributes {known_block_size = array<i32: 128, 1, 1>} {
      gpu.return
    }
  }
}
