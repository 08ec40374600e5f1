// Text to tokens and back, for tokenizer.json of byte-level BPE with patterns
// that JavaScript's regular expressions can say. The runtime's tokenizer
// (docs/tokenizer.md) does all kinds; this one refuses what it does not know.

function expect(condition, what) {
  if (!condition)
    throw new Error(`tokenizer.json: expected ${what}`);
}

/** GPT-2's alphabet: a printable character for each byte. */
function byteAlphabet() {
  const printable = byte => (byte >= 0x21 && byte <= 0x7e) ||
    (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode(printable(byte) ? byte : next++));
}

/** A pattern with `(?i:...)` spelled out, which not all engines know. */
function toRegExp(pattern) {
  const spelled = pattern.replace(/\(\?i:([^()]*)\)/g, (_, inner) =>
    `(?:${inner.replace(/[a-z]/g, c => `[${c}${c.toUpperCase()}]`)})`);
  return new RegExp(spelled, "gu");
}

function patternOf(preTokenizer) {
  const [split, bytes] = preTokenizer.pretokenizers ?? [];
  expect(preTokenizer.type === "Sequence" && split?.type === "Split" &&
         split.behavior === "Isolated" && !split.invert && split.pattern.Regex,
         "a pre-tokenizer that isolates a pattern");
  expect(bytes?.type === "ByteLevel" && !bytes.add_prefix_space &&
         !bytes.use_regex, "bytes after it");
  return toRegExp(split.pattern.Regex);
}

export class Tokenizer {
  constructor(json) {
    expect(json.model.type === "BPE" && json.decoder?.type === "ByteLevel" &&
           json.normalizer === null, "byte-level BPE without a normalizer");
    this.vocab = new Map(Object.entries(json.model.vocab));
    this.wholeWords = json.model.ignore_merges === true;
    this.ranks = new Map(json.model.merges.map((merge, rank) =>
      [Array.isArray(merge) ? merge.join(" ") : merge, rank]));
    this.pattern = patternOf(json.pre_tokenizer);
    this.alphabet = byteAlphabet();
    const byteOf = new Map(this.alphabet.map((c, byte) => [c, byte]));
    this.bytes = new Map([...this.vocab].map(([token, id]) =>
      [id, Uint8Array.from(token, c => byteOf.get(c))]));
    for (const { id, special } of json.added_tokens) {
      expect(special, "added tokens to be special");
      this.bytes.set(id, new Uint8Array());
    }
  }

  merge(word) {
    if (this.wholeWords && this.vocab.has(word))
      return [word];
    const parts = [...word];
    for (;;) {
      let best = Infinity, at = -1;
      for (let i = 0; i + 1 < parts.length; ++i) {
        const rank = this.ranks.get(`${parts[i]} ${parts[i + 1]}`) ?? Infinity;
        if (rank < best)
          [best, at] = [rank, i];
      }
      if (at < 0)
        return parts;
      parts.splice(at, 2, parts[at] + parts[at + 1]);
    }
  }

  /** The ids of a text, without special tokens. */
  encode(text) {
    const encoder = new TextEncoder();
    return (text.match(this.pattern) ?? []).flatMap(word => {
      const letters = Array.from(encoder.encode(word), b => this.alphabet[b]);
      return this.merge(letters.join("")).map(part => this.vocab.get(part));
    });
  }

  /** A function from the next id to the text that is complete with it. */
  stream() {
    const decoder = new TextDecoder();
    return id => decoder.decode(this.bytes.get(id), { stream: true });
  }
}
