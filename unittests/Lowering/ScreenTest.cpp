//===- ScreenTest.cpp - a screened head against the plain one -------------===//
//
// Both are code of the same target, so that the largest logits must be the same
// bits. Rows and activations are made to mislead the estimates.
//
//===----------------------------------------------------------------------===//
#include "TestSupport.h"

#include "llvm/ADT/bit.h"

#include <cmath>
#include <numeric>
#include <optional>

using namespace tern;
using namespace tern::interp;
using namespace tern::lowering;

namespace {
constexpr int64_t kTop = 4;

/// A head `[rows, columns]` and, for each id, activations.
struct Case {
  Tensor head, inputs;

  Case(int64_t rows, int64_t columns, const std::string &seed)
      : head(llvm::cantFail(makeSynthetic(SyntheticPattern::Random, 0, seed,
                                          ElementKind::F32, {rows, columns}))),
        inputs(llvm::cantFail(makeSynthetic(SyntheticPattern::Random, 1, seed,
                                            ElementKind::F32,
                                            {ModuleText::kIds, columns}))) {}

  llvm::MutableArrayRef<float> row(int64_t n) {
    return head.floats().slice(n * head.dim(1), head.dim(1));
  }
  llvm::MutableArrayRef<float> input(int64_t id) {
    return inputs.floats().slice(id * head.dim(1), head.dim(1));
  }
};

Tensor makePart(HeadPartAttr part, const Tensor &head) {
  mlir::RankedTensorType type = part.getPartType();
  Tensor made(*kindOf(type.getElementType()), type.getShape());
  int64_t bytes = part.getRowBytes(), columns = head.dim(1);
  auto *first = made.isFloat()
                    ? reinterpret_cast<uint8_t *>(made.floats().data())
                    : reinterpret_cast<uint8_t *>(made.bytes().data());
  for (int64_t row = 0; row < head.dim(0); ++row)
    EXPECT_TRUE(
        part.computeRow(head.floats().slice(row * columns, columns),
                        llvm::MutableArrayRef(first + row * bytes, bytes)));
  return made;
}

/// Ids in the order of their logits, what is no number first.
std::vector<int64_t> order(llvm::ArrayRef<float> logits) {
  std::vector<int64_t> ids(logits.size());
  std::iota(ids.begin(), ids.end(), 0);
  llvm::sort(ids, [&](int64_t a, int64_t b) {
    if (std::isnan(logits[a]) != std::isnan(logits[b]))
      return std::isnan(logits[a]);
    if (logits[a] == logits[b] || std::isnan(logits[a]))
      return a < b;
    return logits[a] > logits[b];
  });
  return ids;
}

uint32_t bits(float value) { return llvm::bit_cast<uint32_t>(value); }

class ScreenTest : public LoweringTest {
protected:
  std::unique_ptr<LoweredModule> make(Case &values, bool screened) {
    int64_t rows = values.head.dim(0), columns = values.head.dim(1);
    std::string weight = matrix(rows, columns, "f32"),
                codes = matrix(rows, getScreenBytes(columns), "i8"),
                bounds = matrix(rows, 4, "f32");
    ModuleText m;
    m.input("x", columns);
    m.param("w", weight);
    if (screened) {
      m.param("high", codes);
      m.param("low", codes);
      m.param("bounds", bounds);
      m.op("%y = tern.screened_linear %x, %w screen %high, %low, %bounds top "
           "{0} : {1}, {2}, {3}, {4} -> {5}",
           kTop, activations(columns), weight, codes, bounds,
           activations(rows));
    } else {
      m.op("%y = tern.linear %x, %w : {0}, {1} -> {2}", activations(columns),
           weight, activations(rows));
    }
    auto module = lower(m.finish("%y", rows));
    Parameters parameters(module->asWritten());
    parameters.set("x.table", values.inputs);
    parameters.set("w", values.head);
    if (screened)
      for (auto [name, kind] : {std::pair("high", HeadPart::screen_high),
                                {"low", HeadPart::screen_low},
                                {"bounds", HeadPart::screen_bounds}}) {
        mlir::MLIRContext *context = module->asWritten().getContext();
        auto type = mlir::RankedTensorType::get(
            {rows, columns}, mlir::Float32Type::get(context));
        parameters.set(name, makePart(HeadPartAttr::get(context, kind, "w",
                                                        type, /*tileRows=*/0),
                                      values.head));
      }
    if (llvm::Error error = module->setParameters(std::move(parameters)))
      ADD_FAILURE() << llvm::toString(std::move(error));
    return module;
  }

  /// Checks the largest logits of every input, with any number of workers, in
  /// decode and in prefill. Returns how many logits are those of the plain
  /// head.
  int64_t check(Case values) {
    auto plain = make(values, false), screened = make(values, true);
    int64_t same = 0;
    auto compare = [&](Entry entry, const Step &step) {
      Results expected = plain->execute(entry, step, {}, 1),
              found = screened->execute(entry, step, {}, 1);
      for (int64_t workers : {2, 3})
        EXPECT_TRUE(
            isClose(found, screened->execute(entry, step, {}, workers), kExact))
            << workers << " workers";
      int64_t rows = values.head.dim(0);
      for (int64_t t = 0; t < step.tokens(); ++t) {
        auto y = expected.logits.floats().slice(t * rows, rows),
             z = found.logits.floats().slice(t * rows, rows);
        auto ids = order(y), others = order(z);
        for (int64_t i = 0; i < std::min(kTop, rows); ++i) {
          EXPECT_EQ(ids[i], others[i])
              << "number " << i << " of id " << step.ids[t] << ": " << y[ids[i]]
              << ", found " << z[others[i]];
          EXPECT_EQ(bits(y[ids[i]]), bits(z[ids[i]]));
        }
        for (int64_t n = 0; n < rows; ++n) {
          EXPECT_EQ(std::isnan(y[n]), std::isnan(z[n])) << n;
          same += bits(y[n]) == bits(z[n]);
        }
      }
    };
    for (int32_t id : ascendingIds(ModuleText::kIds))
      compare(Entry::Decode, {.ids = {id}});
    int64_t sameDecoded = same;
    compare(Entry::Prefill, {.ids = ascendingIds(kPrefillTokens)});
    compare(Entry::Prefill, {.ids = ascendingIds(3, 13)});
    return sameDecoded;
  }
};
} // namespace

