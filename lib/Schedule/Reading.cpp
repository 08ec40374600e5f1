//===- Reading.cpp - values of fields from files and attributes -----------===//
#include "tern/Checkpoint/Diagnostic.h"
#include "tern/Checkpoint/Json.h"
#include "tern/Schedule/Fields.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace tern;

namespace {
/// A value as it was found.
struct Found {
  std::optional<int64_t> number;
  std::optional<StringRef> text;
  std::string shown; ///< for an error
};
} // namespace

/// The field of that name, or what there is.
static Expected<size_t> findField(StringRef group, StringRef name) {
  SmallVector<StringRef> known;
  for (auto [index, field] : enumerate(getScheduleFields())) {
    if (field.group != group)
      continue;
    if (field.name == name)
      return index;
    known.push_back(field.name);
  }
  if (known.empty()) {
    for (const ScheduleField &field : getScheduleFields())
      if (known.empty() || known.back() != field.group)
        known.push_back(field.group);
    return createStringError(quoted(group) + ": expected one of " +
                             join(known, ", "));
  }
  return createStringError(quoted((group + "." + name).str()) +
                           ": expected one of " + join(known, ", ") + " in " +
                           quoted(group));
}

static Expected<int64_t> checkValue(const ScheduleField &field,
                                    const Found &found) {
  if (field.names.empty() && found.number && field.allows(*found.number))
    return *found.number;
  if (!field.names.empty() && found.text) {
    const auto *name = llvm::find(field.names, *found.text);
    if (name != field.names.end())
      return name - field.names.begin();
  }
  return createStringError(field.getName() + ": expected " +
                           field.describeAllowed() + ", got " + found.shown);
}

static Error setValue(ScheduleValues &values, StringRef group, StringRef name,
                      const Found &found) {
  Expected<size_t> index = findField(group, name);
  if (!index)
    return index.takeError();
  return checkValue(getScheduleFields()[*index], found)
      .moveInto(values[*index]);
}

static ScheduleValues noValues() {
  return ScheduleValues(getScheduleFields().size());
}

Expected<ScheduleValues> tern::readSchedule(StringRef path) {
  Expected<json::Object> object = readJsonObject(path, DuplicateKeys::Refuse);
  if (!object)
    return object.takeError();
  ScheduleValues values = noValues();
  for (const auto &[key, value] : *object) {
    // A group that there is not is said before its members are looked at.
    const json::Object *members = value.getAsObject();
    StringRef group = key;
    bool known = any_of(getScheduleFields(), [&](const ScheduleField &field) {
      return field.group == group;
    });
    if (!known)
      return failure(path, toString(findField(group, "").takeError()));
    if (!members)
      return failure(path,
                     group + ": expected an object, got " + jsonText(value));
    for (const auto &[name, member] : *members)
      if (Error error = setValue(
              values, group, StringRef(name),
              {member.getAsInteger(), member.getAsString(), jsonText(member)}))
        return failure(path, toString(std::move(error)));
  }
  return values;
}

Expected<ScheduleValues>
tern::fromScheduleAttr(mlir::DictionaryAttr attribute) {
  ScheduleValues values = noValues();
  for (mlir::NamedAttribute group : attribute) {
    auto members = dyn_cast<mlir::DictionaryAttr>(group.getValue());
    if (!members)
      return createStringError(group.getName().getValue() +
                               ": expected a dictionary");
    for (mlir::NamedAttribute member : members) {
      Found found;
      raw_string_ostream(found.shown) << member.getValue();
      if (auto number = dyn_cast<mlir::IntegerAttr>(member.getValue()))
        found.number = number.getValue().trySExtValue();
      if (auto text = dyn_cast<mlir::StringAttr>(member.getValue()))
        found.text = text.getValue();
      if (Error error =
              setValue(values, group.getName(), member.getName(), found))
        return error;
    }
  }
  return values;
}
