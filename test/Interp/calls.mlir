// RUN: tern-interp %s --function=f f32:[[1,2]] | FileCheck %s
// RUN: not tern-interp %s --function=forever 2>&1 | FileCheck %s --check-prefix=FOREVER
// RUN: not tern-interp %s --function=outside 2>&1 | FileCheck %s --check-prefix=OUTSIDE

// CHECK: tensor<1x2xf32> = {{\[}}[4, 8]]
// CHECK: index = 1
// FOREVER: 'func.func' 'forever' is called recursively
// OUTSIDE: 'func.func' 'elsewhere' is only a declaration
func.func @twice(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  %y = tern.add %x, %x : tensor<?x2xf32>
  return %y : tensor<?x2xf32>
}
func.func @f(%x: tensor<?x2xf32>) -> (tensor<?x2xf32>, index) {
  %y = call @twice(%x) : (tensor<?x2xf32>) -> tensor<?x2xf32>
  %z = call @twice(%y) : (tensor<?x2xf32>) -> tensor<?x2xf32>
  %zero = arith.constant 0 : index
  %tokens = tensor.dim %z, %zero : tensor<?x2xf32>
  return %z, %tokens : tensor<?x2xf32>, index
}
func.func @forever() {
  call @forever() : () -> ()
  return
}
func.func private @elsewhere()
func.func @outside() {
  call @elsewhere() : () -> ()
  return
}
