//===- WeightPattern.cpp - names of tensors as one pattern ----------------===//
#include "tern/Bench/Workload.h"

#include <algorithm>

using namespace tern::bench;

/// `model.layers.3.mlp` as `model.layers.*.mlp`.
static std::string withoutNumbers(const std::string &name) {
  std::string result;
  for (size_t begin = 0; begin <= name.size();) {
    size_t end = std::min(name.find('.', begin), name.size());
    std::string part = name.substr(begin, end - begin);
    bool number = !part.empty() &&
                  part.find_first_not_of("0123456789") == std::string::npos;
    result += (begin > 0 ? "." : "") + (number ? "*" : part);
    begin = end + 1;
  }
  return result;
}

/// Names that a stage's tensors were joined of, without repeats.
static std::vector<std::string> namesOf(const Stage &stage) {
  bool matrices = std::any_of(
      stage.weights.begin(), stage.weights.end(),
      [](const Tensor &tensor) { return tensor.isMatrix(); });
  std::vector<std::string> names;
  for (const Tensor &tensor : stage.weights) {
    if (matrices && !tensor.isMatrix())
      continue;
    for (size_t begin = 0; begin <= tensor.name.size();) {
      size_t end = std::min(tensor.name.find('+', begin), tensor.name.size());
      std::string name = withoutNumbers(tensor.name.substr(begin, end - begin));
      if (std::find(names.begin(), names.end(), name) == names.end())
        names.push_back(std::move(name));
      begin = end + 1;
    }
  }
  return names;
}

/// How many characters all names have in common, from the front or the back.
template <typename Begin>
static size_t common(const std::vector<std::string> &names, Begin begin) {
  size_t length = names.front().size();
  for (const std::string &name : names) {
    size_t same = 0;
    while (same < std::min(length, name.size()) &&
           begin(name)[static_cast<std::ptrdiff_t>(same)] ==
               begin(names.front())[static_cast<std::ptrdiff_t>(same)])
      ++same;
    length = same;
  }
  return length;
}

std::string tern::bench::weightPattern(const Stage &stage) {
  std::vector<std::string> names = namesOf(stage);
  if (names.empty())
    return "";
  if (names.size() == 1)
    return names.front();
  size_t front =
      common(names, [](const std::string &name) { return name.begin(); });
  size_t back =
      common(names, [](const std::string &name) { return name.rbegin(); });
  for (const std::string &name : names)
    back = std::min(back, name.size() - front);
  const std::string &first = names.front();
  std::string pattern = first.substr(0, front);
  for (size_t i = 0; i < names.size(); ++i)
    pattern += (i == 0 ? "{" : ",") +
               names[i].substr(front, names[i].size() - front - back);
  return pattern + "}" + first.substr(first.size() - back);
}

std::string tern::bench::rowKey(const Stage &stage) {
  std::string key = stage.op + '\n' + weightPattern(stage);
  for (const Tensor &tensor : stage.weights)
    key += '\n' + tensor.type;
  return key;
}

std::string tern::bench::shortName(std::string name) {
  for (std::string_view front : {"model.layers.*.", "model."})
    if (name.starts_with(front)) {
      name.erase(0, front.size());
      break;
    }
  if (name.ends_with(".weight"))
    name.resize(name.size() - std::string_view(".weight").size());
  return name;
}
