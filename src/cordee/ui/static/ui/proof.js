// The sum that sends robots away, done while the person types. Whatever fails, the form goes: the server takes it, slower.
(() => {
  "use strict";
  const PATIENCE = 15000; // ms, from the moment somebody sends
  const start = (box) => {
    const form = box.closest("form");
    const field = box.querySelector("input");
    const said = box.dataset;
    const words = Object.assign(document.createElement("p"), { className: "help", textContent: said.working });
    words.setAttribute("role", "status");
    const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
    bar.setAttribute("aria-label", said.progress);
    box.append(words, bar);
    let working = true;
    let waiting = null; // the button pressed before the end

    const end = (told) => {
      if (!working) return;
      working = false;
      words.textContent = told;
      bar.remove();
      if (!waiting) return;
      const { button } = waiting;
      clearTimeout(waiting.timer);
      waiting = null;
      form.requestSubmit(button);
    };
    const gaveUp = () => end(said.failed);

    const challenge = JSON.parse(said.proof);
    const most = Number(said.most);
    const worker = new Worker(said.worker);
    worker.onerror = gaveUp;
    worker.onmessage = ({ data }) => {
      if (data.failed) return gaveUp();
      if (!data.solution) { bar.value = data.done / most; return undefined; }
      field.value = btoa(JSON.stringify({ challenge, solution: data.solution }));
      worker.terminate();
      return end(said.ended);
    };
    worker.postMessage({ parameters: challenge.parameters, most });

    form.addEventListener("submit", (event) => {
      if (!working) return;
      event.preventDefault();
      if (waiting) return;
      words.textContent = said.waiting;
      waiting = { button: event.submitter, timer: setTimeout(gaveUp, PATIENCE) };
    });
  };
  if (!window.Worker || !window.crypto || !window.crypto.subtle) return;
  document.querySelectorAll("[data-proof]").forEach(start);
})();
