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
/// position p is element `[g, p / P, d, p % P]`.
def Tern_Cache : AnyTypeOf<[3DTensorOf<[F32, F16, I8]>, 4DTensorOf<[F32, F16, I8]>],
    "3D tensor of rows or 4D tensor of transposed blocks, of f32, f16 or i8", "::mlir::RankedTensorType">;
/// Of an i8 cache, what each head of each position is multiplied with: `[G, C]`.
def Tern_CacheScales : 2DTensorOf<[F32]>;

/// Trits `[N, K]`, or the bytes that a layout packed them into.
def Tern_TernaryWeight : AnyTypeOf<[2DTensorOf<[Tern_Trit]>, 3DTensorOf<[I8]>],
    "2D tensor of !tern.trit or 3D tensor of packed i8">;
/// The multiplicative scale of a ternary weight: one, or one a row.
def Tern_WeightScale : AnyTypeOf<[0DTensorOf<[F32]>, 1DTensorOf<[F32]>],
    "0D (a tensor's) or 1D (a row's) tensor of f32">;

#endif // TERN_OP_BASE_TD
