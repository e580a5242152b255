// Linters are tens of megabytes of WebAssembly. V8 compiles them a second time, better, in threads that a process waits
// for when it ends: 0.4 s of nothing to do for ruff on an idle machine, and jest calls a worker that takes half a second
// one that "has failed to exit gracefully". What tests lint is small; the first compilation is good enough.
require('node:v8').setFlagsFromString('--liftoff-only');
