//===- Fields.h - the fields of a schedule --------------------------------===//
//
// One table, from which a file is checked, documentation is printed, and
// tern-tune takes what it tries.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_SCHEDULE_FIELDS_H
#define TERN_SCHEDULE_FIELDS_H

#include "tern/Schedule/Schedule.h"

#include "llvm/Support/Error.h"

namespace tern {

/// What defaults depend on.
struct ScheduleTarget {
  /// Of no target: as of one with 32 registers.
  explicit ScheduleTarget(trit::TargetAttr target);

  int64_t lanes = 16;
  bool manyRegisters = true, widens = false, addsPairs = false,
       pairsOfRegisters = false, isX86 = false, isGpu = false, isNvidia = false,
       multipliesTiles = false;
  int64_t encoding = 0; ///< of `trit::getEncodings`
};

/// The entries whose code a field changes.
enum class Affects : uint8_t { Decode = 1, Prefill = 2, Both = 3 };

struct ScheduleField {
  llvm::StringLiteral group, name; ///< as a file has them
  int64_t &(*in)(Schedule &schedule);
  /// Allowed are the multiples of `multiple` from `low` to `high`, of which
  /// there may be powers of two alone; or 0 to the last of `names`.
  int64_t low, high, multiple;
  bool powers;
  llvm::ArrayRef<llvm::StringRef> names; ///< of values, as a file has them
  int64_t (*byDefault)(const ScheduleTarget &target);
  /// What tern-tune tries, from low to high; none if measuring what it measures
  /// does not show the field.
  llvm::ArrayRef<int64_t> tried;
  Affects affects;
  llvm::StringLiteral what; ///< for people
  llvm::StringLiteral why;  ///< the default, and the reason for it

  /// `product.chains`.
  std::string getName() const;
  /// What is allowed: `a power of two from 1 to 16`.
  std::string describeAllowed() const;
  /// As a file has it.
  std::string print(int64_t value) const;
  bool allows(int64_t value) const;
};

/// All fields; those of a group follow each other.
llvm::ArrayRef<ScheduleField> getScheduleFields();

/// Fields that somebody gave, as they stand in the table.
using ScheduleValues = llvm::SmallVector<std::optional<int64_t>, 32>;

/// Of the file at `path`, an object of objects. The error names the file and
/// the key, and says what is allowed.
llvm::Expected<ScheduleValues> readSchedule(llvm::StringRef path);

/// The text of a file with these values, a line for each group.
std::string printSchedule(const ScheduleValues &values);

/// Checks what depends on the target. The error names the field.
llvm::Error checkSchedule(const ScheduleValues &values,
                          const ScheduleTarget &target);

/// The attribute of a module, and back.
mlir::DictionaryAttr toScheduleAttr(mlir::MLIRContext *context,
                                    const ScheduleValues &values);
llvm::Expected<ScheduleValues> fromScheduleAttr(mlir::DictionaryAttr attribute);

/// Every value: those that were given, else the target's.
ScheduleValues withDefaults(ScheduleValues values,
                            const ScheduleTarget &target);

/// The table as Markdown, for docs/tuning.md.
std::string describeScheduleFields();

} // namespace tern

#endif // TERN_SCHEDULE_FIELDS_H
