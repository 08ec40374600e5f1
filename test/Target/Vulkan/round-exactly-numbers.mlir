// Quotients and roots of a device that is off by up to three units in the last place are rounded correctly, here by
// comparison with doubles, which have enough bits for it: none of 100000 of each is wrong.
// RUN: tern-opt --tern-round-exactly %s | sed 's/arith.divf %arg0, %arg1 :.*/func.call @rough_quotient(%arg0, %arg1) : (f32, f32) -> f32/; s/math.sqrt %arg0 :.*/func.call @rough_root(%arg0) : (f32) -> f32/' > %t.mlir
// RUN: grep -c "call @rough" %t.mlir | FileCheck %s --check-prefix=CALLS
// RUN: tern-opt --convert-scf-to-cf --convert-math-to-llvm --convert-arith-to-llvm --convert-func-to-llvm --convert-cf-to-llvm --reconcile-unrealized-casts %t.mlir | mlir-runner -e main --entry-point-result=i32 | FileCheck %s
// CALLS: 2
// CHECK: {{^}}0{{$}}

func.func @quotient(%x: f32, %y: f32) -> f32 {
  %q = arith.divf %x, %y : f32
  return %q : f32
}

func.func @root(%x: f32) -> f32 {
  %s = math.sqrt %x : f32
  return %s : f32
}

func.func @exact_quotient(%a: f32, %b: f32) -> f32 {
  %x = arith.extf %a : f32 to f64
  %y = arith.extf %b : f32 to f64
  %q = arith.divf %x, %y : f64
  %r = arith.truncf %q : f64 to f32
  return %r : f32
}

func.func @exact_root(%a: f32) -> f32 {
  %x = arith.extf %a : f32 to f64
  %s = math.sqrt %x : f64
  %r = arith.truncf %s : f64 to f32
  return %r : f32
}

// Off by -3 to 3 units, as the operand says.
func.func @disturb(%exact: f32, %a: f32) -> f32 {
  %c7 = arith.constant 7 : i32
  %c3 = arith.constant 3 : i32
  %bits = arith.bitcast %a : f32 to i32
  %rest = arith.remui %bits, %c7 : i32
  %off = arith.subi %rest, %c3 : i32
  %result = arith.bitcast %exact : f32 to i32
  %sum = arith.addi %result, %off : i32
  %rough = arith.bitcast %sum : i32 to f32
  return %rough : f32
}

func.func @rough_quotient(%a: f32, %b: f32) -> f32 {
  %q = func.call @exact_quotient(%a, %b) : (f32, f32) -> f32
  %r = func.call @disturb(%q, %a) : (f32, f32) -> f32
  return %r : f32
}

func.func @rough_root(%a: f32) -> f32 {
  %s = func.call @exact_root(%a) : (f32) -> f32
  %r = func.call @disturb(%s, %a) : (f32, f32) -> f32
  return %r : f32
}

func.func @differ(%x: f32, %y: f32) -> i32 {
  %a = arith.bitcast %x : f32 to i32
  %b = arith.bitcast %y : f32 to i32
  %differ = arith.cmpi ne, %a, %b : i32
  %count = arith.extui %differ : i1 to i32
  return %count : i32
}

// A positive number with an exponent from -32 to 31.
func.func @number(%state: i32) -> f32 {
  %mantissa = arith.constant 0x1fffffff : i32
  %least = arith.constant 0x2f800000 : i32
  %low = arith.andi %state, %mantissa : i32
  %bits = arith.addi %low, %least : i32
  %x = arith.bitcast %bits : i32 to f32
  return %x : f32
}

func.func @main() -> i32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %count = arith.constant 100000 : index
  %zero = arith.constant 0 : i32
  %seed = arith.constant 12345 : i32
  %factor = arith.constant 1664525 : i32
  %increment = arith.constant 1013904223 : i32
  %c3 = arith.constant 3 : i32
  %r:2 = scf.for %i = %c0 to %count step %c1 iter_args(%state = %seed, %wrong = %zero) -> (i32, i32) {
    %p = arith.muli %state, %factor : i32
    %second = arith.addi %p, %increment : i32
    %s = arith.muli %second, %factor : i32
    %next = arith.addi %s, %increment : i32
    %high = arith.shrui %state, %c3 : i32
    %x = func.call @number(%high) : (i32) -> f32
    %other = arith.shrui %second, %c3 : i32
    %y = func.call @number(%other) : (i32) -> f32
    %q = func.call @quotient(%x, %y) : (f32, f32) -> f32
    %wantedq = func.call @exact_quotient(%x, %y) : (f32, f32) -> f32
    %badq = func.call @differ(%q, %wantedq) : (f32, f32) -> i32
    %root = func.call @root(%x) : (f32) -> f32
    %wantedr = func.call @exact_root(%x) : (f32) -> f32
    %badr = func.call @differ(%root, %wantedr) : (f32, f32) -> i32
    %sum = arith.addi %wrong, %badq : i32
    %total = arith.addi %sum, %badr : i32
    scf.yield %next, %total : i32, i32
  }
  return %r#1 : i32
}
