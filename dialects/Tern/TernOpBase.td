//===- TernOpBase.td - what operations of the tern dialect share ----------===//
#ifndef TERN_OP_BASE_TD
#define TERN_OP_BASE_TD

include "dialects/Tern/TernDialect.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Tern_Op<string mnemonic, list<Trait> traits = []>
    : Op<Tern_Dialect, mnemonic, traits>;

def Tern_Tokens : 1DTensorOf<[I32]>;
def Tern_Activations : 2DTensorOf<[F32]>;
def Tern_Quantized : 2DTensorOf<[I8]>;
def Tern_TokenScales : 1DTensorOf<[F32]>;
def Tern_TokenSums : 1DTensorOf<[I32]>;
def Tern_Accumulators : 2DTensorOf<[I32]>;
def Tern_NormWeight : 1DTensorOf<[F32]>;
def Tern_DenseWeight : 2DTensorOf<[F32, F16, BF16]>;
/// Of G key/value heads of D features, C positions. Rows are `[G, C, D]`;
/// blocks of P positions, transposed, are `[G, C / P, D, P]`: feature d of
/// position p is element `[g, p / P, d, p % P]`. Blocks of words, of i8 alone,
/// are `[G, C / P, D / 4, P, 4]`: it is element `[g, p / P, d / 4, p % P, d % 4]`.
/// Those of several sequences, which operations with places have, are the same
/// of each: `[S, G, C, D]`, and so on.
def Tern_Cache : AnyTypeOf<[3DTensorOf<[F32, F16, I8]>, 4DTensorOf<[F32, F16, I8]>, TensorRankOf<[F32, F16, I8], [5]>,
                            TensorRankOf<[I8], [6]>],
    "3D tensor of rows, 4D tensor of transposed blocks, of f32, f16 or i8, 5D tensor of blocks of words, or those of several sequences",
    "::mlir::RankedTensorType">;
/// Of an i8 cache, what each head of each position is multiplied with: `[G, C]`,
/// or of several sequences `[S, G, C]`.
def Tern_CacheScales : AnyTypeOf<[2DTensorOf<[F32]>, 3DTensorOf<[F32]>],
    "2D tensor of f32, or 3D of several sequences", "::mlir::RankedTensorType">;
/// Where each token of a batch of sequences stands, `[2, T]`: which sequence it
/// is of, in row 0, and at which position of that, in row 1.
def Tern_Places : 2DTensorOf<[I32]>;

/// Trits `[N, K]`, or the bytes that a layout packed them into.
def Tern_TernaryWeight : AnyTypeOf<[2DTensorOf<[Tern_Trit]>, 3DTensorOf<[I8]>],
    "2D tensor of !tern.trit or 3D tensor of packed i8">;
/// The multiplicative scale of a ternary weight: one, or one a row.
def Tern_WeightScale : AnyTypeOf<[0DTensorOf<[F32]>, 1DTensorOf<[F32]>],
    "0D (a tensor's) or 1D (a row's) tensor of f32">;

#endif // TERN_OP_BASE_TD
