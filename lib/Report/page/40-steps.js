// Tables of what a step does, and the operations behind them.

const rowId = (name, index) => `${name}-${index}`;
const cyclesText = row => (row.predicted_cycles === null ? null : scaled(row.predicted_cycles, "cycles"));

/** A bar of a part of something. */
function makeMeter(value, label) {
  return make("span", { class: "meter" },
    make("span", { class: "bar", style: `--part: ${Math.min(1, value)}`, "aria-hidden": "true" }), make("span", {}, label));
}

/** What shares of a step are shares of: time if it was measured, else bytes. */
function sharesOf(entry) {
  const measured = entry.rows.some(row => row.share !== undefined);
  const weight = row => (measured ? row.share : row.bytes);
  const total = measured ? 1 : entry.rows.reduce((sum, row) => sum + row.bytes, 0) || 1;
  return { measured, parts: entry.rows.map(row => weight(row) / total) };
}

/** Where the time, or the bytes, of a step go. */
function makeShares(name, entry) {
  const { measured, parts } = sharesOf(entry);
  const label = measured ? "Share of the time" : "Share of the bytes that are read";
  return make("figure", { class: "shares" },
    make("figcaption", {}, label),
    make("div", { class: "stack" }, ...entry.rows.map((row, index) => parts[index] < 0.004 ? null
      : make("a", { href: `#${rowId(name, index)}`, style: `flex-grow: ${1000 * parts[index]}; --hue: ${hueOf(row.op)}`,
                    title: `${row.op} ${shortName(row.weights)}: ${percent(parts[index])}` },
          make("span", {}, parts[index] > 0.07 ? row.op : ""))),
      measured && entry.barrier_share > 0.004
        ? make("span", { class: "waiting", style: `flex-grow: ${1000 * entry.barrier_share}`,
                         title: `waiting: ${percent(entry.barrier_share)}` },
            make("span", {}, entry.barrier_share > 0.07 ? "waiting" : "")) : null));
}

/** The same operation has the same colour. */
function hueOf(op) {
  const known = { fused_matmul: 250, fused_glu: 290, matmul: 250, linear: 200, trit_linear: 225, attention: 30,
                  attention_merge: 45, kv_append: 75, rope: 100, rms_norm_quantize: 150, rms_norm: 165, embedding: 330 };
  return known[op.split("+")[0]] ?? [...op].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 360, 7);
}

function makeStepTable(report, name, entry) {
  const measured = entry.rows.some(row => row.time_s !== undefined);
  const predicted = entry.rows.some(row => row.predicted_cycles !== null);
  const columns = [
    { name: "Operation", of: (row, index) => make("a", { href: `#${rowId(name, index)}`, class: "op-link" },
      make("i", { class: "dot", style: `--hue: ${hueOf(row.op)}` }), row.op) },
    { name: "Weights", of: row => (row.weights ? make("code", { title: row.weights }, shortName(row.weights)) : null) },
    { name: "Count", number: true, title: "stages of a step", of: row => `×\u202f${row.count}` },
    { name: "Reads", number: true, title: "bytes of weights, keys and values, a token", of: row => row.bytes ? scaled(row.bytes, "B") : null },
    { name: "Multiplies", number: true, title: "multiply-accumulates, a token", of: row => row.macs ? scaled(row.macs, "MAC") : null },
  ];
  if (predicted)
    columns.push({ name: "Predicted", number: true, title: `of one worker, a token, by llvm-mca for ${report.prediction.cpu}`, of: cyclesText });
  if (measured)
    columns.push(
      { name: "Time", number: true, title: "a worker's, a token, without waiting", of: row => micros(row.time_s) },
      { name: "Of the floor", number: true, title: "the least time that the machine needs, over the time", of: row => row.fraction_of_floor === null
        ? null : makeMeter(row.fraction_of_floor, percent(row.fraction_of_floor)) });
  return makeTable(`Operations of ${name}`, columns,
    entry.rows.map((row, index) => ({ cells: columns.map(column => column.of(row, index)) })), "steps");
}

