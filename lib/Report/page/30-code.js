// Lines of a stage in a panel, and what lights up together.

const TOKENS = /(\/\/.*|;.*|#\s.*)|("(?:[^"\\]|\\.)*")|([%^][\w$.#:-]+)|(@(?:[\w$.]+|"[^"]*"))|(#?\b[a-z]\w*\.[\w.]+)/g;
const CLASSES = [, "comment", "string", "value", "symbol", "op"];

/** A line with its tokens coloured. */
function highlight(text, isAssembly) {
  if (isAssembly) {
    const [, label, op, rest, comment] =
      /^(\S[^#]*?:)?(\s+[\w.]+)?(.*?)(\s+(?:#|\/\/)\s.*)?$/.exec(text) ?? [, , , text];
    return [[label, "symbol"], [op, op?.trim().startsWith(".") ? "comment" : "op"], [rest], [comment, "comment"]]
      .filter(([part]) => part)
      .map(([part, name]) => (name ? make("span", { class: name }, part) : part));
  }
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(TOKENS)) {
    const kind = match.slice(1).findIndex(Boolean) + 1;
    parts.push(text.slice(end, match.index), make("span", { class: CLASSES[kind] }, match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}

/** The panels of a row, a strip of stages. */
class Strip {
  constructor(report, entry, row, id) {
    this.report = report;
    this.id = id;
    const { functions, lines } = report.trace(entry, row);
    this.panels = report.stages.map((stage, index) => this.makePanel(stage, index, lines[index], functions));
    // The graph's stages have a few lines each and share a column.
    const graph = report.stageOf.schedule ?? 0;
    const elements = this.panels.map(({ element }) => element);
    this.element = make("div", { class: "strip", role: "group", "aria-label": "Stages" },
      graph ? make("div", { class: "graph" }, ...elements.slice(0, graph)) : null, ...elements.slice(graph));
    this.markLoops(functions);
  }

  /** Marks innermost loops in the assembly. */
  markLoops(functions) {
    this.code = this.panels[this.report.stageOf.asm];
    this.loops = this.code ? this.report.loops.filter(loop => functions.includes(loop.function)) : [];
    for (const loop of this.loops)
      for (let line = loop.first; line <= loop.last; ++line)
        this.code.items.get(line)?.classList.add("loop");
  }

  /** Chooses an instruction in the middle of the loop that takes longest. */
  chooseLoop() {
    const cost = loop => (loop.cycles ?? 0) * (loop.runs ?? 1);
    const [longest] = [...this.loops].sort((a, b) => cost(b) - cost(a));
    if (longest)
      this.choose(...this.middleOf(longest), true);
  }

  /** Goes to a loop in the assembly. */
  showLoop(loop) {
    this.code.element.scrollIntoView({ block: "nearest", inline: "nearest" });
    this.code.list.focus({ preventScroll: true });
    this.choose(...this.middleOf(loop), true);
  }

  /** A linked line from the middle of a loop on. */
  middleOf({ first, last }) {
    for (let line = (first + last) >> 1; line <= last; ++line)
      if (this.report.stages[this.code.index].sources[line]?.length)
        return [this.code, line];
    return [this.code, first];
  }

  makePanel(stage, index, lines, functions) {
    const list = make("div", {
      class: "code", tabindex: "0", role: "listbox",
      "aria-label": `${stage.name}, ${count(lines.length, "line")}`,
    });
    const panel = { list, index, items: new Map(), order: lines, current: -1 };
    let before = 0, chunk = null;
    lines.forEach((line, place) => {
      if (before && line !== before + 1)
        list.append(make("div", { class: "gap", role: "presentation" }, "⋯"));
      if (!chunk || place % 100 === 0 || line !== before + 1)
        list.append(chunk = make("div", { class: "chunk", role: "presentation" }));
      before = line;
      const item = make("div", { class: "line", role: "option", "data-line": line },
        make("span", { class: "text" }, ...highlight(stage.lines[line] ?? "", stage.name === "asm")));
      panel.items.set(line, item);
      chunk.append(item);
    });
    // Chunks out of sight are not laid out, but are as high as they will be.
    for (const part of list.querySelectorAll(".chunk"))
      part.style.setProperty("--lines", part.childElementCount);
    if (lines.length === 0)
      list.append(make("p", { class: "none" }, "Nothing of it is in this stage."));
    const own = functions.filter(name => stage.functions[name]);
    const loose = index > 0 && own.some(name => !stage.isLinked(name));
    panel.element = make("section", { class: "panel", "data-stage": stage.name },
      make("h4", {}, stage.name, make("small", {}, own.length && index >= (this.report.stageOf.schedule ?? 0)
        ? own.map(name => "@" + name).join(", ") : count(lines.length, "line"))),
      loose ? make("p", { class: "none" }, "Linked by function: lines are not known.") : null,
      list);
    list.addEventListener("click", event => {
      const item = event.target.closest(".line");
      if (item)
        this.choose(panel, Number(item.dataset.line));
    });
    list.addEventListener("keydown", event => this.onKey(panel, event));
    return panel;
  }

  onKey(panel, event) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 }[event.key];
    const side = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && panel.order.length) {
      event.preventDefault();
      const place = Math.min(panel.order.length - 1, Math.max(0, panel.current + step));
      this.choose(panel, panel.order[place]);
    } else if (side && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const next = this.panels[panel.index + side];
      next?.list.focus();
      next?.element.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  /** Lights up a line and all that it is linked to. */
  choose(panel, line, center = false) {
    const linked = this.report.linked(panel.index, line);
    panel.current = panel.order.indexOf(line);
    const active = panel.items.get(line);
    active.id ||= `${this.id}-${this.report.stages[panel.index].name}-${line}`;
    panel.list.setAttribute("aria-activedescendant", active.id);
    for (const other of this.panels) {
      for (const item of other.list.querySelectorAll(".hot, .chosen")) {
        item.classList.remove("hot", "chosen");
        item.removeAttribute("aria-selected");
      }
      let first = null;
      for (const own of linked[other.index]) {
        const item = other.items.get(own);
        item?.classList.add(other === panel ? "chosen" : "hot");
        item?.setAttribute("aria-selected", "true");
        if (item && (first === null || own < Number(first.dataset.line)))
          first = item;
      }
      if (first)
        scrollWithin(other.list, first, other !== panel || center);
    }
  }
}

/** Scrolls a list, not the page, until an item of it is seen. */
function scrollWithin(list, item, center) {
  const box = list.getBoundingClientRect(), own = item.getBoundingClientRect();
  if (own.top < box.top || own.bottom > box.bottom)
    list.scrollTop += own.top - box.top - (center ? box.height / 3 : own.top < box.top ? 0 : box.height - own.height);
}
