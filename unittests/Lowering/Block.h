//===- Block.h - a whole model of one block -------------------------------===//
#ifndef TERN_UNITTESTS_LOWERING_BLOCK_H
#define TERN_UNITTESTS_LOWERING_BLOCK_H

namespace tern::lowering {

/// BitNet b1.58 as `import` writes it: one block, three query heads that share
/// a key/value head, sizes that are no multiple of every vector. The context
/// is 32 tokens, the vocabulary 37.
inline constexpr char kBlock[] = R"mlir(
tern.param @embed : tensor<37x96xbf16>
tern.param @n1 : tensor<96xf32>
tern.param @n2 : tensor<96xf32>
tern.param @n3 : tensor<96xf32>
tern.param @n4 : tensor<200xf32>
tern.param @n5 : tensor<96xf32>
tern.param @q : tensor<96x96x!tern.trit>
tern.param @q_scale : tensor<f32>
tern.param @k : tensor<32x96x!tern.trit>
tern.param @k_scale : tensor<f32>
tern.param @v : tensor<32x96x!tern.trit>
tern.param @v_scale : tensor<f32>
tern.param @o : tensor<96x96x!tern.trit>
tern.param @o_scale : tensor<f32>
tern.param @gate : tensor<200x96x!tern.trit>
tern.param @gate_scale : tensor<f32>
tern.param @up : tensor<200x96x!tern.trit>
tern.param @up_scale : tensor<f32>
tern.param @down : tensor<96x200x!tern.trit>
tern.param @down_scale : tensor<f32>
tern.param @rope : tensor<32x32xf32> value #tern.rope_table<theta = 10000.0>

func.func @forward(%ids: tensor<?xi32>, %position: index, %first: index,
                   %kc: tensor<1x1x32x64xf32>, %vc: tensor<1x32x32xf32>)
    -> (tensor<?x37xf32>, tensor<1x1x32x64xf32>, tensor<1x32x32xf32>) {
  %embed = tern.use @embed : tensor<37x96xbf16>
  %rope = tern.use @rope : tensor<32x32xf32>
  %h = tern.embedding %ids, %embed : tensor<?xi32>, tensor<37x96xbf16> -> tensor<?x96xf32>

  %n1 = tern.use @n1 : tensor<96xf32>
  %x1 = tern.rms_norm %h, %n1 eps 1.0e-05 : tensor<?x96xf32>, tensor<96xf32>
  %wq = tern.use @q : tensor<96x96x!tern.trit>
  %sq = tern.use @q_scale : tensor<f32>
  %wk = tern.use @k : tensor<32x96x!tern.trit>
  %sk = tern.use @k_scale : tensor<f32>
  %wv = tern.use @v : tensor<32x96x!tern.trit>
  %sv = tern.use @v_scale : tensor<f32>
  %q = tern.bit_linear %x1, %wq, %sq : tensor<?x96xf32>, tensor<96x96x!tern.trit>, tensor<f32> -> tensor<?x96xf32>
  %k = tern.bit_linear %x1, %wk, %sk : tensor<?x96xf32>, tensor<32x96x!tern.trit>, tensor<f32> -> tensor<?x32xf32>
  %v = tern.bit_linear %x1, %wv, %sv : tensor<?x96xf32>, tensor<32x96x!tern.trit>, tensor<f32> -> tensor<?x32xf32>
  %q1 = tern.rope %q, %rope at %position : tensor<?x96xf32>, tensor<32x32xf32>
  %k1 = tern.rope %k, %rope at %position : tensor<?x32xf32>, tensor<32x32xf32>
  %kc1 = tern.kv_append %k1 into %kc at %position : tensor<?x32xf32>, tensor<1x1x32x64xf32>
  %vc1 = tern.kv_append %v into %vc at %position : tensor<?x32xf32>, tensor<1x32x32xf32>
  %a = tern.attention %q1, %kc1, %vc1 at %position scale 1.767767e-01
    : tensor<?x96xf32>, tensor<1x1x32x64xf32>, tensor<1x32x32xf32>

  %n2 = tern.use @n2 : tensor<96xf32>
  %x2 = tern.rms_norm %a, %n2 eps 1.0e-05 : tensor<?x96xf32>, tensor<96xf32>
  %wo = tern.use @o : tensor<96x96x!tern.trit>
  %so = tern.use @o_scale : tensor<f32>
  %o = tern.bit_linear %x2, %wo, %so : tensor<?x96xf32>, tensor<96x96x!tern.trit>, tensor<f32> -> tensor<?x96xf32>
  %h1 = tern.add %h, %o : tensor<?x96xf32>

  %n3 = tern.use @n3 : tensor<96xf32>
  %x3 = tern.rms_norm %h1, %n3 eps 1.0e-05 : tensor<?x96xf32>, tensor<96xf32>
  %wg = tern.use @gate : tensor<200x96x!tern.trit>
  %sg = tern.use @gate_scale : tensor<f32>
  %wu = tern.use @up : tensor<200x96x!tern.trit>
  %su = tern.use @up_scale : tensor<f32>
  %g = tern.bit_linear %x3, %wg, %sg : tensor<?x96xf32>, tensor<200x96x!tern.trit>, tensor<f32> -> tensor<?x200xf32>
  %u = tern.bit_linear %x3, %wu, %su : tensor<?x96xf32>, tensor<200x96x!tern.trit>, tensor<f32> -> tensor<?x200xf32>
  %m = tern.glu relu2 %g, %u : tensor<?x200xf32>
  %n4 = tern.use @n4 : tensor<200xf32>
  %x4 = tern.rms_norm %m, %n4 eps 1.0e-05 : tensor<?x200xf32>, tensor<200xf32>
  %wd = tern.use @down : tensor<96x200x!tern.trit>
  %sd = tern.use @down_scale : tensor<f32>
  %d = tern.bit_linear %x4, %wd, %sd : tensor<?x200xf32>, tensor<96x200x!tern.trit>, tensor<f32> -> tensor<?x96xf32>
  %h2 = tern.add %h1, %d : tensor<?x96xf32>

  %t = tern.tail %h2 from %first : tensor<?x96xf32> -> tensor<?x96xf32>
  %n5 = tern.use @n5 : tensor<96xf32>
  %x5 = tern.rms_norm %t, %n5 eps 1.0e-05 : tensor<?x96xf32>, tensor<96xf32>
  %y = tern.linear %x5, %embed : tensor<?x96xf32>, tensor<37x96xbf16> -> tensor<?x37xf32>
  return %y, %kc1, %vc1 : tensor<?x37xf32>, tensor<1x1x32x64xf32>, tensor<1x32x32xf32>
}
)mlir";

} // namespace tern::lowering

#endif // TERN_UNITTESTS_LOWERING_BLOCK_H
