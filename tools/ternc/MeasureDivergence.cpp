//===- MeasureDivergence.cpp - what choices of numbers do to a model ------===//
#include "MeasureDivergence.h"

#include "../tern/Runtime.h"
#include "Divergence.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace tern;

/// Tokens that are compared at most, and at a time: logits of a large
/// vocabulary take half a megabyte each.
static constexpr size_t kMostTokens = 256, kTokensAtATime = 32;

static constexpr char kText[] =
    "Once upon a time there was a small village at the foot of a mountain. "
    "Every morning the people walked down to the river to fetch water, and "
    "the children followed them, laughing and throwing stones. One day an "
    "old man came along the road. He carried a heavy bag, and nobody knew "
    "where he had come from. \"What do you have in your bag?\" asked a girl. "
    "The man smiled, sat down on a stone, and began to tell his story. He "
    "had travelled through many countries, he said, by ship and on foot; he "
    "had worked in mines, in kitchens and in the libraries of universities. "
    "In 1923 he had measured the height of a volcano, and found that it was "
    "3,776 metres high. What he had learned from all of this was simple: "
    "a question is worth more than its answer.";

namespace {
/// A directory that goes with its owner.
class TemporaryDirectory {
public:
  explicit TemporaryDirectory(const std::string &beside)
      : path(beside + ".divergence-XXXXXX") {
    if (!mkdtemp(path.data()))
      throw Failure(path + ": cannot be made");
  }
  TemporaryDirectory(const TemporaryDirectory &) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }

  std::string path;
};

/// A bundle that runs.
struct Runner {
  explicit Runner(const std::string &path)
      : model(loadModel(path)), info(modelInfo(model)),
        session(createSession(model, tern_default_threads())) {}

  /// The logits of tokens that follow those before.
  std::span<const float> logits(std::span<const int32_t> ids) {
    check(tern_prefill(session.get(), ids.data(), ids.size(), TERN_LOGITS_ALL));
    return readLogits(session).all();
  }

  Model model;
  tern_model_info info;
  Session session;
};
} // namespace

static std::string readText(const std::string &path) {
  if (path.empty())
    return kText;
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file)
    throw Failure("--divergence-text=" + path + ": cannot be read");
  return text;
}

/// The text's ids; pseudo-random ones for a model without a tokenizer.
static std::vector<int32_t> makeIds(const std::string &bundle,
                                    const std::string &textPath,
                                    const tern_model_info &info,
                                    std::string &source) {
  size_t most = std::min(kMostTokens, static_cast<size_t>(info.context));
  std::vector<int32_t> ids;
  if (std::filesystem::exists(bundle + "/tokenizer.json")) {
    ids = encode(loadTokenizer(bundle), readText(textPath));
    source = textPath.empty() ? "a paragraph of English" : textPath;
  } else if (!textPath.empty()) {
    throw Failure("--divergence-text=" + textPath +
                  ": the bundle has no tokenizer to read it with");
  } else {
    uint64_t state = 0;
    while (ids.size() < most) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      ids.push_back(static_cast<int32_t>((state >> 33) %
                                         static_cast<uint64_t>(info.vocab)));
    }
    source = "pseudo-random tokens";
  }
  if (ids.size() > most)
    ids.resize(most);
  if (ids.empty())
    throw Failure("--divergence-text=" + textPath + ": has no token");
  return ids;
}

static Divergence compare(Runner &reference, Runner &other,
                          std::span<const int32_t> ids) {
  Divergence found;
  auto vocab = static_cast<size_t>(reference.info.vocab);
  for (size_t done = 0; done < ids.size(); done += kTokensAtATime) {
    auto part = ids.subspan(done, std::min(kTokensAtATime, ids.size() - done));
    std::span<const float> expected = reference.logits(part),
                           logits = other.logits(part);
    for (size_t i = 0; i < part.size(); ++i)
      found.add(expected.subspan(i * vocab, vocab),
                logits.subspan(i * vocab, vocab),
                static_cast<size_t>(other.info.exact_logits));
  }
  return found;
}

static void print(const Divergence &found, const tern_model_info &info,
                  const std::string &source) {
  auto positions = static_cast<double>(found.positions);
  std::printf("divergence: %zu tokens of %s, against default numbers\n",
              found.positions, source.c_str());
  std::printf("  same most probable token     %zu of %zu\n", found.sameTop,
              found.positions);
  if (info.exact_logits == 0) {
    std::printf("  KL(default||this), a token   mean %.3e, most %.3e nats\n",
                found.klSum / positions, found.klMost);
    std::printf("  logits differ by             %.3e at most\n",
                found.differenceMost);
    return;
  }
  // Distances of estimates mean nothing.
  std::printf("  same %lld largest logits       %zu of %zu, bit for bit\n",
              static_cast<long long>(info.exact_logits), found.sameLargest,
              found.positions);
  std::printf("  rows read as stored          %.3f %%\n",
              100 * static_cast<double>(found.sameLogits) /
                  static_cast<double>(found.logits));
}

static void measure(const CompileRequest &request,
                    const DivergenceRequest &options,
                    const CompileRequest &reference) {
  Runner other(request.output);
  std::string source;
  std::vector<int32_t> ids =
      makeIds(request.output, options.text, other.info, source);
  if (runCompiler(reference) != 0)
    throw Failure("the reference was not compiled");
  Runner expected(reference.output);
  print(compare(expected, other, ids), other.info, source);
}

int tern::measureDivergence(const CompileRequest &request,
                            const DivergenceRequest &options) {
  try {
    TemporaryDirectory directory(request.output);
    CompileRequest reference = withDefaultNumbers(request);
    reference.output = directory.path + "/reference.tern";
    reference.dumpDirectory.clear();
    reference.report.clear();
    reference.time = false;
    measure(request, options, reference);
    return 0;
  } catch (const std::exception &failure) {
    std::fprintf(stderr,
                 "ternc: error: %s is compiled, but --measure-divergence: %s\n",
                 request.output.c_str(), failure.what());
    return 1;
  }
}
