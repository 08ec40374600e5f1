// What the compiler wrote, and how lines of one stage lead to lines of the next.

/** The report, a promise: it is packed as base64 of deflate. */
async function readReport() {
  const element = document.getElementById("data");
  const bytes = Uint8Array.from(atob(element.textContent.trim()), letter => letter.charCodeAt(0));
  const { encoding } = element.dataset;
  element.remove();
  const stream = new Blob([bytes]).stream();
  return new Response(encoding === "deflate"
    ? stream.pipeThrough(new DecompressionStream("deflate")) : stream).json();
}

const asList = value => (Array.isArray(value) ? value : value ? [value] : []);

/** A stage's text by line, from 1, with links in both directions. */
class Stage {
  constructor({ name, text, sources, functions, params }, before) {
    this.name = name;
    this.lines = ["", ...text.split("\n")];
    if (this.lines.at(-1) === "")
      this.lines.pop();
    this.functions = functions;
    this.params = params;
    this.before = before;
    this.sources = [[], ...sources.map(asList)];
    this.targets = []; // in the stage after
    this.sources.forEach((list, line) => {
      for (const source of list)
        (before.targets[source] ??= []).push(line);
    });
  }

  get length() {
    return this.lines.length - 1;
  }

  /** True if lines of this function are linked to the stage before. */
  isLinked(name) {
    const [first, last] = this.functions[name] ?? [0, -1];
    for (let line = first; line <= last; ++line)
      if (this.sources[line]?.length)
        return true;
    return false;
  }
}

class Report {
  constructor(json) {
    Object.assign(this, json);
    this.stages = [];
    for (const stage of json.stages)
      this.stages.push(new Stage(stage, this.stages.at(-1)));
    this.stageOf = Object.fromEntries(
      this.stages.map((stage, index) => [stage.name, index]));
  }

  /** By stage, a set of the lines that a line was made of and became. */
  linked(index, line) {
    const found = this.stages.map(() => new Set());
    found[index].add(line);
    for (let i = index; i > 0; --i)
      for (const own of found[i])
        for (const source of this.stages[i].sources[own] ?? [])
          found[i - 1].add(source);
    for (let i = index; i + 1 < this.stages.length; ++i)
      for (const own of found[i])
        for (const target of this.stages[i].targets[own] ?? [])
          found[i + 1].add(target);
    return found;
  }

  /** By stage, what there is of a row: its lines, in order, in the first of its layers. */
  trace(entry, row) {
    const calls = row.calls.map(index => entry.calls[index]);
    const functions = [...new Set(calls.map(call => call.function))];
    // Of each function, one call.
    const shown = functions.map(name => calls.find(call => call.function === name));
    const scheduled = this.stageOf.schedule;
    const lines = this.stages.map(() => new Set());
    for (const call of shown) {
      if (scheduled !== undefined && call.line) {
        const linked = this.linked(scheduled, call.line);
        for (let i = 0; i < scheduled; ++i)
          for (const line of linked[i])
            lines[i].add(line);
        lines[scheduled].add(call.line);
      }
      this.stages.forEach((stage, i) => {
        for (const weight of call.weights)
          if (i !== scheduled && stage.params[weight])
            lines[i].add(stage.params[weight]);
        const [first, last] = i >= (scheduled ?? 0)
          ? stage.functions[call.function] ?? [0, -1] : [0, -1];
        for (let line = first; line <= last; ++line)
          lines[i].add(line);
      });
    }
    // Declarations of what was joined later.
    for (let i = (scheduled ?? 0) - 1; i > 0; --i)
      for (const line of lines[i])
        if (Object.values(this.stages[i].params).includes(line))
          for (const source of this.stages[i].sources[line] ?? [])
            lines[i - 1].add(source);
    return { functions, lines: lines.map(set => [...set].sort((a, b) => a - b)) };
  }
}
