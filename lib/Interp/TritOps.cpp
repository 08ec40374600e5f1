//===- TritOps.cpp - packed trits -----------------------------------------===//
#include "Frame.h"
#include "Kernels.h"
#include "tern/Packing/Packing.h"

#include <algorithm>

using namespace mlir;
using namespace tern;
using namespace tern::interp;

/// The bytes of a tensor as the packing's arithmetic takes them.
static llvm::ArrayRef<uint8_t> unsignedBytes(llvm::ArrayRef<int8_t> bytes) {
  return {reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()};
}

llvm::Expected<Tensor> interp::packTrits(const Tensor &trits,
                                         trit::LayoutAttr layout) {
  if (trits.kind() != ElementKind::Trit || trits.rank() != 2)
    return llvm::createStringError("a layout packs trits [N, K], got " +
                                   typeText(trits.kind(), trits.shape()));
  int64_t rows = trits.dim(0), columns = trits.dim(1), step = layout.getRows();
  Tensor packed(ElementKind::I8,
                layout.getPackedType(rows, columns).getShape());
  int64_t tileBytes = packed.dim(1) * packed.dim(2);
  for (int64_t tile = 0; tile < packed.dim(0); ++tile) {
    int64_t first = tile * step, count = std::min(step, rows - first);
    auto *out = reinterpret_cast<uint8_t *>(packed.bytes().data());
    layout.getBlockEncoding().packTile(
        trits.bytes().slice(first * columns, count * columns), columns, step,
        {out + tile * tileBytes, static_cast<size_t>(tileBytes)});
  }
  return packed;
}

llvm::Expected<Tensor> interp::unpackTrits(const Tensor &packed,
                                           trit::LayoutAttr layout,
                                           int64_t rows, int64_t columns) {
  llvm::ArrayRef<int64_t> expected =
      layout.getPackedType(rows, columns).getShape();
  if (packed.shape() != expected)
    return llvm::createStringError(
        llvm::Twine(rows) + " rows of " + llvm::Twine(columns) +
        " trits are packed as " + typeText(ElementKind::I8, expected) +
        ", got " + typeText(packed.kind(), packed.shape()));
  Tensor trits(ElementKind::Trit, {rows, columns});
  int64_t tileBytes = packed.dim(1) * packed.dim(2), step = layout.getRows();
  for (int64_t tile = 0; tile < packed.dim(0); ++tile) {
    int64_t first = tile * step, count = std::min(step, rows - first);
    unpackTile(layout.getBlockEncoding(),
               unsignedBytes(packed.bytes().slice(tile * tileBytes, tileBytes)),
               columns, step,
               trits.bytes().slice(first * columns, count * columns));
  }
  auto wrong = llvm::find(trits.bytes(), 2);
  if (wrong != trits.bytes().end()) {
    int64_t at = wrong - trits.bytes().begin();
    return llvm::createStringError(
        "code 3 for the trit [" + llvm::Twine(at / columns) + ", " +
        llvm::Twine(at % columns) + "], expected 0, 1 or 2");
  }
  return trits;
}

static llvm::Error evaluatePack(trit::PackOp op, Frame &frame) {
  auto result = packTrits(frame.tensor(op.getInput()), op.getLayout());
  if (!result)
    return result.takeError();
  frame.set(op, std::move(*result));
  return llvm::Error::success();
}

static llvm::Error evaluateUnpack(trit::UnpackOp op, Frame &frame) {
  RankedTensorType type = op.getResult().getType();
  auto result = unpackTrits(frame.tensor(op.getInput()), op.getLayout(),
                            type.getDimSize(0), type.getDimSize(1));
  if (!result)
    return result.takeError();
  frame.set(op, std::move(*result));
  return llvm::Error::success();
}

static llvm::Error evaluateMmt(trit::MmtOp op, Frame &frame) {
  if (!op.hasPureTensorSemantics())
    return llvm::createStringError("on buffers is not interpreted");
  const Tensor &x = frame.tensor(op.getInput());
  const Tensor &out = frame.tensor(op.getOut());
  if (auto error = expectSize("out's number of tokens", out.dim(0),
                              "the input's", x.dim(0)))
    return error;
  auto trits = unpackTrits(frame.tensor(op.getPacked()), op.getLayout(),
                           out.dim(1), x.dim(1));
  if (!trits)
    return trits.takeError();
  auto result = multiply(x, frame.tensor(op.getSums()), *trits);
  if (!result)
    return result.takeError();
  frame.set(op.getResult(), std::move(*result));
  return llvm::Error::success();
}

static llvm::Error evaluateDecode(trit::DecodeOp op, Frame &frame) {
  trit::LayoutAttr layout = op.getLayout();
  size_t lanes = static_cast<size_t>(layout.getRows()) * 4;
  std::vector<uint8_t> all(lanes * op.getCodes().size());
  layout.getBlockEncoding().decode(
      unsignedBytes(frame.tensor(op.getBlock()).bytes()), all);
  for (auto [plane, result] : llvm::enumerate(op.getCodes())) {
    Tensor codes(ElementKind::I8, {static_cast<int64_t>(lanes)});
    std::copy_n(all.begin() + static_cast<int64_t>(plane * lanes), lanes,
                codes.bytes().begin());
    frame.set(result, std::move(codes));
  }
  return llvm::Error::success();
}

static llvm::Error evaluateDot(trit::DotOp op, Frame &frame) {
  Tensor result = frame.tensor(op.getAcc());
  for (int64_t lane = 0; lane < result.dim(0); ++lane) {
    int64_t sum = result.ints()[lane];
    for (auto [codes, activations] :
         llvm::zip_equal(op.getCodes(), op.getActivations()))
      for (int64_t j = 4 * lane; j < 4 * lane + 4; ++j) {
        int64_t code = static_cast<uint8_t>(frame.tensor(codes).bytes()[j]);
        if (code > 2 && op.getCodes().size() > 1)
          return llvm::createStringError("code " + llvm::Twine(code) +
                                         " in byte " + llvm::Twine(j) +
                                         ", expected 0, 1 or 2");
        sum += code * frame.tensor(activations).bytes()[j];
      }
    result.ints()[lane] = static_cast<int32_t>(sum);
    if (result.ints()[lane] != sum)
      return llvm::createStringError("lane " + llvm::Twine(lane) + " is " +
                                     llvm::Twine(sum) +
                                     ", which does not fit i32");
  }
  frame.set(op, std::move(result));
  return llvm::Error::success();
}

static llvm::Error evaluateMma(trit::MmaOp op, Frame &frame) {
  Tensor result = frame.tensor(op.getAcc());
  const Tensor &codes = frame.tensor(op.getCodes()),
               &x = frame.tensor(op.getActivations());
  for (int64_t row = 0; row < 2; ++row)
    for (int64_t token = 0; token < 2; ++token)
      for (int64_t k = 0; k < 8; ++k)
        result.ints()[2 * row + token] +=
            codes.bytes()[8 * row + k] * x.bytes()[8 * token + k];
  frame.set(op, std::move(result));
  return llvm::Error::success();
}

void interp::addTritHandlers(HandlerMap &handlers) {
  addHandler(handlers, evaluatePack);
  addHandler(handlers, evaluateUnpack);
  addHandler(handlers, evaluateMmt);
  addHandler(handlers, evaluateDecode);
  addHandler(handlers, evaluateDot);
  addHandler(handlers, evaluateMma);
}
