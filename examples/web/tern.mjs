// A bundle that was compiled for WebAssembly, in a browser or under Node.
//
// All arithmetic is module.wasm's: this places buffers in its memory and calls
// its entries, whose signature is TernStepFn of include/tern/ABI.h.

const ABI_VERSION = 8;
const ALIGNMENT = 64;
const PAGE = 65536;

// (module (func (export "f") (param i32))): the barrier of a single worker. A
// table takes functions of WebAssembly, not of JavaScript.
const BARRIER = new Uint8Array([
  0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 1, 5, 1, 0x60, 1, 0x7f, 0, 3, 2, 1, 0, 7, 5,
  1, 1, 0x66, 0, 0, 10, 4, 1, 2, 0, 11,
]);

function fail(what) {
  throw new Error(what);
}

/** Offset and size of the data section of a Safetensors file. */
function dataSection(file, expectedOffset) {
  const header = Number(new DataView(file).getBigUint64(0, true));
  if (header + 8 !== expectedOffset)
    fail(`weights: expected data at ${expectedOffset}, got ${header + 8}`);
  return new Uint8Array(file, expectedOffset);
}

export class Session {
  /**
   * Loads a bundle. `read(name)` resolves to an ArrayBuffer of that file of the
   * bundle.
   */
  static async load(read) {
    const manifest = JSON.parse(
      new TextDecoder().decode(await read("manifest.json")));
    if (manifest.abi !== ABI_VERSION)
      fail(`manifest.json: abi: expected ${ABI_VERSION}, got ${manifest.abi}`);
    if (!manifest.target.triple.startsWith("wasm32"))
      fail(`manifest.json: compiled for ${manifest.target.name}, expected ` +
           "wasm32+simd128 or wasm32+relaxed-simd");
    const [code, weights] = await Promise.all(
      [read(manifest.code.file), read(manifest.weights.file)]);
    const module = await WebAssembly.compile(code).catch(error => fail(
      `${manifest.code.file}: this engine does not take code for ` +
      `${manifest.target.name}: ${error.message}`));
    const { exports } = await WebAssembly.instantiate(module, {});
    const barrier = new WebAssembly.Instance(new WebAssembly.Module(BARRIER));
    return new Session(manifest, exports, weights, barrier.exports.f);
  }

  constructor(manifest, exports, weights, barrier) {
    this.manifest = manifest;
    this.memory = exports.memory;
    this.position = 0;
    const { decode, prefill } = manifest.code.entries;
    this.entries = [decode, prefill].map(
      entry => ({ run: exports[entry.symbol], tokens: entry.max_tokens }));
    const table = exports.__indirect_function_table;
    this.barrier = table.grow(1);
    table.set(this.barrier, barrier);

    let end = exports.__heap_base.value;
    const place = bytes => {
      const at = Math.ceil(end / ALIGNMENT) * ALIGNMENT;
      end = at + bytes;
      return at;
    };
    const data = dataSection(weights, manifest.weights.data_offset);
    this.weights = place(data.length);
    this.arena = place(manifest.arena_bytes);
    this.kv = place(manifest.kv_bytes);
    this.ids = place(4 * prefill.max_tokens);
    this.logits = place(4 * manifest.model.vocab_size);
    const missing = end - this.memory.buffer.byteLength;
    if (missing > 0)
      this.memory.grow(Math.ceil(missing / PAGE));
    new Uint8Array(this.memory.buffer).set(data, this.weights);
  }

  /**
   * Appends tokens and returns the logits of what follows the last, a view of
   * the module's memory that the next call overwrites.
   */
  feed(ids) {
    const { context, vocab_size: vocab } = this.manifest.model;
    if (ids.length === 0 || this.position + ids.length > context)
      fail(`feed: expected 1 to ${context - this.position} tokens, ` +
           `got ${ids.length}`);
    const bad = ids.find(id => !Number.isInteger(id) || id < 0 || id >= vocab);
    if (bad !== undefined)
      fail(`feed: expected ids below ${vocab}, got ${bad}`);
    const entry = this.entries[ids.length > 1 ? 1 : 0];
    for (let done = 0; done < ids.length; done += entry.tokens) {
      const part = ids.slice(done, done + entry.tokens);
      const last = done + part.length === ids.length;
      new Int32Array(this.memory.buffer, this.ids, part.length).set(part);
      entry.run(this.weights, this.arena, this.kv, this.ids, this.logits,
                BigInt(part.length), BigInt(this.position),
                BigInt(last ? part.length - 1 : part.length), this.barrier, 0,
                0n, 1n);
      this.position += part.length;
    }
    return new Float32Array(this.memory.buffer, this.logits, vocab);
  }

  /** Forgets all tokens. */
  reset() {
    this.position = 0;
  }
}
