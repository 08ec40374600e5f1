// Opens reports in headless Chromium: node check-report.mjs REPORT HOSTILE
//
// Nothing throws, no page is wider than its window, every address within a page
// leads to the one element of that name, and choosing a line of assembly lights
// up lines of all stages before. The second report's names are HTML.
import { resolve } from "node:path";

import { Browser } from "./browser.mjs";

const [report, hostile] = process.argv.slice(2).map(path => `file://${resolve(path)}/index.html`);
const WIDTHS = [400, 1400];

function check(condition, message) {
  if (!condition)
    throw new Error(message);
}

async function load(browser, address, width) {
  await browser.send("Emulation.setDeviceMetricsOverride", { width, height: 900, deviceScaleFactor: 1, mobile: false });
  await browser.send("Page.navigate", { url: address });
  await browser.until(`location.href === ${JSON.stringify(address)} && !!document.documentElement?.dataset.state`);
}

const browser = await Browser.start();
let failure;
try {
  await browser.open("about:blank");
  await browser.send("Runtime.enable");
  for (const address of [report, hostile])
    for (const width of WIDTHS) {
      await load(browser, address, width);
      // The first of the page's operations that multiplies, and a stage.
      await browser.evaluate(`for (const id of ["decode-2", "stage-asm"]) document.getElementById(id).open = true;`);
      await browser.until("!!document.querySelector('#decode-2 .strip') && !!document.querySelector('#stage-asm pre')");
      const page = await browser.evaluate(`({
        state: document.documentElement.dataset.state, wide: document.documentElement.scrollWidth, window: innerWidth,
        lost: [...document.querySelectorAll("a[href]")].map(link => link.getAttribute("href"))
          .filter(href => !href.startsWith("#") || document.querySelectorAll('[id="' + href.slice(1) + '"]').length !== 1),
        links: document.querySelectorAll("a[href]").length,
        hacked: "hacked" in globalThis || !!document.querySelector("img"),
        title: document.title, heading: document.querySelector("h1").textContent })`);
      const name = `${address} at ${width}`;
      check(page.state === "ready", `${name} is ${page.state}`);
      check(page.wide <= page.window, `${name} is ${page.wide} wide`);
      check(page.links > 30, `${name} has ${page.links} links`);
      check(page.lost.length === 0, `${name}: lost ${page.lost}`);
      check(!page.hacked, `${name} ran a name`);
      check(page.title.startsWith(page.heading), `${name} is called ${page.title}`);
    }
  check((await browser.evaluate("document.querySelector('h1').textContent")) === "<script>hacked=1</script>",
        "the name is not as it was given");
  await load(browser, report, WIDTHS[1]);
  await browser.evaluate("document.getElementById('decode-2').open = true");
  await browser.until("!!document.querySelector('#decode-2 .strip')");
  const lit = await browser.evaluate(`(() => {
    const operation = document.getElementById("decode-2");
    operation.querySelector("[data-stage=asm] .line.loop:has(.op)").click();
    return [...operation.querySelectorAll(".panel")].map(panel => panel.querySelectorAll(".hot, .chosen").length);
  })()`);
  check(lit.length === 7 && lit.every(count => count > 0), `lit lines: ${lit}`);
  const thrown = browser.events.filter(({ method }) => method === "Runtime.exceptionThrown");
  check(thrown.length === 0, `thrown: ${JSON.stringify(thrown)}`);
  console.log(`lit lines of each stage: ${lit.join(", ")}`);
} catch (error) {
  failure = error;
} finally {
  await browser.stop();
}
if (failure) {
  console.error(`FAIL: ${failure.message}`);
  process.exit(1);
}
