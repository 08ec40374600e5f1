// RUN: tern-opt --convert-trit-to-arith %s | FileCheck %s

// Five vectors of a word a row: three fields each, and the highest bits make the sixteenth. The digits of four fields are
// the bytes of a lane, in pairs that are interleaved.
// CHECK-LABEL: func.func @decode
// CHECK-SAME: %[[B:.*]]: vector<40xi8>
// CHECK: %[[ALL:.*]] = vector.bitcast %[[B]] : vector<40xi8> to vector<20xi16>
// CHECK: vector.extract_strided_slice %[[ALL]] {offsets = [0], sizes = [4], strides = [1]}
// CHECK: vector.extract_strided_slice %[[ALL]] {offsets = [16], sizes = [4], strides = [1]}
// CHECK-COUNT-12: vector.interleave %{{.*}}, %{{.*}} : vector<4xi16> -> vector<8xi16>
// CHECK-NOT: trit.decode
func.func @decode(%b: vector<40xi8>) -> vector<16xi8> {
  %c:12 = trit.decode %b layout <lut, rows = 4> : vector<40xi8>
  return %c#11 : vector<16xi8>
}

// CHECK-LABEL: func.func @lookUp
// CHECK-SAME: %[[T:.*]]: vector<32xi16>, %[[I:.*]]: vector<2xi16>
// CHECK: %[[LOW:.*]] = arith.andi %[[I]], %{{.*}} : vector<2xi16>
// CHECK: %[[FIRST:.*]] = vector.extract %[[LOW]][0]
// CHECK: %[[AT:.*]] = arith.index_castui %[[FIRST]]
// CHECK: vector.extract %[[T]][%[[AT]]]
// CHECK: vector.from_elements %{{.*}}, %{{.*}} : vector<2xi16>
func.func @lookUp(%t: vector<32xi16>, %i: vector<2xi16>) -> vector<2xi16> {
  %y = trit.look_up %t, %i : vector<32xi16>, vector<2xi16>
  return %y : vector<2xi16>
}
