// RUN: tern-interp %s fill:2x3xi8=-7 index:3 | FileCheck %s
// RUN: tern-interp %s alternate=127 index:-3 | FileCheck %s --check-prefix=ALTERNATE
// RUN: tern-interp %s random index:0 --summary --seed=3 | FileCheck %s --check-prefix=SUMMARY

// CHECK: tensor<2x3xi8> = {{\[}}[-7, -7, -7], [-7, -7, -7]]
// CHECK-NEXT: index = 3
// ALTERNATE: tensor<2x3xi8> = {{\[}}[127, -127, 127], [-127, 127, -127]]
// ALTERNATE-NEXT: index = -3
// SUMMARY: tensor<2x3xi8> min {{-?[0-9]+}} max {{-?[0-9]+}} mean {{[-.0-9]+}} xxh3 {{[0-9a-f]+$}}
func.func @f(%x: tensor<2x3xi8>, %i: index) -> (tensor<2x3xi8>, index) {
  return %x, %i : tensor<2x3xi8>, index
}
