//===- TensorFiles.cpp - the safetensors files of a checkpoint ------------===//
#include "TensorFiles.h"

#include "Projections.h"
#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/Json.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace tern;

static std::string inDirectory(StringRef directory, StringRef file) {
  SmallString<128> path(directory);
  sys::path::append(path, file);
  return path.str().str();
}

Error FoundTensor::fail(const Twine &what) const {
  return tensorFailure(file->path(), tensor->name, what);
}

Expected<TensorFiles> TensorFiles::open(StringRef directory) {
  TensorFiles opened;
  opened.root = directory.str();
  opened.mainPath = inDirectory(directory, "model.safetensors");
  std::string shards = inDirectory(directory, "model.safetensors.index.json");
  if (!sys::fs::exists(opened.mainPath) && sys::fs::exists(shards)) {
    opened.mainPath = std::move(shards);
    if (Error error = opened.openShards(directory))
      return error;
    return opened;
  }
  if (Error error = opened.add(opened.mainPath))
    return error;
  return opened;
}

Error TensorFiles::add(StringRef path) {
  Expected<SafetensorsFile> file = SafetensorsFile::open(path);
  if (!file)
    return file.takeError();
  for (const auto &[number, tensor] : enumerate(file->tensors()))
    if (auto [place, fresh] =
            index.try_emplace(tensor.name, Place{files.size(), number});
        !fresh)
      return tensorFailure(path, tensor.name,
                           "is in " + files[place->second.file].path() +
                               " too");
  files.push_back(std::move(*file));
  return Error::success();
}

Error TensorFiles::openShards(StringRef directory) {
  Expected<json::Object> object = readJsonObject(mainPath);
  if (!object)
    return object.takeError();
  const json::Object *map = object->getObject("weight_map");
  if (!map)
    return failure(mainPath, "weight_map: expected an object that says which "
                             "file each tensor is in");
  StringSet<> names;
  for (const auto &[tensor, value] : *map) {
    std::optional<StringRef> file = value.getAsString();
    // A path would reach outside of the checkpoint.
    if (!file || file->empty() || sys::path::filename(*file) != *file ||
        *file == "." || *file == "..")
      return failure(mainPath, "weight_map: " + quoted(tensor) +
                                   ": expected a file's name, got " +
                                   jsonText(value));
    names.insert(*file);
  }
  SmallVector<StringRef> sorted(names.keys());
  llvm::sort(sorted);
  for (StringRef name : sorted)
    if (Error error = add(inDirectory(directory, name)))
      return error;
  for (const auto &[tensor, value] : *map) {
    auto place = index.find(StringRef(tensor));
    std::string expected = inDirectory(directory, *value.getAsString());
    if (place == index.end() || files[place->second.file].path() != expected)
      return tensorFailure(expected, StringRef(tensor),
                           "missing, though " + sys::path::filename(mainPath) +
                               " says that it is there");
  }
  return Error::success();
}

Expected<FoundTensor> TensorFiles::find(StringRef name) const {
  auto place = index.find(name);
  if (place == index.end())
    return tensorFailure(mainPath, name, "missing");
  const SafetensorsFile &file = files[place->second.file];
  return FoundTensor{&file, &file.tensors()[place->second.tensor]};
}

Expected<FoundTensor> TensorFiles::findFloats(StringRef name) const {
  Expected<FoundTensor> found = find(name);
  if (found && !isConvertibleToFloat(found->tensor->dtype))
    return found->fail("expected F32, F16 or BF16, got " +
                       dtypeName(found->tensor->dtype));
  return found;
}

Expected<FloatTensor> TensorFiles::floats(StringRef name) const {
  Expected<FoundTensor> found = findFloats(name);
  if (!found)
    return found.takeError();
  return FloatTensor{found->tensor->dtype, found->tensor->shape};
}

Error TensorFiles::readRows(StringRef name, int64_t begin, int64_t rows,
                            MutableArrayRef<uint8_t> out) const {
  Expected<FloatTensor> tensor = floats(name);
  if (!tensor)
    return tensor.takeError();
  int64_t size = tensor->rowBytes();
  assert(static_cast<int64_t>(out.size()) == rows * size);
  llvm::copy(cantFail(find(name)).bytes().slice(begin * size, rows * size),
             out.begin());
  return Error::success();
}

std::unique_ptr<ProjectionReader>
TensorFiles::projections(WeightConvention convention) const {
  if (convention == WeightConvention::PackedDivide ||
      convention == WeightConvention::PackedMultiply)
    return readPacked(*this);
  return readFloats(*this, convention);
}

void TensorFiles::forEachStored(function_ref<void(StringRef)> visit) const {
  for (const SafetensorsFile &file : files)
    for (const StoredTensor &tensor : file.tensors())
      visit(tensor.name);
}

Error TensorFiles::fail(StringRef name, const Twine &what) const {
  if (!has(name))
    return tensorFailure(mainPath, name, what);
  return cantFail(find(name)).fail(what);
}

void TensorFiles::advise(StringRef name, Access access, int64_t begin,
                         int64_t end) const {
  if (!has(name))
    return;
  FoundTensor found = cantFail(find(name));
  ArrayRef<uint8_t> bytes = found.bytes();
  int64_t rows = found.shape().empty() ? 1 : found.shape().front();
  end = std::min(end, rows);
  if (begin >= end)
    return;
  auto size = static_cast<int64_t>(bytes.size()) / rows;
  found.file->advise(bytes.slice(begin * size, (end - begin) * size), access);
}

Expected<CheckpointTokenizer>
TensorFiles::tokenizer(StringRef replacement) const {
  return readCheckpointTokenizer(root, replacement);
}
