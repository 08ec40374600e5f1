// Pictures of layouts, and the tensors that lie in them.

const CELL = 14, BYTES_A_LINE = 4;

/** Trits that share bits are a field: union of what bits depend on. By trit, its field; by field, its trits. */
function findFields({ rows, columns, bits }) {
  const parent = Array.from({ length: rows * columns }, (_, trit) => trit);
  const root = trit => {
    while (parent[trit] !== trit)
      trit = parent[trit] = parent[parent[trit]];
    return trit;
  };
  for (const [first, ...others] of bits)
    for (const other of others) {
      const [low, high] = [root(first), root(other)].sort((a, b) => a - b);
      parent[high] = low;
    }
  const fields = new Map();
  parent.forEach((_, trit) => {
    const own = root(trit);
    fields.set(own, [...(fields.get(own) ?? []), trit]);
  });
  return { fields: [...fields.values()], fieldOf: parent.map((_, trit) => [...fields.keys()].indexOf(root(trit))) };
}

/** A colour by the field's first column and row. */
function fieldColour({ rows, columns }, field, starts) {
  const row = Math.floor(field[0] / columns), place = starts.indexOf(field[0] % columns);
  const hue = 360 * place / starts.length + 20, light = 0.62 + 0.24 * row / Math.max(1, rows - 1);
  return `oklch(${light.toFixed(3)} 0.125 ${hue.toFixed(0)})`;
}

function makeCell(x, y, colour, field, title) {
  return makeSvg("rect", { x: x * CELL, y: y * CELL, width: CELL - 1, height: CELL - 1, rx: 2,
                           fill: colour ?? "none", "data-field": field },
    makeSvg("title", {}, title));
}

function makeGrid(label, width, height, cells, extra = []) {
  return makeSvg("svg", { viewBox: `-1 -1 ${width * CELL + 1} ${height * CELL + 1}`, role: "img", "aria-label": label,
                          style: `max-width: ${Math.round(width * CELL * 1.25)}px` }, ...extra, ...cells);
}

class LayoutFigure {
  constructor(layout) {
    this.layout = layout;
    const { rows, columns, bytes, bits } = layout;
    const { fields, fieldOf } = findFields(layout);
    const starts = [...new Set(fields.map(field => field[0] % columns))].sort((a, b) => a - b);
    const colours = fields.map(field => fieldColour(layout, field, starts));
    this.fields = fields;
    this.bitsOf = fields.map(() => []);
    bits.forEach((trits, bit) => trits.length && this.bitsOf[fieldOf[trits[0]]].push(bit));
    const place = trit => `row ${Math.floor(trit / columns)}, column ${trit % columns}`;
    const matrix = makeGrid(`${rows} rows and ${columns} columns of a weight`, columns, rows,
      fieldOf.map((field, trit) => makeCell(trit % columns, Math.floor(trit / columns), colours[field], field, place(trit))));
    const width = 8 * Math.min(bytes, BYTES_A_LINE);
    const memory = makeGrid(`${bytes} bytes`, width, Math.ceil(8 * bytes / width), bits.map((trits, bit) => {
      const field = trits.length ? fieldOf[trits[0]] : -1;
      return makeCell(bit % width, Math.floor(bit / width), colours[field], field,
        `byte ${bit >> 3}, bit ${bit & 7}: ` + (trits.map(place).join("; ") || "nothing"));
    }), Array.from({ length: width / 8 - 1 }, (_, byte) => makeSvg("line", {
      x1: (byte + 1) * 8 * CELL - 0.5, x2: (byte + 1) * 8 * CELL - 0.5, y1: -1, y2: Math.ceil(8 * bytes / width) * CELL,
      class: "byte" })));
    this.readout = make("output", { class: "readout" });
    const id = `field-${layout.name.replace(/\W+/g, "-")}`;
    this.slider = make("input", { type: "range", id, min: 0, max: fields.length - 1, value: 0 });
    const bitsPerTrit = 8 * bytes / (rows * columns);
    this.element = make("figure", { class: "layout" },
      make("figcaption", {}, make("h3", {}, make("code", {}, layout.name)),
        make("p", {}, `${shown(bitsPerTrit)} bits a trit: a block of ${rows} rows and ${columns} columns takes ${bytes} bytes. ` +
          (fields[0].length === 1 ? "Each trit has bits of its own." : `${fields[0].length} trits share their bits.`))),
      make("div", { class: "pair" },
        make("div", {}, make("h4", {}, "in the weight"), matrix),
        make("div", {}, make("h4", {}, `in memory, ${BYTES_A_LINE} bytes a line, the lowest bit first`), memory)),
      make("p", { class: "pick" }, make("label", { for: id }, "Field"), this.slider, this.readout));
    this.slider.addEventListener("input", () => this.show(Number(this.slider.value)));
    for (const svg of [matrix, memory])
      for (const kind of ["pointerover", "click"])
        svg.addEventListener(kind, event => {
          const field = Number(event.target.closest("[data-field]")?.dataset.field ?? -1);
          if (field >= 0) {
            this.slider.value = field;
            this.show(field);
          }
        });
    this.show(0);
  }

