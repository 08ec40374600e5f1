//===- TritDialect.td - the trit dialect and its attributes ---------------===//
#ifndef TRIT_DIALECT_TD
#define TRIT_DIALECT_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/OpBase.td"

def Trit_Dialect : Dialect {
  let name = "trit";
  let cppNamespace = "::tern::trit";
  let summary = "The arithmetic of packed trits";
  let description = [{
    How trits are packed (`#trit.layout`), multiplied (`trit.mmt` on tensors and
    buffers) and what a target must lower for that (`trit.decode` and `trit.dot`
    on vectors). Everything rests on one identity: with codes c = w + 1 in
    {0, 1, 2}, `sum w*x = sum c*x - sum x`, in integers, exact.
  }];
  let dependentDialects = ["::tern::TernDialect"];
  let extraClassDeclaration = [{
    /// Encodings have no parameters: their names alone are in `#trit.NAME`.
    ::mlir::Attribute parseAttribute(::mlir::DialectAsmParser &parser, ::mlir::Type type) const override;
    void printAttribute(::mlir::Attribute attribute, ::mlir::DialectAsmPrinter &printer) const override;
    /// For the list of encodings (Encoding.h).
    template <typename Encoding> void addEncoding() { addAttributes<Encoding>(); }
  }];
}

/// An encoding by its name, of those that are registered.
class Trit_EncodingParameterBase
    : AttrParameter<"::tern::trit::EncodingAttrInterface", "how the codes of a block become bytes"> {
  let parser = "::tern::trit::parseEncoding($_parser)";
  let printer = "$_printer << $_self.getName()";
}
def Trit_EncodingParameter : Trit_EncodingParameterBase;

/// `i2` unless given.
def Trit_EncodingOrI2 : Trit_EncodingParameterBase {
  let defaultValue = "::tern::trit::findEncoding($_ctxt, \"i2\")";
}

def Trit_FragmentMma : I32EnumAttrCase<"mma_16x8x32", 0>;
def Trit_FragmentMfma : I32EnumAttrCase<"mfma_16x16x32", 1>;
def Trit_FragmentWmma : I32EnumAttrCase<"wmma_16x16x16", 2>;
def Trit_Fragment : I32EnumAttr<"Fragment", "A GPU's matrix product: rows, tokens, columns that are summed",
                                [Trit_FragmentMma, Trit_FragmentMfma, Trit_FragmentWmma]> {
  let cppNamespace = "::tern::trit";
  let genSpecializedAttr = 0;
}
def Trit_FragmentAttr : EnumAttr<Trit_Dialect, Trit_Fragment, "fragment">;

def Trit_LayoutAttr : AttrDef<Trit_Dialect, "Layout"> {
  let mnemonic = "layout";
  let summary = "Where each trit of a weight lies";
  let description = [{
    A weight `[N, K]` is packed into `[ceil(N/rows), ceil(K/depth), bytes]`: a
    block covers `rows` rows and `depth` columns. The rows lie in the lanes of a
    vector, four columns in the bytes of a lane, so that an integer dot product
    of four bytes gives a row's sum without a horizontal addition. Such a vector
    of codes w + 1 is a plane; plane p holds at place 4r + j the code of row r
    and column 4p + j of the block. Rows and columns beyond the weight hold w = 0.

    What the codes c0, c1, ... at one place of all planes become is the encoding, an
    attribute that implements `EncodingAttrInterface`. There are `i2`, `t3b5`, `base3`
    and `lut` (docs/layouts.md), and what a plugin registers.

    Example: `#trit.layout<i2, rows = 16>`
  }];
  let parameters = (ins Trit_EncodingParameter:$encoding, "int64_t":$rows);
  let assemblyFormat = "`<` $encoding `,` `rows` `=` $rows `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Columns that a block covers.
    int64_t getDepth() const { return getEncoding().getDepth(); }
    /// Bytes of a block.
    int64_t getBlockBytes() const { return getEncoding().getBlockBytes(getRows()); }
    /// Vectors of codes that a block decodes to; each covers four columns.
    int64_t getPlanes() const { return getEncoding().getPlanes(); }
    /// Bits that a stored trit takes.
    double getBitsPerTrit() const { return getEncoding().getBitsPerTrit(); }
    /// Whether it is the encoding of that name, for a target that knows it.
    bool encodes(llvm::StringRef name) const { return getEncoding().getName() == name; }
    /// As the manifest of a bundle names it: `i2<rows = 16>`.
    std::string getName() const;
    /// K rounded up to whole blocks.
    int64_t getPaddedDepth(int64_t columns) const {
      return (columns + getDepth() - 1) / getDepth() * getDepth();
    }
    /// The packed type of a weight `[N, K]`: `[row tiles, blocks, bytes]` of i8.
    ::mlir::RankedTensorType getPackedType(int64_t rows, int64_t columns) const;
  }];
}

