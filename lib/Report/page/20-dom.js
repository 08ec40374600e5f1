// Building elements and texts of numbers. Names go in as text, never as HTML.

/** An element: make("a", { href: "#x" }, "text", child, …). */
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : value);
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

function makeSvg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes))
    element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const byId = id => document.getElementById(id);

/** Three digits. */
function shown(value) {
  if (value === 0)
    return "0";
  const digits = Math.min(3, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** With the unit's prefix: scaled(1.5e6, "B") is 1.50 MB. */
function scaled(value, unit) {
  const prefixes = ["", "k", "M", "G", "T"];
  let power = 0;
  while (Math.abs(value) >= 1000 && power + 1 < prefixes.length) {
    value /= 1000;
    ++power;
  }
  return `${power || !Number.isInteger(value) ? shown(value) : value}\u202f${prefixes[power]}${unit}`;
}

const percent = value => `${(100 * value).toFixed(1)}\u202f%`;
const micros = seconds => `${shown(1e6 * seconds)}\u202fµs`;
const count = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

/** A name without what all names have in common. */
function shortName(pattern) {
  return pattern.replace(/^model\.(layers\.\*\.)?/, "").replace(/\.weight$/, "");
}

function makeButton(text, onClick) {
  const button = make("button", { type: "button" }, text);
  button.addEventListener("click", onClick);
  return button;
}

/** A table that scrolls within itself where the screen is narrow. */
function makeTable(label, heads, rows, className = "") {
  const cell = (tag, text, attributes) => make(tag, attributes, ...asList(text));
  return make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": label },
    make("table", { class: className },
      make("thead", {}, make("tr", {}, ...heads.map(({ name, title, number }) =>
        cell("th", name, { scope: "col", title, class: number && "number" })))),
      make("tbody", {}, ...rows.map(row => make("tr", row.attributes ?? {},
        ...row.cells.map((text, index) => index === 0
          ? cell("th", text, { scope: "row" })
          : cell("td", text ?? "–", { class: heads[index].number && "number" })))))));
}
