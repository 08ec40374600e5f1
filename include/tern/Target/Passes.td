//===- Passes.td - lowering to a target's instructions --------------------===//
#ifndef TERN_TARGET_PASSES_TD
#define TERN_TARGET_PASSES_TD

include "mlir/Pass/PassBase.td"

def TritToX86 : Pass<"convert-trit-to-x86"> {
  let summary = "Lower trit.decode, trit.dot and trit.look_up to x86's instructions";
  let description = [{
    By the module's target: `vnni` uses `vpdpbusd`, which multiplies four
    unsigned by four signed bytes and adds them to a lane; `maddubs` uses
    `pmaddubsw` and `pmaddwd`. A code is at most 2 and an activation at most
    128 in magnitude, so a pair of products is at most 512 in magnitude and 63
    of them can be added in 16 bits before they are widened; nothing saturates.
    With `avx512vbmi`, `t3b5` of 16 rows is decoded by `vpermb`, a plane where
    it is used first.
    With `avx512bw`, `trit.look_up` of 32 words is `vpermw`. A dot product of more
    lanes than the target's is several.
    What the target has no instruction for is left to `convert-trit-to-arith`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::vector::VectorDialect"];
}

def TritToAArch64 : Pass<"convert-trit-to-aarch64"> {
  let summary = "Lower trit.dot and trit.mma to AArch64's instructions";
  let description = [{
    By the module's target: `sdot` multiplies four signed bytes by four and adds
    them to a lane; a code is at most 2 and has no sign bit. `smull` makes
    products of bytes in 16 bits, which are added there, pairwise (`addp`) and
    pairwise again into the lanes (`sadalp`): a product is at most 256 in
    magnitude, so that pairs of 63 of them fit 16 bits. `smmla` has `sdot` too,
    and multiplies matrices of two rows and eight columns for `trit.mma`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::vector::VectorDialect"];
}

def TritToRISCV : Pass<"convert-trit-to-riscv"> {
  let summary = "Lower trit.dot for RISC-V's vectors";
  let description = [{
    For targets with the dot product `wmacc`: products of bytes in 16 bits
    (`vwmul`, `vwmacc`), which are added there; then even and odd elements come
    apart by narrowing shifts (`vnsrl`), are added in 16 bits, come apart again
    and are added in 32 (`vwadd`). A product is at most 256 in magnitude, so
    that pairs of 63 of them fit 16 bits.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::vector::VectorDialect"];
}

def RoundRISCV : Pass<"tern-round-riscv"> {
  let summary = "Convert integral floats to integers in any rounding mode on RISC-V";
  let description = [{
    Floats that were rounded or floored, and clamped between integers, are
    converted by `vfcvt.x.f.v`: nothing is left to round. LLVM's truncating
    `vfcvt.rtz.x.f.v` gives the same, but qemu 7.2, which executes our tests,
    stops at it.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def TritToWebAssembly : Pass<"convert-trit-to-wasm"> {
  let summary = "Lower trit.dot to WebAssembly's instructions";
  let description = [{
    By the module's target: `relaxed-dot` is
    `i32x4.relaxed_dot_i8x16_i7x16_add_s`, whose result is the same everywhere
    if the second operand has seven bits and no pair of products leaves 16: the
    codes are that operand. `extmul` makes products in 16 bits
    (`i16x8.extmul_low_i8x16_s` and `_high`), which are added there, pairs in 32
    bits by `i32x4.dot_i16x8_s` with ones, and these once more.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect", "::mlir::vector::VectorDialect"];
}

def KernelsToSPIRV : Pass<"convert-kernels-to-spirv", "::mlir::ModuleOp"> {
  let summary = "Make the kernels entry points of a SPIR-V module for Vulkan";
  let description = [{
    A `spirv.module` appears beside the `gpu.module`. Each buffer is a binding of
    descriptor set 0 for each type of elements that kernels access it as; the
    attribute `tern.bindings` lists their buffers. A kernel's constants are push
    constants, its scratch is variables of the workgroup.

    Additions and multiplications of floats get `no_contraction`, unless the IR
    lets them be contracted. `trit.dot_word` is the device's dot product of
    packed bytes, or multiplications of bytes, as the target says.
  }];
  let dependentDialects = ["::mlir::spirv::SPIRVDialect"];
}

def KernelsToThreads : Pass<"convert-kernels-to-threads", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Make kernels functions of a thread of the host, to test them";
  let description = [{
    A kernel becomes a function of its place, of the type `TernEmulatedKernel`
    (tern/Target/EmulatedThread.h): its arguments are read from memory, barriers
    and shuffles are calls through the place, and the workgroup's memory is where
    it says. The constant `NAME.sizes` tells how much that is. All else is lowered
    as for a processor; control flow must be `cf` already.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::LLVM::LLVMDialect"];
}

def KernelsToNVVM : Pass<"convert-kernels-to-nvvm", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Lower flat kernels to functions of the llvm and nvvm dialects";
  let description = [{
    A kernel's arguments are pointers to its buffers and its constants, 64 bits
    each. `trit.dot_word` is `dp4a`, of codes without and activations with a
    sign. `trit.sync_lanes` is `bar.warp.sync`, and so is the barrier of a workgroup
    that is one warp. `trit.mma_tiles` is `wgmma`. Arrays of a workgroup that take
    more than it has by itself are parts of `gpu.dynamic_shared_memory`, and the
    function says how much its launch must ask for (`tern.asked_bytes`). Functions of
    the math dialect are LLVM's intrinsics, which PTX has as instructions that
    round correctly.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::NVVM::NVVMDialect"];
}

def KernelsToROCDL : Pass<"convert-kernels-to-rocdl", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Lower flat kernels to functions of the llvm and rocdl dialects";
  let description = [{
    A kernel's arguments are pointers to its buffers and its constants, 64 bits
    each. `trit.dot_word` is `llvm.amdgcn.sdot4`, whose bytes are signed, or
    `sudot4`, of codes without and activations with a sign, as the target says. A
    shuffle is `ds_bpermute`, which does not mind that a workgroup of 32 threads
    is half of a wavefront of 64. How many workgroups there are is read from the
    hidden arguments of the ABI: MLIR would call the device's library.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::ROCDL::ROCDLDialect"];
}

def RoundExactly : Pass<"tern-round-exactly"> {
  let summary = "Round divisions and square roots of f32 correctly by integer arithmetic";
  let description = [{
    For devices whose division or square root is off by some units in the last
    place, at most 2.5 of a quotient: what is missing is found in integers of 32
    bits, exactly. Operands or results that are subnormal, infinite or no numbers
    stay as the device has them.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect"];
}

#endif // TERN_TARGET_PASSES_TD