def Trit_TargetAttr : AttrDef<Trit_Dialect, "Target"> {
  let mnemonic = "target";
  let summary = "What code is generated for";
  let description = [{
    The module's target: its name, LLVM's triple and features, the
    32-bit lanes of a vector, the dot product that `trit.dot` lowers to, and the
    encoding of weights that it reads fastest.

    The lanes of a GPU are the threads of a workgroup; `packed` is its dot product
    of the four bytes of a word.

    Example:
    `#trit.target<"x86-64-v3", triple = "x86_64-unknown-linux-gnu", features = "+avx2,+fma", lanes = 8, dot = "maddubs">`
  }];
  let parameters = (ins StringRefParameter<>:$name, StringRefParameter<>:$triple,
                    StringRefParameter<>:$features, "int64_t":$lanes, StringRefParameter<>:$dot,
                    Trit_EncodingOrI2:$encoding);
  let extraClassDeclaration = [{
    /// 32 vector registers; else 16, or what a browser's processor has.
    bool hasManyRegisters() const;
    /// The dot product adds to its sum at once: several pairs need not meet.
    bool addsAtOnce() const;
    /// The dot product adds pairs of products in 16 bits (`trit.dot_pairs`), and
    /// one of words is as fast (`trit.dot_words`).
    bool addsPairs() const;
    /// `trit.dot` takes codes of all eight bits, one pair at a time; else of seven.
    bool multipliesBytes() const;
    /// There is an instruction for `trit.mma` of two rows and two tokens.
    bool multipliesMatrices() const;
    /// How threads of a GPU multiply tiles of tokens, `trit.mma_words`.
    std::optional<Fragment> getFragment() const;
    /// There is an instruction for `trit.mma_tiles`.
    bool multipliesTiles() const;
    /// Products of bytes are added in 16 bits, in two registers for one of
    /// bytes, before they are added to a sum.
    bool widensProducts() const;
    /// Entries of the tables of 16-bit words in which an instruction looks up a
    /// vector of indices (`trit.look_up`); 0 if there is none.
    int64_t getTableEntries() const;
    /// Fused multiply-adds of f32.
    bool hasFma() const;
    /// Instructions that convert between f16 and f32.
    bool hasF16Conversion() const;
    /// Whether lanes are threads, of which each has scalars.
    bool isGpu() const { return !getGpu().empty(); }
    /// What runs the kernels of such a target: `vulkan`, `nvidia`, `amd` or
    /// `emulated`; empty for a processor.
    llvm::StringRef getGpu() const;
    /// Whether threads, not lanes of vectors, have parts of a product: a thread
    /// has several rows, and subgroups of a workgroup share its columns.
    bool sharesColumns() const;
    /// Whether kernels become PTX.
    bool isNvidia() const { return getGpu() == "nvidia"; }
    /// Bytes that one `trit.read_ahead` brings at most; 0 if there is none.
    int64_t getReadAheadBytes() const;
    /// The code tells ThreadSanitizer of its memory accesses.
    bool findsRaces() const { return getName().ends_with("+tsan"); }
  }];
  let assemblyFormat = [{
    `<` $name `,` `triple` `=` $triple `,` `features` `=` $features `,` `lanes` `=` $lanes
    `,` `dot` `=` $dot (`,` `encoding` `=` $encoding^)? `>`
  }];
  let genVerifyDecl = 1;
}

#endif // TRIT_DIALECT_TD
