//===- Passes.td - from tern to loops, vectors and steps ------------------===//
#ifndef TERN_CONVERSION_PASSES_TD
#define TERN_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def FormEntries : Pass<"tern-form-entries", "::mlir::ModuleOp"> {
  let summary = "Make the entry points of the model's `forward`: `tern_decode`, `tern_prefill`, `tern_batch`";
  let description = [{
    Each entry is a copy of `@forward` for a fixed capacity of tokens, with the
    signature of the bundle's ABI: buffers for weights, arena, caches, ids and
    logits. Parameters become views of the weights at offsets that this pass
    plans (attribute `tern.offset`), caches become views of the cache buffer.
    The module gets the attributes `tern.kv_bytes` and `tern.prefill_tokens`.

    With `sequences` there is a third entry, whose tokens are of separate
    sequences: the rows of its ids are ids, sequences and positions, its caches
    are those of so many sequences, one after the other, and its operations have
    places in the place of a position. It computes the logits of all tokens:
    `tern.tail` goes. The module gets the attribute `tern.sequences`.
  }];
  let options = [
    Option<"sequences", "sequences", "int64_t", "0",
           "Sequences, and tokens, that a step of `tern_batch` takes at most; 0 for no such entry">,
    Option<"prefillTokens", "prefill-tokens", "int64_t", "0",
           "Tokens that one prefill step takes at most, and the context holds; 0 for `step.prefill_tokens` of the schedule, or the context if that is less">];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect", "::mlir::func::FuncDialect",
    "::mlir::LLVM::LLVMDialect", "::mlir::memref::MemRefDialect", "::mlir::tensor::TensorDialect"];
}

