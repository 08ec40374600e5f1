// Runs a bundle for WebAssembly and prints the ids of a prompt and of its most
// probable continuation: node wasm-greedy.mjs BUNDLE PROMPT COUNT
import { readFile } from "node:fs/promises";
import { largest } from "../../examples/web/sampler.mjs";
import { Session } from "../../examples/web/tern.mjs";
import { Tokenizer } from "../../examples/web/tokenizer.mjs";

const [bundle, prompt, count] = process.argv.slice(2);
const read = async name => {
  const file = await readFile(`${bundle}/${name}`);
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
};
const session = await Session.load(read);
const tokenizer = new Tokenizer(
  JSON.parse(await readFile(`${bundle}/tokenizer.json`, "utf8")));
const ids = [session.manifest.model.bos, ...tokenizer.encode(prompt)];
console.log(ids.join(" "));
let logits = session.feed(ids);
const greedy = [];
while (greedy.length < Number(count)) {
  greedy.push(largest(logits));
  logits = session.feed(greedy.slice(-1));
}
console.log(greedy.join(" "));
const text = tokenizer.stream();
console.log(JSON.stringify(greedy.map(text).join("")));
