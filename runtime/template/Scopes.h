//===- Scopes.h - which variables a block hides ---------------------------===//
//
// Jinja decides before it renders what each name of a block refers to. A name
// that a block assigns to, outside of an `if`, before it mentions it in any
// other way is that block's own from its beginning: until the assignment it is
// undefined, in inner blocks too, whatever the caller passed by that name. All
// other names are looked up in the blocks around at the time of their use.
//
//===----------------------------------------------------------------------===//
#ifndef TERN_RUNTIME_TEMPLATE_SCOPES_H
#define TERN_RUNTIME_TEMPLATE_SCOPES_H

#include "template/Ast.h"

namespace tern::rt::jinja {

/// Fills in `hidden` of every scope of a template.
void findHiddenNames(Scope &root);

} // namespace tern::rt::jinja

#endif // TERN_RUNTIME_TEMPLATE_SCOPES_H
