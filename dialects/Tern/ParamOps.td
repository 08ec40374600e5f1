//===- ParamOps.td - weights by name ---------------------------------------===//
#ifndef TERN_PARAM_OPS_TD
#define TERN_PARAM_OPS_TD

include "dialects/Tern/TernOpBase.td"
include "mlir/IR/SymbolInterfaces.td"

def Tern_ParamOp : Tern_Op<"param", [Symbol]> {
  let summary = "A weight that lives outside of the IR";
  let description = [{
    Declares a parameter by name. Its values are those of the tensors `from` of
    the checkpoint, one after the other along the first dimension (the default
    is the tensor of its own name); a scale that is concatenated repeats each
    source's value for its number of rows, `repeat`. `value` instead names
    what the compiler computes. With a `layout` the stored bytes are the
    packed form of the declared type.

    Examples:
    ```mlir
    tern.param @norm : tensor<256xf32>
    tern.param @qkv : tensor<512x256x!tern.trit> from ["q", "k", "v"]
    tern.param @qkv.scale : tensor<512xf32> from ["q", "k", "v"] repeat [256, 128, 128]
    tern.param @rope : tensor<512x64xf32> value #tern.rope_table<theta = 5.000000e+05>
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<AnyStaticShapeTensor>:$type,
                   OptionalAttr<StrArrayAttr>:$sources, OptionalAttr<DenseI64ArrayAttr>:$repeat,
                   OptionalAttr<AnyAttr>:$value, OptionalAttr<AnyAttr>:$layout);
  let assemblyFormat = [{
    $sym_name `:` $type (`from` $sources^)? (`repeat` $repeat^)? (`value` $value^)?
    (`layout` `(` $layout^ `)`)? attr-dict
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::mlir::RankedTensorType getTensorType() {
      return ::llvm::cast<::mlir::RankedTensorType>(getType());
    }
    /// The checkpoint's tensors that make up this parameter.
    ::llvm::SmallVector<::llvm::StringRef> getSourceNames();
  }];
}

def Tern_UseOp : Tern_Op<"use", [Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "The value of a parameter";
  let description = [{
    The result has the parameter's type, or for a parameter with a layout the
    shape of its packed bytes.

    Example: `%w = tern.use @norm : tensor<256xf32>`
  }];
  let arguments = (ins FlatSymbolRefAttr:$param);
  let results = (outs AnyStaticShapeTensor:$result);
  let assemblyFormat = "$param attr-dict `:` type($result)";
}

#endif // TERN_PARAM_OPS_TD
