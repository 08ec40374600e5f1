// The page: what is typed goes to the worker, what it generates is shown.
const element = id => document.getElementById(id);
const worker = new Worker("worker.mjs", { type: "module" });

function say(text) {
  element("status").textContent = text;
}

worker.onmessage = ({ data }) => {
  if (data.error !== undefined) {
    say(data.error);
  } else if (data.ready !== undefined) {
    say(`${data.ready.model.name}, ${data.ready.target.name}`);
    element("write").disabled = false;
  } else if (data.done !== undefined) {
    say(`${data.done} tokens in ${data.seconds.toFixed(2)} s`);
    element("write").disabled = false;
  } else {
    element("story").append(data.text);
  }
};

element("form").onsubmit = event => {
  event.preventDefault();
  element("write").disabled = true;
  const prompt = element("prompt").value;
  element("story").textContent = prompt;
  say("writing");
  worker.postMessage({
    prompt,
    tokens: Number(element("tokens").value),
    temperature: Number(element("temperature").value),
    topP: 0.9,
  });
};
