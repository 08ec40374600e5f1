// Every error is one line that names the argument, and the exit code is 1.
// RUN: not tern-interp %s 2>&1 | FileCheck %s --check-prefix=COUNT
// COUNT: tern-interp: error: function 'f' has 1 arguments, got 0
// RUN: not tern-interp %s nothing 2>&1 | FileCheck %s --check-prefix=WORD
// WORD: argument 0 'nothing': expected index:, i32:, f32:, trit:, zeros:, fill:, alternate:, random: or file:
// RUN: not tern-interp %s zeros 2>&1 | FileCheck %s --check-prefix=TYPE
// TYPE: argument 0 'zeros': needs a type such as zeros:3x64xf32, as the argument's is not a tensor of known shape
// RUN: not tern-interp %s zeros:3xf33 2>&1 | FileCheck %s --check-prefix=ELEMENT
// ELEMENT: 'f33' is not an element type, expected f32, f16, bf16, i8, i32 or trit
// RUN: not tern-interp %s zeros:99999999999999999999xf32 2>&1 | FileCheck %s --check-prefix=HUGE
// HUGE: '99999999999999999999xf32' is not a type such as 3x64xf32
// RUN: not tern-interp %s zeros:9999999x9999999999999xf32 2>&1 | FileCheck %s --check-prefix=LARGE
// LARGE: is not a size that can be interpreted (at most 2^30 elements)
// RUN: not tern-interp %s f32:[[1,2],[3]] 2>&1 | FileCheck %s --check-prefix=RAGGED
// RAGGED: expected lists of equal lengths
// RUN: not tern-interp %s f32:[[[[[[[[[1]]]]]]]]] 2>&1 | FileCheck %s --check-prefix=DEEP
// DEEP: lists nest deeper than 8
// RUN: not tern-interp %s trit:[[2]] 2>&1 | FileCheck %s --check-prefix=TRIT
// TRIT: 2 is not a value of trit, expected an integer in [-1, 1]
// RUN: not tern-interp %s i8:[[0.5]] 2>&1 | FileCheck %s --check-prefix=WHOLE
// WHOLE: 0.5 is not a value of i8, expected an integer in [-128, 127]
// RUN: not tern-interp %s f32:[1,2] 2>&1 | FileCheck %s --check-prefix=RANK
// RANK: expected tensor<?x2xf32>, got tensor<2xf32>
// RUN: not tern-interp %s index:x 2>&1 | FileCheck %s --check-prefix=INDEX
// INDEX: 'x' is not an integer
// RUN: not tern-interp %s fill:1x2xf32=y 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: 'y' is not a number
// RUN: not tern-interp %s file:nothing 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: expected file:PATH#NAME
// RUN: not tern-interp %s file:%t.none#x 2>&1 | FileCheck %s --check-prefix=OPEN
// OPEN: .none
// RUN: not tern-interp %t.none 2>&1 | FileCheck %s --check-prefix=INPUT
// INPUT: tern-interp: error: cannot open input file '{{.*}}.none': No such file or directory
// RUN: not tern-interp %s fill:1x2xf32=1 --weights=%t.none 2>&1 | FileCheck %s --check-prefix=WEIGHTS
// WEIGHTS: tern-interp: error: {{.*}}.none
// RUN: not tern-interp %s fill:1x2xf32=1 --weights=%t.none --params=ones 2>&1 | FileCheck %s --check-prefix=BOTH
// BOTH: --weights and --params exclude each other
// RUN: not tern-interp %s --function=g 2>&1 | FileCheck %s --check-prefix=FUNCTION
// FUNCTION: has no function 'g'
// RUN: not tern-interp %s fill:1x2xf32=1 -o %t.none/x 2>&1 | FileCheck %s --check-prefix=OUTPUT
// OUTPUT: tern-interp: error: {{.*}}.none/x
func.func @f(%x: tensor<?x2xf32>) -> tensor<?x2xf32> {
  return %x : tensor<?x2xf32>
}
