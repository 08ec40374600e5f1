// The head of the page, whole stages, and what is said of the figures.

const STAGE_NOTES = {
  import: "the checkpoint's graph",
  fuse: "fewer passes over activations",
  pack: "each weight gets its layout",
  schedule: "loops, tiles, one arena; a function for each stage of a step",
  lower: "the target's instructions",
  llvm: "LLVM IR, optimised",
  asm: "assembly",
};

function showHead(report) {
  const { model, target, entries } = report;
  byId("model").textContent = model.name;
  byId("summary").textContent = `${model.architecture} · ${count(model.layers, "layer")} · ${model.hidden_size} features · ` +
    `${count(model.heads, "head")} · vocabulary of ${model.vocab_size.toLocaleString("en")} · for ${target.name}`;
  const decode = entries.decode, prefill = entries.prefill;
  const sum = (entry, key) => entry.rows.reduce((total, row) => total + row[key], 0);
  const figures = [
    ["Ternary weights", scaled(model.ternary_weights, "")],
    ["Read for a token", scaled(sum(decode, "bytes"), "B")],
    ["Multiplied for a token", scaled(sum(decode, "macs"), "MAC")],
    ["Activations", scaled(report.arena_bytes, "B")],
    [`Caches, ${report.kv_type}`, scaled(report.kv_bytes, "B")],
  ];
  if (report.run)
    figures.push(["Decode", `${shown(decode.tok_per_s)} tokens/s`], ["Prefill", `${shown(prefill.tok_per_s)} tokens/s`]);
  byId("figures").append(...figures.map(([name, value]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, value))));
  byId("producer").textContent = report.producer;
}

function showStages(report) {
  byId("stage-list").append(...report.stages.map(stage => {
    const functions = Object.keys(stage.functions).length;
    const details = make("details", { class: "stage", id: `stage-${stage.name}` },
      make("summary", {}, make("strong", {}, stage.name), make("span", { class: "facts" },
        [STAGE_NOTES[stage.name], count(stage.length, "line"), count(functions, "function")].filter(Boolean).join(" · "))));
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount === 1)
        details.append(make("pre", { tabindex: "0", "aria-label": `The stage ${stage.name}` }, stage.lines.slice(1).join("\n")));
    });
    return details;
  }));
}

/** What is linked, and how. */
function linkText(report) {
  const coded = ["llvm", "asm"].filter(name => name in report.stageOf).map(name => report.stages[report.stageOf[name]]);
  if (!coded.length)
    return "The code of this target is not listed; operations are followed to the last stage of IR.";
  const loose = coded.map(stage => {
    const names = Object.keys(stage.functions), own = names.filter(name => !stage.isLinked(name));
    return own.length ? `in ${stage.name} ${own.length > 6 ? `${own.length} of ${names.length}` : own.join(", ")}` : "";
  }).filter(Boolean);
  return "Every operation carries the lines that it was made of from stage to stage, and instructions carry them through LLVM. " +
    "For that the code is compiled a second time with line numbers, and a function of LLVM IR, or a block of assembly, is linked line by line only if that changed none of its instructions. " +
    (loose.length ? `Linked by function alone: ${loose.join("; ")}.` : "No function is without. ") +
    "What LLVM merges or moves keeps one of its lines or none.";
}

function showAbout(report) {
  const { prediction, run } = report;
  const said = prediction.problem === null
    ? [`llvm-mca simulates each innermost loop of the assembly a hundred times on its model of ${prediction.cpu}, as if all data were in ` +
       "the first-level cache and every branch were foreseen. ",
       "The cycles of an operation are those of its loops, times their constant bounds, times all tiles: what one worker would take alone, without what stands between the loops. ",
       "Where a bound is not a constant, as in attention, nothing is predicted. ",
       "Memory that is slower than the model's cache is not in it: compare with the floor of reading."].join("")
    : `There are none: ${prediction.problem}.`;
  const measured = run
    ? `Times are those of tern bench on ${run.device ?? count(run.threads ?? 1, "thread")}: a worker's, without waiting. ` +
      "The floor is the least time in which the machine, as bench measured it, could read what an operation reads or multiply what it multiplies. "
    : "Nothing was measured: ternc --report-run=FILE takes the output of tern bench --json.";
  const items = [["Links", linkText(report)], ["Predicted cycles", said], ["Measured time", measured],
    ["Bytes and multiply-accumulates", "What must be read and multiplied for a token, counted as tern bench counts: whole weights, rows of tables, keys and values up to the token; N·K of each product."]];
  byId("about-text").append(make("dl", {}, ...items.flatMap(([name, text]) => [make("dt", {}, name), make("dd", {}, text)])));
}