  show(field) {
    for (const cell of this.element.querySelectorAll(".picked"))
      cell.classList.remove("picked");
    for (const cell of this.element.querySelectorAll(`[data-field="${field}"]`))
      cell.classList.add("picked");
    const { columns } = this.layout, trits = this.fields[field], bits = this.bitsOf[field];
    const rows = [...new Set(trits.map(trit => Math.floor(trit / columns)))];
    this.readout.textContent = `row ${rows.join(", ")}, column ${trits.map(trit => trit % columns).join(", ")} → ` +
      bitRanges(bits);
    this.slider.setAttribute("aria-valuetext", this.readout.textContent);
  }
}

/** `byte 0, bits 3–7 and byte 1, bits 0–2`. */
function bitRanges(bits) {
  const byByte = new Map();
  for (const bit of bits)
    byByte.set(bit >> 3, [...(byByte.get(bit >> 3) ?? []), bit & 7]);
  return [...byByte].map(([byte, own]) => {
    const whole = own.at(-1) - own[0] + 1 === own.length;
    return `byte ${byte}, bit${own.length > 1 ? "s" : ""} ` +
      (own.length > 1 && whole ? `${own[0]}–${own.at(-1)}` : own.join(", "));
  }).join(" and ");
}

/** Tensors of all layers as one. */
function groupTensors(weights) {
  const groups = new Map();
  for (const tensor of weights) {
    const name = tensor.name.replace(/(^|\.)\d+(?=\.)/g, "$1*");
    const parts = name.split("+").map(shortName);
    const key = JSON.stringify([name, tensor.type, tensor.layout]);
    const group = groups.get(key) ?? { name: parts.join(" + "), full: name, type: tensor.type, layout: tensor.layout, count: 0, bytes: 0 };
    ++group.count;
    group.bytes += tensor.bytes;
    groups.set(key, group);
  }
  return [...groups.values()];
}

function showWeights(report) {
  const figures = report.layouts.map(layout => new LayoutFigure(layout).element);
  byId("layouts").append(...(figures.length ? figures : [make("p", {}, "No weight is packed.")]));
  byId("tensors").append(makeTable("Tensors", [
    { name: "Tensor" }, { name: "Count", number: true }, { name: "Type" }, { name: "Layout" },
    { name: "Bytes", number: true, title: "of all of them" },
  ], groupTensors(report.weights).map(group => ({ cells: [
    make("code", { title: group.full }, group.name), `×\u202f${group.count}`, make("code", {}, group.type),
    group.layout ? make("code", {}, group.layout) : null, scaled(group.bytes, "B")] })), "tensors"));
}