TEST_P(ScreenTest, RandomRows) {
  for (auto [rows, columns] :
       {std::pair(320, 200), std::pair(96, 128), std::pair(100, 1),
        std::pair(53, 320), std::pair(3, 64)})
    check(Case(rows, columns, std::to_string(rows)));
}

TEST_P(ScreenTest, MostRowsAreNotReadIfFewAreLarge) {
  Case values(640, 256, "few");
  for (int64_t n = 100; n < 108; ++n)
    llvm::copy(values.input(n % 16), values.row(n).begin());
  int64_t all = 640 * ModuleText::kIds;
  EXPECT_LT(check(values), all / 2);
}

/// What is left of a row by its codes of eight bits, or of four.
static std::vector<float> residual(llvm::ArrayRef<float> row, bool eight) {
  float largest = 0;
  for (float w : row)
    largest = std::max(largest, std::fabs(w));
  float scale = largest / 127;
  std::vector<float> left;
  for (float w : row) {
    float code = std::nearbyint(w / scale);
    float coarse = 16 * std::floor((code + 128) / 16) - 120.5F;
    left.push_back(w - scale * (eight ? code : coarse));
  }
  return left;
}

/// Activations along what codes leave of a row, whose estimate is as far below
/// its logit as the bound allows. Four rows whose bounds are narrow have logits
/// less than a hundredth of the bound below: were it a tenth less, the row with
/// the largest logit would be excluded.
TEST_P(ScreenTest, BoundsCannotBeNarrower) {
  for (bool eight : {false, true}) {
    // Of the random rows the first whose logit is positive.
    double logit = 0, bound = 0;
    std::vector<float> left;
    std::optional<Case> values;
    for (int seed = 0; logit <= 0; ++seed) {
      values.emplace(320, 768, std::to_string(seed));
      left = residual(values->row(0), eight);
      logit = bound = 0;
      for (auto [w, r] : llvm::zip(values->row(0), left)) {
        logit += static_cast<double>(w) * r;
        bound += static_cast<double>(r) * r;
      }
    }
    for (int64_t id = 0; id < ModuleText::kIds; ++id)
      for (auto [x, r] : llvm::zip(values->input(id), left))
        x = r * static_cast<float>(id + 1);
    for (int64_t n = 1; n < 320; ++n)
      for (float &w : values->row(n))
        w *= 1e-3F;
    auto aligned = [&](float r) -> float {
      return eight ? (r > 0 ? 127 : -127) : (r > 0 ? 7.5F : -8.5F);
    };
    double unit = 127 * static_cast<double>(left[0]);
    for (size_t k = 1; k < left.size(); ++k)
      unit += static_cast<double>(aligned(left[k])) * left[k];
    auto step = static_cast<float>((logit - 0.01 * bound) / unit);
    for (int64_t n : {40, 100, 200, 300}) {
      for (auto [w, r] : llvm::zip(values->row(n), left))
        w = step * aligned(r);
      values->row(n)[0] = step * 127;
    }
    check(*values);
  }
}

TEST_P(ScreenTest, EqualRowsAreOrderedById) {
  Case values(320, 64, "ties");
  for (int64_t n = 5; n < 320; n += 7)
    llvm::copy(values.row(5), values.row(n).begin());
  check(values);
  for (int64_t n = 0; n < 320; ++n)
    llvm::copy(values.row(5), values.row(n).begin());
  check(values);
}

TEST_P(ScreenTest, ActivationsThatAreNoNumbers) {
  Case values(160, 64, "numbers");
  llvm::fill(values.input(0), 0.0F);
  llvm::fill(values.input(1), -0.0F);
  values.input(2)[63] = std::numeric_limits<float>::quiet_NaN();
  values.input(3)[0] = std::numeric_limits<float>::infinity();
  llvm::fill(values.input(4), std::numeric_limits<float>::denorm_min());
  llvm::fill(values.input(5), std::numeric_limits<float>::max());
  values.input(6)[7] = 1e6F; // The others lie within its last digits.
  values.input(7)[7] = 1e30F;
  llvm::fill(values.input(8), 1e-30F);
  check(values);
}

TEST_P(ScreenTest, RowsOfAnyMagnitude) {
  Case values(320, 64, "magnitudes");
  auto scale = [&](int64_t n, float by) {
    for (float &w : values.row(n))
      w *= by;
  };
  llvm::fill(values.row(3), 0.0F);
  scale(17, 1e37F);
  scale(40, 1e-40F);
  scale(41, 1e-44F);
  scale(100, 1e3F);
  scale(101, -1e3F);
  values.row(200)[5] = 3e38F;
  values.row(201)[5] = -3e38F;
  for (auto [k, w] : llvm::enumerate(values.row(250))) // Middles of codes.
    w = (k % 2 ? 7.5F : -8.5F) + 16 * static_cast<float>(k % 7);
  values.row(250)[0] = 127;
  values.input(4)[5] = 3e38F;
  check(values);
}

TERN_FOR_EVERY_TARGET(ScreenTest);
