// A meeting of lanes is neither dropped nor merged with another.
// RUN: tern-opt --canonicalize --cse %s | tern-opt | FileCheck %s
// CHECK: trit.sync_lanes
// CHECK-NEXT: trit.sync_lanes
func.func @meet() {
  trit.sync_lanes
  trit.sync_lanes
  return
}
