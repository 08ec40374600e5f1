// Executes steps of a WebAssembly module for the tests: see StepRequest.h. One
// worker; requests for more are answered by one.
import { readFileSync, readSync, writeSync } from "node:fs";

const FILL = 0xff, ALIGNMENT = 64, PAGE = 65536;
// (module (func (export "f") (param i32)))
const BARRIER = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 1, 0x7f, 0, 3, 2, 1, 0, 7, 5,
  1, 1, 0x66, 0, 0, 10, 4, 1, 2, 0, 11,
]);

const code = new WebAssembly.Module(readFileSync(process.argv[2]));
const { exports } = new WebAssembly.Instance(code);
const entries = [exports.tern_decode, exports.tern_prefill];
const barrier = exports.__indirect_function_table.grow(1);
exports.__indirect_function_table.set(
  barrier, new WebAssembly.Instance(new WebAssembly.Module(BARRIER)).exports.f);

/** Fills an array from standard input; false at its end. */
function read(array) {
  for (let done = 0; done < array.length;) {
    const count = readSync(0, array, done, array.length - done);
    if (count === 0)
      return false;
    done += count;
  }
  return true;
}

function write(array) {
  for (let done = 0; done < array.length;)
    done += writeSync(1, array, done, array.length - done);
}

let weights = new Uint8Array();
const header = new BigInt64Array(9);
while (read(new Uint8Array(header.buffer))) {
  const [entry, weightBytes, arenaBytes, kvBytes, logitBytes, tokens] =
    Array.from(header, Number);
  if (weightBytes > 0) {
    weights = new Uint8Array(weightBytes);
    read(weights);
  }
  let end = exports.__heap_base.value;
  const place = bytes => {
    const at = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
    end = at + bytes + ALIGNMENT;
    return at;
  };
  const sizes = [weights.length, kvBytes, 4 * tokens, arenaBytes, logitBytes];
  const places = sizes.map(place);
  const missing = end - exports.memory.buffer.byteLength;
  if (missing > 0)
    exports.memory.grow(Math.ceil(missing / PAGE));
  const memory = new Uint8Array(exports.memory.buffer);
  memory.fill(FILL, places[0], end);
  const views = sizes.map((size, i) =>
    memory.subarray(places[i], places[i] + size));
  views[0].set(weights);
  read(views[1]);
  read(views[2]);
  const [weightsAt, kvAt, idsAt, arenaAt, logitsAt] = places;
  entries[entry](weightsAt, arenaAt, kvAt, idsAt, logitsAt, header[5],
                 header[6], header[7], barrier, 0, 0n, 1n);
  const intact = i =>
    memory.subarray(places[i] + sizes[i], places[i] + sizes[i] + ALIGNMENT)
      .every(byte => byte === FILL);
  write(new Uint8Array(BigUint64Array.of(
    (intact(4) ? 1n : 0n) | (intact(3) ? 2n : 0n) | (intact(1) ? 4n : 0n))
    .buffer));
  write(views[1]);
  write(views[4]);
}
