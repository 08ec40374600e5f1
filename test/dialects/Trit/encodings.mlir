// RUN: tern-opt %s | tern-opt | FileCheck %s

// A target that reads i2 fastest does not say so.
// CHECK-DAG: lanes = 8, dot = "vnni">
// CHECK-DAG: lanes = 16, dot = "vnni", encoding = t3b5>
func.func @i2() attributes {target = #trit.target<"t", triple = "", features = "", lanes = 8, dot = "vnni", encoding = i2>} { return }
func.func @t3b5() attributes {target = #trit.target<"t", triple = "", features = "", lanes = 16, dot = "vnni", encoding = t3b5>} { return }

// An encoding is an attribute of its own.
// CHECK-LABEL: func.func @attribute
// CHECK-SAME: encoding = #trit.t3b5
func.func @attribute() attributes {encoding = #trit.t3b5} { return }

// Six planes of 24 columns, five of 20.
// CHECK-LABEL: func.func @decode
// CHECK: trit.decode %{{.*}} layout <t3b5, rows = 16> : vector<80xi8>
// CHECK: trit.decode %{{.*}} layout <base3, rows = 4> : vector<16xi8>
func.func @decode(%t: vector<80xi8>, %b: vector<16xi8>) -> (vector<64xi8>, vector<16xi8>) {
  %c:6 = trit.decode %t layout <t3b5, rows = 16> : vector<80xi8>
  %d:5 = trit.decode %b layout <base3, rows = 4> : vector<16xi8>
  return %c#5, %d#4 : vector<64xi8>, vector<16xi8>
}

// CHECK-LABEL: func.func @pack
// CHECK: trit.pack %{{.*}} layout <t3b5, rows = 8> : tensor<9x13x!tern.trit> -> tensor<2x1x40xi8>
// CHECK: trit.pack %{{.*}} layout <base3, rows = 8> : tensor<9x13x!tern.trit> -> tensor<2x1x32xi8>
func.func @pack(%w: tensor<9x13x!tern.trit>) -> (tensor<2x1x40xi8>, tensor<2x1x32xi8>) {
  %t = trit.pack %w layout <t3b5, rows = 8> : tensor<9x13x!tern.trit> -> tensor<2x1x40xi8>
  %b = trit.pack %w layout <base3, rows = 8> : tensor<9x13x!tern.trit> -> tensor<2x1x32xi8>
  return %t, %b : tensor<2x1x40xi8>, tensor<2x1x32xi8>
}

// CHECK-LABEL: func.func @tables
// CHECK: trit.tabulate %{{.*}} into %{{.*}} layout <lut, rows = 32> : memref<1x96xi8>, memref<32x32xi16>
// CHECK: trit.mmt ins(%{{.*}} : memref<32x32xi16>, memref<1xi32>, memref<1x2x320xi8>)
// CHECK: trit.look_up %{{.*}}, %{{.*}} : vector<32xi16>, vector<32xi16>
func.func @tables(%x: memref<1x96xi8>, %s: memref<1xi32>, %t: memref<32x32xi16>, %w: memref<1x2x320xi8>, %o: memref<1x32xi32>,
                  %table: vector<32xi16>, %i: vector<32xi16>) -> vector<32xi16> {
  trit.tabulate %x into %t layout <lut, rows = 32> : memref<1x96xi8>, memref<32x32xi16>
  trit.mmt ins(%t, %s, %w : memref<32x32xi16>, memref<1xi32>, memref<1x2x320xi8>) outs(%o : memref<1x32xi32>) layout <lut, rows = 32>
  %y = trit.look_up %table, %i : vector<32xi16>, vector<32xi16>
  return %y : vector<32xi16>
}
