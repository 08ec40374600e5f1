// Generates off the page's thread: a message a token, and one at the end.
import { sample } from "./sampler.mjs";
import { Session } from "./tern.mjs";
import { Tokenizer } from "./tokenizer.mjs";

async function read(name) {
  const response = await fetch(`model/${name}`);
  if (!response.ok)
    throw new Error(`model/${name}: ${response.status} ${response.statusText}`);
  return response.arrayBuffer();
}

async function load() {
  const [session, tokenizer] = await Promise.all(
    [Session.load(read), read("tokenizer.json")]);
  return {
    session,
    tokenizer: new Tokenizer(JSON.parse(new TextDecoder().decode(tokenizer))),
  };
}

const loaded = load();
loaded.then(({ session }) => postMessage({ ready: session.manifest }),
            error => postMessage({ error: error.message }));

onmessage = async ({ data: { prompt, tokens, temperature, topP } }) => {
  try {
    const { session, tokenizer } = await loaded;
    const { bos, eos, context } = session.manifest.model;
    const ids = tokenizer.encode(prompt);
    if (bos !== null)
      ids.unshift(bos);
    session.reset();
    const text = tokenizer.stream();
    const begin = performance.now();
    let logits = session.feed(ids), count = 0;
    while (count < tokens && session.position < context) {
      const id = sample(logits, temperature, topP);
      if (eos.includes(id))
        break;
      ++count;
      postMessage({ id, text: text(id) });
      logits = session.feed([id]);
    }
    postMessage({ done: count, seconds: (performance.now() - begin) / 1000 });
  } catch (error) {
    postMessage({ error: error.message });
  }
};
