// RUN: tern-opt --tern-complete-schedule --split-input-file --verify-diagnostics %s

// expected-error @+1 {{tern.schedule: product.tokens: expected a power of two from 1 to 16, got 6 : i64}}
module attributes {tern.schedule = {product = {tokens = 6}}} {}

// -----

// expected-error @+1 {{tern.schedule: expected a dictionary}}
module attributes {tern.schedule = 1} {}

// -----

// expected-error @+1 {{tern.schedule: 'steps': expected one of product}}
module attributes {tern.schedule = {steps = {tokens = 8}}} {}
