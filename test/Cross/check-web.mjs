// Serves the example's page with a bundle, lets headless Chromium write a
// story, and checks it: node check-web.mjs BUNDLE PROMPT EXPECTED
//
// The text grows token by token while it is generated, goes on as the file
// EXPECTED says, and what is served is smaller than a megabyte without the
// weights.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";

import { Browser } from "../Integration/browser.mjs";

const [bundle, prompt, expectedFile] = process.argv.slice(2);
const page = new URL("../../examples/web/", import.meta.url).pathname;
const expected = prompt + (await readFile(expectedFile, "utf8")).trimEnd();
const TYPES = { ".html": "text/html", ".mjs": "text/javascript" };
const MOST_BYTES = 1e6;

/** What was sent, by path. */
const sent = new Map();
const server = createServer(async (request, response) => {
  const path = request.url === "/" ? "/index.html" : request.url;
  const file = path.startsWith("/model/")
    ? join(bundle, path.slice("/model/".length)) : join(page, path);
  try {
    const body = await readFile(file);
    sent.set(path, body.length);
    const type = TYPES[extname(path)] ?? "application/octet-stream";
    response.writeHead(200, { "Content-Type": type }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise(done => server.listen(0, "127.0.0.1", done));
const url = `http://127.0.0.1:${server.address().port}/`;

function check(condition, message) {
  if (!condition)
    throw new Error(message);
}

const tokens = 24;
const browser = await Browser.start();
let failure;
try {
  await browser.open(url);
  await browser.until("document.getElementById('write')?.disabled === false");
  await browser.evaluate(`
    globalThis.lengths = [];
    const story = document.getElementById("story");
    new MutationObserver(() => lengths.push(story.textContent.length))
      .observe(story, { childList: true });
    document.getElementById("prompt").value = ${JSON.stringify(prompt)};
    document.getElementById("tokens").value = ${tokens};
    document.getElementById("temperature").value = 0;
    document.getElementById("write").click();`);
  await browser.until(
    "/^\\d+ tokens in/.test(document.getElementById('status').textContent)");
  const story =
    await browser.evaluate("document.getElementById('story').textContent");
  check(story === expected, `the page wrote ${JSON.stringify(story)}, ` +
    `expected ${JSON.stringify(expected)}`);
  const lengths = new Set(await browser.evaluate("lengths"));
  check(lengths.size > tokens / 4,
        `the text was shown in ${lengths.size} steps only`);
  check(sent.has("/model/weights.safetensors"), "no weights were read");
  const size = [...sent].filter(([path]) => !path.endsWith(".safetensors"))
    .reduce((sum, [, bytes]) => sum + bytes, 0);
  check(size < MOST_BYTES, `${size} bytes without the weights`);
  console.log(`${tokens} tokens as expected, shown in ${lengths.size} steps, ` +
    `${size} bytes without the weights`);
} catch (error) {
  failure = error;
} finally {
  await browser.stop();
  server.close();
}
if (failure) {
  console.error(`FAIL: ${failure.message}`);
  process.exit(1);
}