def TernToLoops : Pass<"convert-tern-to-loops", "::mlir::func::FuncOp"> {
  let summary = "Lower each operation to a parallel loop of vector operations on tensors";
  let description = [{
    Each operation becomes one `scf.forall`, a stage of the step, over tiles
    that are independent of each other; results do not depend on who computes
    which. Products become a `trit.mmt` and its epilogue, a `linalg.generic`,
    tiled through the TilingInterface and computed tile by tile in one loop.
    A product takes `product.tokens` of the schedule at a time, and what is left
    in tiles of half as many each time. Where weights are decoded once for all
    tokens (`tern-expand-tiles`) `product.expanded_tokens` are first, if there
    are enough of them. Rows beyond the step's live tokens are
    not computed and undefined.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::bufferization::BufferizationDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::tensor::TensorDialect", "::mlir::vector::VectorDialect", "::tern::trit::TritDialect"];
}

def CompleteSchedule : Pass<"tern-complete-schedule", "::mlir::ModuleOp"> {
  let summary = "Write down the whole schedule that a module is compiled with";
  let description = [{
    The module's attribute `tern.schedule` gets every field that it lacks, with
    the target's default: what the bundle's manifest says, and `--emit=schedule`.
  }];
}

def SplitEmptyTensors : Pass<"tern-split-empty-tensors", "::mlir::func::FuncOp"> {
  let summary = "Give each use of a tensor.empty one of its own";
  let description = [{
    Undoes what CSE does to destinations of equal types: were they one tensor,
    bufferization would have to find out for every two of its writers that they
    do not meet, which takes quadratic time in the number of layers.
  }];
}

def IsolateStages : Pass<"tern-isolate-stages", "::mlir::ModuleOp"> {
  let summary = "Make each parallel loop of an entry a function on tensors";
  let description = [{
    Layers that differ in their weights alone have equal functions then, which
    `duplicate-function-elimination` merges: what takes a body apart, as one-shot
    bufferization does to find out which accesses meet, does so once for all of
    them. Tensors and indices that a loop reads are arguments, constants are the
    function's own. Loops whose values go to a buffer of the step stay, as they
    are to write there themselves; so do those that read a buffer with gaps.
    `tern-inline-stages` undoes this.
  }];
  let dependentDialects = ["::mlir::func::FuncDialect"];
}

def InlineStages : Pass<"tern-inline-stages", "::mlir::ModuleOp"> {
  let summary = "Put the functions that entries call back into them";
  let description = [{
    The inverse of `tern-isolate-stages`: stages are loops of their entry again,
    and private functions that nobody else calls are gone.
    MLIR's `inline` would do it too, but make each location one of a call, which
    is no part of the model.
  }];
}

def TileAttention : Pass<"tern-tile-attention", "::mlir::func::FuncOp"> {
  let summary = "Make a stage of one token's attention on buffers";
  let description = [{
    `tern.attend_token` becomes a parallel loop over groups of heads and chunks of
    positions: a `tern.attend` of each, and a `tern.merge_chunks` that the last
    chunk of a group computes. A chunk is a batch of 32 positions, or several if
    there are more batches than 132 workgroups have chunks. Where chunks begin
    depends on the position alone, so the states that are merged do. Whoever has the
    last positions appends to the caches.
    All attentions of an entry count on the same counters, which a loop behind the
    entry's first makes zero.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}
def JoinStages : Pass<"tern-join-stages", "::mlir::func::FuncOp"> {
  let summary = "Find stages that need no barrier between them";
  let description = [{
    Marks a parallel loop of an entry `tern.joins` if it neither writes what the
    loops before it, back to the last one without the mark, read or write, nor
    reads what these write. Products (of trits, or loops of loops) and
    attention neither join nor are joined.
    What is marked lives at one time with those (`tern-plan-arena`) and becomes
    one stage with them (`tern-outline-stages`).
  }];
}

def PlanArena : Pass<"tern-plan-arena", "::mlir::func::FuncOp"> {
  let summary = "Place every buffer of a step in one arena";
  let description = [{
    Replaces the step's allocations by views of its arena. Buffers whose lives
    do not overlap share bytes: first fit by start of life, each at a multiple
    of 64. A buffer lives from the first stage that uses it to the last; loops
    that join (`tern-join-stages`) are one stage. The arena argument gets its size, which the function also carries as
    `tern.arena_bytes`.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect"];
}

def OutlineStages : Pass<"tern-outline-stages", "::mlir::ModuleOp"> {
  let summary = "Make each parallel loop a function that partitions it over the workers";
  let description = [{
    A worker computes the contiguous range `[total*worker/workers,
    total*(worker+1)/workers)` of a stage's tiles, or as `step.partition` of the
    schedule says every `workers`-th. Where it says that workers claim tiles, of
    products and attention a worker takes those of its range one after the other
    (in a step of one token a 64th of it at a time), then what is left of the
    others' ranges. Counters of the tiles that are taken lie behind the rest of
    the arena, one for each range, twice: each such stage resets those of the
    next, the first stage of a step those of the first. A step of an entry of one
    token has one: its stages do not ask. Views of the step's buffers
    are taken inside of the function, their offsets are its arguments: layers
    that differ in nothing else get equal functions, which
    `duplicate-function-elimination` merges. A `tern.barrier` separates stages.
    Loops that join (`tern-join-stages`) are one stage, whose operation is called
    by all their names, as `kv_append+rope`. A worker has the share of another one
    of the second and of later loops, as few tiles go to the same workers.
    The second function of an operation in an entry is called
    `ENTRY.OPERATION_1`, and so on; of those that are merged the first is left.

    As a shared function knows offsets and no names, each call says what it is
    for: `tern.op` is the operation, `tern.params` the parameters it reads.
  }];
  let dependentDialects = [
    "::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::scf::SCFDialect"];
}

def PromoteScratch : Pass<"tern-promote-scratch", "::mlir::func::FuncOp"> {
  let summary = "Put the scratch of a tile on the stack of its worker";
  let description = [{
    Moves allocations inside of a stage to its entry as stack slots, whose size
    must have a constant bound.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
}

def ExpandTiles : Pass<"tern-expand-tiles", "::mlir::func::FuncOp"> {
  let summary = "Decode a tile of weights once for all tiles of tokens";
  let description = [{
    A loop over tiles of tokens whose `trit.mmt` read the same packed weights
    gets a `trit.expand` in front, into scratch on the stack, and products that
    read its codes: decoding them anew takes processor time from the dot
    products. A step of so few tokens that it has fewer than
    `product.expand_reuse` tiles goes on as it was, which is why the loop is
    there twice. Where a branch for steps of many tokens has a loop that takes
    `product.expanded_tokens` at a time, that branch reads codes, and the other
    one never does. Codes of more than `product.expand_bytes` are not stored. Of
    the tokens of a tile what their epilogue reads of other tensors is prefetched
    before the products.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::tern::trit::TritDialect"];
}

def TabulateProducts : Pass<"tern-tabulate-products", "::mlir::func::FuncOp"> {
  let summary = "Tables of a token's sums, once for all row tiles, in scratch";
  let description = [{
    Where the layout's groups of columns have tables of sums (`getSumTables`) with as
    many entries as the target looks up at once, a product of one token reads tables
    instead of activations: a `trit.tabulate` makes them in front of the loop over
    row tiles, on the stack of each worker. Products of several tokens, or whose
    tables take more than 1 MiB, stay as they were.
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect", "::tern::trit::TritDialect"];
}

def MmtToVector : Pass<"convert-trit-mmt-to-vector", "::mlir::func::FuncOp"> {
  let summary = "Lower trit.mmt on buffers to loops of trit.decode and trit.dot or trit.mma";
  let description = [{
    For a tile of t tokens and r row tiles, t*r accumulators stay in registers
    while a loop walks the blocks of K; a block is decoded once for all tokens.
    An accumulator starts at `-sums[t]`, so that products with codes come out
    as products with trits.

    A dot product waits for the one before it in its accumulator, so a tile of
    fewer than `product.chains` accumulators sums several blocks at a time apart,
    which integers allow. Pairs of tokens are multiplied by `trit.mma` where the
    target has it. Weights are prefetched: of one token, which is as fast as they
    are read, `product.prefetch_bytes` ahead, beyond the tile's end too, where the
    next tile lies; of several tokens the same blocks of the next row tiles, which
    arrive while these are multiplied.

    Products of the same activations that follow each other and read codes are one
    loop, in which activations are read once for all, if together they are no more
    than `product.expanded_row_tiles` and `product.expanded_tokens`.

    A product that reads tables of sums is one `trit.look_up` for each group of
    columns, and an addition in 16 bits; as many blocks as cannot leave them are
    added before they are widened.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect", "::tern::trit::TritDialect"];
}

def AttendToVector : Pass<"convert-tern-attend-to-vector", "::mlir::func::FuncOp"> {
  let summary = "Lower tern.attend on buffers to loops of vector operations";
  let description = [{
    Scores of a block's positions lie in lanes: some queries, broadcast, times
    the vectors of a feature of that many positions. Values have their features
    in lanes, times the broadcast weight of a position; some positions at a time,
    so that all rows find them in the first-level cache. Neither sum needs a
    reduction over lanes. Both are sums of short sums, for accuracy. Where a
    cache's words lie in the lanes, products are `trit.dot` of them and of the two
    digits of queries and weights. Scratch is on the stack. How many rows and
    vectors are summed at a time says `attention` of the schedule.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect", "::tern::trit::TritDialect"];
}

def TritToArith : Pass<"convert-trit-to-arith"> {
  let summary = "Lower trit.decode, trit.dot, trit.look_up and trit.dot_word for any target";
  let description = [{
    Decoding by shifts, masks and multiplications of each encoding; dot products
    by multiplication in 32-bit lanes or byte by byte of a word; look-ups lane by
    lane. The fallback, and what targets without a
    dot product of bytes get.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::vector::VectorDialect"];
}

def ExpandMath : Pass<"tern-expand-math"> {
  let summary = "Math functions as arithmetic on vectors";
  let description = [{
    exp, erf and tanh become MLIR's polynomial approximations, so that code calls
    no library and lanes compute the same alone or together. Fused multiply-adds
    are split on targets without the instruction.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::vector::VectorDialect"];
}

def ExpandHalf : Pass<"tern-expand-half"> {
  let summary = "Widen 16-bit floats as integers";
  let description = [{
    LLVM calls a library for some reads of bf16, for masked ones of f16, and for
    f16 on a target that has no instruction to widen it. Such weights are read
    as 16-bit integers and widened to f32 by integer arithmetic, exactly; f16 by
    the target's instruction where it has one.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::vector::VectorDialect"];
}

def StagesToLLVM : Pass<"convert-stages-to-llvm", "::mlir::ModuleOp"> {
  let summary = "Convert a processor's functions to the llvm dialect";
  let description = [{
    MLIR's conversions of functions, arithmetic, memory and control flow together,
    in a walk of the module instead of seven: each of them alone would put casts
    between what it has converted and what it has not. Every argument is a whole
    buffer, and becomes a pointer, as in the C ABI (`use-bare-ptr-memref-call-conv`).
    Vectors are converted in front of it, by `convert-vector-to-llvm`, as that also
    takes apart what LLVM has no operation for.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def BarrierToLLVM : Pass<"convert-tern-barrier-to-llvm"> {
  let summary = "Lower tern.barrier to a call of the runtime's function";
  let description = [{ The function pointer and its context are arguments of the step. }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def VectorToLanes : Pass<"convert-vector-to-lanes", "::mlir::func::FuncOp"> {
  let summary = "Distribute the vectors of a stage to the threads of a workgroup";
  let description = [{
    A lane is a thread: element i of a vector is a scalar of thread `i mod
    lanes`, of fewer elements than lanes thread l holds element l mod n. Four
    bytes that a dot product takes are one word, so that `trit.decode` (of `i2`)
    and `trit.dot` become operations on words and each thread reads its row of
    packed trits 32 bits at a time, next to its neighbours'. Scalars are computed
    by all threads alike and stored by the first. What moves elements between
    lanes becomes `gpu.shuffle`. Sums keep the order that vectors gave them.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect", "::tern::trit::TritDialect"];
}

def SpreadTokens : Pass<"tern-spread-tokens", "::mlir::func::FuncOp"> {
  let summary = "Make products of many tokens tiles of rows and of tokens";
  let description = [{
    For GPUs that multiply matrices. A stage of products shares row tiles among
    its workers, each with a loop over tiles of 16 tokens. Of these whole pairs
    become tiles of their own, four units of 32 tokens and 64 rows (or 32 of each
    weight of a GLU), which the workers share first: a loop over the units
    (`tern.shared`), of which each wave of a workgroup is to take one. A unit has a
    copy of the loop's body for each two tiles of rows and of tokens, first what
    they read, then the products, each with what follows it. What is left of the
    tokens stays a loop over row tiles.

    For NVIDIA's matrices a unit of four products is a tile by itself where each of
    four waves has an iteration of its columns at least (`tern.split`): they
    multiply all four together, each a part of the columns, and each goes on with
    one. There are four times as many tiles then, of a quarter of the time.

    Where the target has `trit.mma_tiles`, tiles of 128 rows (of a GLU 64 of each
    weight) and 128 tokens come first, of products whose rows and columns are whole
    ones, or tiles of 256 tokens if they are 64 or more for each 256 tokens: one
    `trit.mmt` (two of a GLU) in a loop `tern.tiles`, to one scratch, and
    behind it a loop `tern.shared` over pieces of 32 rows and 16 tokens, with what
    follows. Units of the tokens that are left are then shared by eight waves.

    A worker's tiles are neighbours, of the same tokens where possible, and what is
    over goes to the first workers.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

def FormKernels : Pass<"tern-form-kernels", "::mlir::ModuleOp"> {
  let summary = "Make stages kernels and entries programs of launches";
  let description = [{
    Each stage becomes a kernel of the `gpu.module` `@kernels`: a worker is a
    workgroup, a lane a thread. A kernel's arguments are all buffers of a step
    (tern/Conversion/Gpu.h) and then the offsets of its views. What changes from
    step to step, it reads from the buffer `step`. An entry becomes a function of
    the buffers whose body launches the kernels one after the other; barriers
    between stages are what lies between launches.

    A launch has a workgroup for each tile, as many as the stage has at most in
    any step and no more than `workgroups`; the kernel shares the tiles as
    workers do. In an entry of one token the number of tokens is one, and the
    loops of a stage that has several take their tiles in turn, `worker`, `worker
    + workers`, ..., without the divisions of ranges. A `tern.attend` of many tokens
    has its largest tiles first: workers take them in rounds, `worker`, `2 workers -
    1 - worker`, `2 workers + worker`, and so on. Constants whose views never overlap
    get different numbers `tern.region`.
  }];
  let options = [
    Option<"workgroups", "workgroups", "int64_t", "4096", "Workgroups of a launch, at most">,
    Option<"subgroups", "subgroups", "int64_t", "1",
           "Subgroups of a workgroup that share the columns of a `trit.mmt`, at most">];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::memref::MemRefDialect"];
}

def WindowWeights : Pass<"tern-window-weights", "::mlir::ModuleOp"> {
  let summary = "Give each launch a part of the weights that one buffer can show";
  let description = [{
    For devices whose kernels see a limited range of a buffer at a time. Where all
    weights exceed `range`, each launch is bound to a window of them, and its
    offsets count from the window's begin (`tern.weights_window`, a first byte that
    is a multiple of 256, and bytes). Launches whose weights lie within `range` of
    each other share a window. A launch that reads more than that, as of a tensor
    that is larger, has a window of what it reads, which a device may refuse.
    Kernels stay as they are, so layers share them whatever their windows.

    Offsets have 32 bits: a window of 4 GiB is an error.
  }];
  let options = [
    Option<"range", "range", "int64_t", "134217728",
           "Bytes of a window; every Vulkan device shows 128 MiB of a buffer">];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def MmtToThreads : Pass<"convert-trit-mmt-to-threads", "::mlir::gpu::GPUFuncOp"> {
  let summary = "Lower trit.mmt of a kernel to dot products of words, a thread's";
  let description = [{
    A thread reads 16 bytes at a time, the words of four rows in one of four
    blocks next to each other, and of each token the block's 16 activations: two
    reads of 128 bits for 16 `trit.dot_word`. A subgroup reads 512 bytes at once,
    and the subgroups of a workgroup take such groups of blocks in turn. At the
    end threads of other blocks but the same rows exchange their sums by
    `gpu.shuffle`, so that each has one row's, and subgroups exchange them through
    the workgroup's memory.

    Of one token a tile's first words, of `ahead` groups or of all if there are
    hardly more, are read while the tile before is multiplied, and those of a
    worker's first tile in front of its loop, in an `scf.if` with the attribute
    `tern.first_words`.

    Where the target has `trit.mma_words`, tiles of as many tokens as it takes, and
    of eight, are multiplied by it. Waves, the subgroups that execute it together,
    take tiles of 16 tokens in turn (`tern.shared`), each with all columns and
    scratch of its own, or multiply each a part of the columns (`tern.split`);
    of fewer tokens, all share the columns. Products of a loop `tern.tiles` are those
    of all eight subgroups of a workgroup, by `trit.mma_tiles`: words of codes and
    activations are copied to its memory, and words decoded there, 128 columns at a
    time. Sums then lie where these did (`tern.phase`).

    Integers are the same in any order. All else of a kernel is what its first
    subgroup does, or of a tile of 16 tokens its wave's: what it writes, the others
    do not read.

    For AMD's GPUs loops around products keep what they compute inside, and loops
    over columns stay loops (`llvm.loop_annotation`).
  }];
  let options = [
    Option<"ahead", "ahead", "int64_t", "4", "Groups of blocks that a subgroup reads at a time">];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
    "::tern::trit::TritDialect"];
}

def AttendToMatrices : Pass<"convert-tern-attend-to-matrices", "::mlir::gpu::GPUFuncOp"> {
  let summary = "Lower tern.attend of many tokens over caches of i8 to matrices";
  let description = [{
    For targets with `mma_16x8x32`. The warps of a workgroup attend with eight rows
    each, heads of tokens, to a chunk of `kAttentionChunk` positions at a time. They
    bring its keys and values to the workgroup's memory, transposed, and read the
    next ones meanwhile if registers hold them. Queries and weights become
    numbers of two digits, as `tern.attention` says of blocks of words, so products
    are those of bytes, by `trit.mma_words`. Scores and the softmax stay in
    registers; weights go through the workgroup's memory, from threads that have
    rows to threads that have features.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
    "::tern::trit::TritDialect"];
}

def DigitsToMatrices : Pass<"convert-tern-digits-to-matrices", "::mlir::gpu::GPUFuncOp"> {
  let summary = "Lower tern.multiply_digits to matrices";
  let description = [{
    For targets with `mma_16x8x32`. A warp multiplies 32 rows of codes by both
    digits of 32 tokens at a time, with `trit.mma_words`: codes with their upper bit
    turned, which are unsigned, so that 128 times the digits' sum is subtracted. A
    thread reads 16 bytes of a row or of a token at once, for two products. Sums stay
    in registers, and the results are written from there.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect",
    "::tern::trit::TritDialect"];
}

def AttendToThreads : Pass<"convert-tern-attend-to-threads", "::mlir::gpu::GPUFuncOp"> {
  let summary = "Lower tern.attend of one token to the threads of a workgroup";
  let description = [{
    The threads walk the positions in batches of 32, and read the next batch while
    they compute one. Of keys a thread reads four positions of a feature, and has
    each head's sums of these; a warp's threads exchange them by `gpu.shuffle`, so
    that a lane has a position, and warps, which have other features, add theirs
    through the workgroup's memory. A warp forms the weights of a head, its lanes
    the positions of a batch, and merges them into the softmax so far. Of values
    a thread reads four features of a position and keeps their sums; the
    threads of the same features add these at the end.

    The order of sums depends on the number of warps, and on nothing else of
    where it runs.

    A `next` key and value are made by a warp each, on the way to the caches'
    types, and lie in the workgroup's memory: in the batch that has their position
    they are put in the place of what was read there. They are written to the
    caches when all threads have read these.

    `tern.merge_chunks`: one thread has `trit.arrive` tell whether its workgroup is
    the last. Of that a lane has a chunk's state, so that all weights are known
    before the first value, and a thread a feature, of which it reads the values of
    eight chunks at a time.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def RowsToThreads : Pass<"convert-rows-to-threads", "::mlir::gpu::GPUFuncOp"> {
  let summary = "Share a token's row among the threads of a workgroup";
  let description = [{
    `tern.quantize_row` and `tern.normalize_row`. Subgroups take blocks of 16 rows of
    32 columns in turn, and a lane has every 32nd column. Of rows of up to four blocks
    a subgroup a thread reads its columns and their weights once, all at the same time,
    and keeps them in registers; longer ones are read again.

    A block's partial sums of squares are its lanes'. Through the workgroup's memory
    they are joined in the order that vectors have (docs/numerics.md), by all
    subgroups alike, so results are those of other targets bit for bit. Largest
    magnitudes and sums of codes are integers, in any order.

    A code is in the last byte of `y * scale + 1.5 * 2^23 + 128`, which rounds to the
    nearest integer: a quotient by the largest magnitude needs no clamping.

    A row that depends on no tile is made once for all tiles of a workgroup, in
    front of the loop over them. Weights that are read there as well
    (`tern.first_words`) are read behind the row, for which fewer bytes are on the
    way.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect"];
}

def ExchangeThroughMemory : Pass<"tern-exchange-through-memory", "::mlir::gpu::GPUFuncOp"> {
  let summary = "Lower gpu.shuffle to the workgroup's memory";
  let description = [{
    For devices whose subgroups may have fewer threads than a workgroup. Values
    are written to one of two buffers in turn; `tern-place-barriers` puts the
    barriers, one for each exchange.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::memref::MemRefDialect"];
}

def HoistInvariants : Pass<"tern-hoist-invariants"> {
  let summary = "Move what a GPU's loop need not compute again in front of it";
  let description = [{
    As `loop-invariant-code-motion`, but a kernel's loop over tiles, in which
    another one multiplies matrices (`trit.mma_words`, `trit.mma_tiles`), keeps its
    code, and LLVM is told so: what a tile's addresses are made of is computed for
    each tile, in some tens of instructions, and else takes registers that sums
    need. Not so for AMD, whose scalar registers hold it.

    Then what a kernel computes without effects moves to where it is first used,
    so that loops in front of that keep no registers for it.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

def PlaceBarriers : Pass<"tern-place-barriers", "::mlir::gpu::GPUFuncOp"> {
  let summary = "Put barriers where a thread meets what another accessed";
  let description = [{
    A barrier goes in front of an access that touches what an access since the
    last barrier touched, if one of the two writes, unless each thread touches
    the same elements in both: those whose index is its own modulo the lanes, as
    vectors have it. In a workgroup of several subgroups it is a
    `trit.sync_lanes`. Buffers whose writes other threads read are marked
    `tern.coherent`.
  }];
  let dependentDialects = ["::mlir::gpu::GPUDialect"];
}

def FlattenBuffers : Pass<"tern-flatten-buffers", "::mlir::gpu::GPUFuncOp"> {
  let summary = "Access each buffer as one row of elements";
  let description = [{
    Views, subviews and reshapes become arithmetic on one index of the whole
    buffer, seen as elements of the type that is accessed. Four bytes that are
    read together are one element of i32, 16 are a vector of four. Scratch on the stack becomes memory of
    the workgroup.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::memref::MemRefDialect",
    "::mlir::vector::VectorDialect"];
}

def FormProbes : Pass<"tern-form-probes", "::mlir::ModuleOp"> {
  let summary = "Add kernels that measure how fast a GPU reads and multiplies";
  let description = [{
    For `tern bench`: what a device could do at best, by the instructions that its
    stages have. Each probe takes the buffers of a stage and, as its one constant,
    how many rounds a workgroup does; what it computes goes to the arena, an
    element a thread.

    - `probe_read`: a thread reads 16 bytes eight times a round, next to its
      neighbours', from `weights`, which workgroups walk through in turns.
    - `probe_dot`: `trit.dot_word` of registers, in eight chains of eight a round.
    - `probe_matrix`, where the target has `trit.mma_words`: four chains of four.

    A chain's activations are the sums of its neighbour, so that no product can be
    taken out of the loop. The module's `tern.probes` lists them
    (tern/Conversion/Gpu.h). For flat kernels, of any GPU.
  }];
  let options = [
    Option<"workgroups", "workgroups", "int64_t", "1024", "Workgroups of a launch">,
    Option<"threads", "threads", "int64_t", "128",
           "Threads of a workgroup, a multiple of 64; every Vulkan device has 128">];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::memref::MemRefDialect",
    "::mlir::scf::SCFDialect", "::tern::trit::TritDialect"];
}

def FormStep : Pass<"tern-form-step", "::mlir::ModuleOp"> {
  let summary = "Make each entry's launches one kernel of resident workgroups";
  let description = [{
    An entry's kernel runs its stages one after the other with a `trit.sync_grid`
    behind each. Stages are data: a table in the module has a row for each launch,
    which kernel it is and its constants, so that layers share the code. A kernel
    divides its tiles among any number of workgroups, as workers do; one of a
    single subgroup is run by as many subgroups of each workgroup, each a worker,
    as have room for its memory in `memory` bytes. Stages share the workgroup's
    memory.

    Stages read the step's words from a copy in the workgroup's memory.

    From compute capability 9.0 on NVIDIA's workgroups also ask, while they wait
    in a `trit.sync_grid`, for weights that later stages read (`trit.read_ahead`):
    `read-ahead` bytes behind each stage, of which four times as many may wait in
    the second-level cache. So memory is not idle while workgroups wait, and while
    stages compute that read no weights.

    Behind the last stage the kernel finds the largest logit of the last token,
    the first of equals, as the host would, and writes what the step of that token
    is started with: its id into `ids`, one token and its position into `step`.
    The id is in `sync` too, for the host; it is -1, and no step may follow, if
    the largest logit is not finite or one is no number. Of a batch it does so for
    each of the step's tokens: ids take the place of those in `ids`, and positions
    there advance by one, so that a step of all these tokens may follow.

    The launches stay, for devices that cannot keep a launch resident and for
    measurements of stages. The entry says what its kernel needs
    (`tern.step_kernel`, tern/Conversion/Gpu.h).
  }];
  let options = [
    Option<"memory", "memory", "int64_t", "32768", "Bytes of a workgroup's memory, at most">,
    Option<"readAhead", "read-ahead", "int64_t", "4194304",
           "Bytes of weights to ask for behind each stage">];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::tern::trit::TritDialect"];
}

def ExpandGridSync : Pass<"tern-expand-grid-sync", "::mlir::gpu::GPUModuleOp"> {
  let summary = "Lower trit.sync_grid and trit.arrive to atomics of the device's memory";
  let description = [{
    A workgroup's threads meet, and its first adds to a counter: the first of n
    workgroups 2^31 - (n - 1), each other one. So whoever completes a meeting
    turns the upper bit over, for which all wait, and nobody resets
    anything (as cooperative groups of CUDA do). A workgroup reads the counter in
    front of its own addition, until which the bit stays, so the addition's result
    is not waited for. What threads do `meanwhile` stands between the addition and
    the reads. The addition releases and the reads acquire, in the scope of the
    device; for NVIDIA, whose addition LLVM relaxes, a fence releases.

    Who arrives adds one to a counter, of which it needs the result, and releases
    and acquires in the same way.
  }];
  let dependentDialects = [
    "::mlir::arith::ArithDialect", "::mlir::gpu::GPUDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect", "::tern::trit::TritDialect"];
}

#endif // TERN_CONVERSION_PASSES_TD
