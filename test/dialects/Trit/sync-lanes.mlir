// A meeting of lanes, or of all threads of a launch, is neither dropped nor merged with another; a pause stays.
// RUN: tern-opt --canonicalize --cse %s | tern-opt | FileCheck %s
// CHECK: trit.sync_lanes
// CHECK-NEXT: trit.sync_lanes
func.func @meet() {
  trit.sync_lanes
  trit.sync_lanes
  return
}

// CHECK: trit.sync_grid
// CHECK-NEXT: trit.sync_grid
// CHECK-NEXT: trit.pause
func.func @meet_all(%sync: memref<16xi32>, %thread: index, %block: index, %blocks: index) {
  trit.sync_grid %sync[%thread, %block of %blocks] : memref<16xi32>
  trit.sync_grid %sync[%thread, %block of %blocks] : memref<16xi32>
  trit.pause
  return
}