function showSteps(report) {
  byId("steps-lead").textContent =
    "An operation stands for all layers that do the same; equal layers share one function. Figures are those of a token.";
  if (report.run?.noise.length)
    byId("steps-lead").after(make("p", { class: "noisy" }, `The run was noisy: ${report.run.noise.join("; ")}.`));
  for (const [name, entry] of Object.entries(report.entries)) {
    const speed = entry.tok_per_s === undefined ? ""
      : ` · ${shown(entry.tok_per_s)} tokens/s` + (entry.fraction_of_floor === null ? "" : `, ${percent(entry.fraction_of_floor)} of the floor`);
    byId("step-tables").append(make("article", { class: "step", "aria-labelledby": `${name}-title` },
      make("h3", { id: `${name}-title` }, name, make("small", {},
        `${count(entry.tokens, "token")}${entry.position ? ` behind ${entry.position}` : ""}${speed}`)),
      makeShares(name, entry), makeStepTable(report, name, entry)));
  }
}

/** The innermost loops of a row's functions, with what is predicted of them. */
function makeLoops(report, entry, row, strip) {
  const functions = new Set(row.calls.map(index => entry.calls[index].function));
  const loops = report.loops.filter(loop => functions.has(loop.function) && loop.cycles !== undefined);
  if (!loops.length)
    return null;
  const most = 12;
  return make("details", { class: "loops" },
    make("summary", {}, `${count(loops.length, "innermost loop")}, as llvm-mca predicts them for ${report.prediction.cpu}`),
    makeTable("Innermost loops", [
      { name: "Lines of asm" }, { name: "Instructions", number: true }, { name: "Cycles a run", number: true },
      { name: "At least", number: true, title: "cycles that the instructions need were none to wait for another" },
      { name: "Instructions a cycle", number: true },
      { name: "Runs a tile", number: true, title: "of loops with constant bounds" },
    ], loops.slice(0, most).map(loop => ({ cells: [
      makeButton(`${loop.first}–${loop.last}`, () => strip.showLoop(loop)), loop.instructions, shown(loop.cycles), shown(loop.throughput_cycles),
      shown(loop.instructions / loop.cycles),
      loop.runs === null ? null : loop.unknown > 2 ? "not known" : loop.runs.toLocaleString("en")] }))),
    loops.length > most ? make("p", {}, `and ${loops.length - most} more, in report.json`) : null);
}

function makeOperation(report, name, entry, row, index) {
  const facts = [row.bytes ? `${scaled(row.bytes, "B")} read` : null, row.macs ? scaled(row.macs, "MAC") : null,
    cyclesText(row), row.time_s === undefined ? null : micros(row.time_s)].filter(Boolean);
  const details = make("details", { class: "operation", id: rowId(name, index) },
    make("summary", {}, make("i", { class: "dot", style: `--hue: ${hueOf(row.op)}` }),
      make("span", { class: "phase" }, name), make("strong", {}, row.op),
      row.weights ? make("code", {}, shortName(row.weights)) : null,
      make("span", { class: "times" }, `×\u202f${row.count}`),
      make("span", { class: "facts" }, facts.join(" · "))));
  details.addEventListener("toggle", () => {
    if (!details.open || details.childElementCount > 1)
      return;
    if (row.calls.length === 0) {
      details.append(make("p", { class: "none" }, "The last step of the prompt is one of decode; see there."));
      return;
    }
    const strip = new Strip(report, entry, row, rowId(name, index));
    const loops = makeLoops(report, entry, row, strip);
    details.append(strip.element, ...(loops ? [loops] : []));
    strip.chooseLoop();
  });
  return details;
}

function showOperations(report) {
  for (const [name, entry] of Object.entries(report.entries))
    byId("operation-list").append(...entry.rows.map((row, index) => makeOperation(report, name, entry, row, index)));
}
