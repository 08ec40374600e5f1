// Shows the report, and opens what an address names.

/** Goes to what the address names, and opens it. */
function openTarget() {
  const target = location.hash && byId(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement)
    target.open = true;
  if (target)
    target.scrollIntoView();
}

try {
  const report = new Report(await readReport());
  showHead(report);
  showSteps(report);
  showOperations(report);
  showStages(report);
  showWeights(report);
  showAbout(report);
  for (const section of document.querySelectorAll("main > section"))
    section.hidden = false;
  byId("status").remove();
  addEventListener("hashchange", openTarget);
  openTarget();
  document.documentElement.dataset.state = "ready";
} catch (error) {
  byId("status").textContent = `The report cannot be shown: ${error.message}`;
  document.documentElement.dataset.state = "failed";
  throw error;
}
