//===- EncodingInterface.td - how the codes of a block become bytes -------===//
#ifndef TRIT_ENCODING_INTERFACE_TD
#define TRIT_ENCODING_INTERFACE_TD

include "mlir/IR/OpBase.td"

def Trit_EncodingAttrInterface : AttrInterface<"EncodingAttrInterface"> {
  let cppNamespace = "::tern::trit";
  let description = [{
    The extension point of layouts: how the codes of a block become bytes. A
    block covers R rows and D columns of a weight w. Its codes are P = D/4
    planes, of which plane p holds at place 4r + j the code

        c_p[4r + j] = w[r, 4p + j] + 1      r < R, j < 4

    so that the rows lie in the 32-bit lanes of a vector and four columns in the
    bytes of a lane. An implementation is one file, which derives its attribute
    from `EncodingBase` and registers it (docs/layouts.md).
  }];
  let methods = [
    InterfaceMethod<"As `#trit.layout` spells it.", "::llvm::StringRef", "getName">,
    InterfaceMethod<"Planes of four columns that a block has.", "int64_t", "getPlanes">,
    InterfaceMethod<"Bits that the codes at one place of all planes take together.", "int64_t", "getBitsPerPlace">,
    InterfaceMethod<[{
        Packs one tile: `trits` is `[rows, columns]` with rows <= tileRows, `out`
        the bytes of the blocks of `tileRows` rows, in the order of columns. Rows
        and columns beyond `trits` hold w = 0. May run on several threads.
      }], "void", "packTile", (ins "::llvm::ArrayRef<int8_t>":$trits, "int64_t":$columns, "int64_t":$tileRows,
                                   "::llvm::MutableArrayRef<uint8_t>":$out)>,
    InterfaceMethod<[{
        The codes of a block, plane by plane. Bits that no trits have give a
        code above 2 where the encoding can tell.
      }], "void", "decode", (ins "::llvm::ArrayRef<uint8_t>":$block, "::llvm::MutableArrayRef<uint8_t>":$codes)>,
    InterfaceMethod<[{
        The same as operations of the dialects arith and vector, which any
        processor has: of a block `vector<Bxi8>` each plane, `vector<4Rxi8>`. A
        target that has better instructions matches `trit.decode` before.
      }], "::llvm::SmallVector<::mlir::Value>", "buildDecode",
      (ins "::mlir::ImplicitLocOpBuilder &":$b, "::mlir::TypedValue<::mlir::VectorType>":$block)>,
    InterfaceMethod<[{
        The rows of a tile on a processor of so many lanes of 32 bits, which looks
        up words of 16 bits in tables of so many entries (0 if it does not). A
        multiple of the lanes.
      }], "int64_t", "getTileRows", (ins "int64_t":$lanes, "int64_t":$tableEntries), "",
      /*defaultImplementation=*/"return lanes;">,
    InterfaceMethod<[{
        How sums of products are looked up instead of multiplied, if they can be:
        see `SumTables`.
      }], "::std::optional<::tern::trit::SumTables>", "getSumTables", (ins), "",
      /*defaultImplementation=*/"return ::std::nullopt;">,
    InterfaceMethod<[{
        For each group of `getSumTables` the indices of a block's rows,
        `vector<Rxi16>`. Bits beyond an index may be any.
      }], "::llvm::SmallVector<::mlir::Value>", "buildIndices",
      (ins "::mlir::ImplicitLocOpBuilder &":$b, "::mlir::TypedValue<::mlir::VectorType>":$block), "",
      /*defaultImplementation=*/"return {};">
  ];
  let extraSharedClassDeclaration = [{
    /// Columns that a block covers.
    int64_t getDepth() const { return 4 * $_attr.getPlanes(); }
    /// Bytes of a block of `rows` rows.
    int64_t getBlockBytes(int64_t rows) const {
      return rows * 4 * $_attr.getBitsPerPlace() / 8;
    }
    /// Bits that a stored trit takes.
    double getBitsPerTrit() const {
      return static_cast<double>($_attr.getBitsPerPlace()) /
             static_cast<double>($_attr.getPlanes());
    }
  }];
}

#endif // TRIT_ENCODING_INTERFACE_TD
