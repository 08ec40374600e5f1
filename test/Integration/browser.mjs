// Headless Chromium for tests of pages.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PATIENCE = 120_000; // Milliseconds; for machines that do much else.

/** Chromium, spoken to through a pipe. */
export class Browser {
  static async start() {
    const profile = await mkdtemp(join(tmpdir(), "tern-browser-"));
    return new Browser(profile, spawn("chromium", [
      "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
      "--disable-dev-shm-usage", "--remote-debugging-pipe",
      `--user-data-dir=${profile}`, "about:blank",
    ], { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] }));
  }

  constructor(profile, process) {
    this.profile = profile;
    this.process = process;
    this.waiting = new Map();
    this.events = [];
    let rest = "";
    process.stdio[4].setEncoding("utf8").on("data", text => {
      const messages = (rest + text).split("\0");
      rest = messages.pop();
      for (const message of messages.map(part => JSON.parse(part))) {
        if (message.method)
          this.events.push(message);
        this.waiting.get(message.id)?.(message);
        this.waiting.delete(message.id);
      }
    });
    this.exited = new Promise(done => process.on("exit", done));
  }

  async send(method, params = {}) {
    const id = (this.next = (this.next ?? 0) + 1);
    const message = { id, method, params, sessionId: this.session };
    this.process.stdio[3].write(`${JSON.stringify(message)}\0`);
    const answer = await new Promise(done => this.waiting.set(id, done));
    if (answer.error)
      throw new Error(`${method}: ${answer.error.message}`);
    return answer.result;
  }

  async open(address) {
    const { targetId } =
      await this.send("Target.createTarget", { url: address });
    const { sessionId } =
      await this.send("Target.attachToTarget", { targetId, flatten: true });
    this.session = sessionId;
  }

  async evaluate(expression) {
    const { result, exceptionDetails } = await this.send(
      "Runtime.evaluate", { expression, returnByValue: true });
    if (exceptionDetails)
      throw new Error(exceptionDetails.exception?.description ?? expression);
    return result.value;
  }

  /** Waits until an expression is true; says where the page stands if not. */
  async until(expression) {
    const end = Date.now() + PATIENCE;
    while (!(await this.evaluate(expression))) {
      if (Date.now() > end)
        throw new Error(`not within ${PATIENCE} ms: ${expression}; status: ` +
          await this.evaluate("document.getElementById('status')?.textContent"));
      await new Promise(done => setTimeout(done, 50));
    }
  }

  async stop() {
    this.process.kill();
    await this.exited;
    await rm(this.profile, { recursive: true, force: true, maxRetries: 20,
                             retryDelay: 100 });
  }
}
