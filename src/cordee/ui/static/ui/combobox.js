/* Search as you type (ARIA 1.2 combobox pattern). <input data-combobox data-source="/adresses/" data-least="3"
   data-fill-value="id_address">: the source answers ?q=… with JSON [{"label", "hint", "value", …}] or an HTML list of
   <li data-value="…">label</li>. Choosing fills the inputs named by data-fill-*; typing again empties them. */
(() => {
  "use strict";

  const PAUSE = 160;
  let serial = 0;

  const readAnswer = async (answer) => {
    if ((answer.headers.get("Content-Type") || "").includes("json")) return answer.json();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return [...page.querySelectorAll("li")].map((line) => ({ label: line.textContent.trim(), ...line.dataset }));
  };

  const enhance = (input) => {
    if (input.dataset.ready) return;
    input.dataset.ready = "1";
    const id = `combo-${++serial}`;
    const box = document.createElement("div");
    box.className = "combo";
    input.before(box);
    const list = document.createElement("ul");
    list.id = id;
    list.className = "combo-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Propositions");
    const status = document.createElement("span");
    status.className = "sr";
    status.setAttribute("role", "status");
    box.append(input, list, status);
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })
      .forEach(([name, value]) => input.setAttribute(name, value));

    let found = [];
    let at = -1;
    let timer = 0;
    let asked = null;

    const fills = Object.entries(input.dataset)
      .filter(([key]) => key.startsWith("fill"))
      .map(([key, target]) => [key.slice(4).toLowerCase(), document.getElementById(target)])
      .filter(([, target]) => target);

    const close = () => {
      list.hidden = true;
      at = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      at = index;
      [...list.children].forEach((line, rank) => line.setAttribute("aria-selected", String(rank === at)));
      const line = list.children[at];
      if (!line) return;
      input.setAttribute("aria-activedescendant", line.id);
      line.scrollIntoView({ block: "nearest" });
    };
    const choose = (index) => {
      const chosen = found[index];
      if (!chosen) return;
      input.value = chosen.label;
      fills.forEach(([key, target]) => {
        target.value = chosen[key] ?? "";
        target.dispatchEvent(new Event("change", { bubbles: true }));
      });
      status.textContent = `Choisi\u00a0: ${chosen.label}`;
      close();
      input.dispatchEvent(new CustomEvent("combobox:chosen", { bubbles: true, detail: chosen }));
    };
    const show = () => {
      list.replaceChildren(...found.map((one, index) => {
        const line = document.createElement("li");
        line.id = `${id}-${index}`;
        line.setAttribute("role", "option");
        line.setAttribute("aria-selected", "false");
        line.textContent = one.label;
        if (one.hint) {
          const hint = document.createElement("small");
          hint.textContent = one.hint;
          line.append(hint);
        }
        line.addEventListener("mousedown", (event) => event.preventDefault());
        line.addEventListener("click", () => choose(index));
        return line;
      }));
      const count = found.length;
      list.hidden = count === 0;
      input.setAttribute("aria-expanded", String(count > 0));
      at = -1;
      status.textContent = count === 0 ? "Aucune proposition. Vous pouvez écrire librement."
        : count === 1 ? "Une proposition. Flèche bas pour la lire." : `${count} propositions. Flèches pour les lire.`;
    };
    const ask = async () => {
      const words = input.value.trim();
      if (asked) asked.abort();
      if (words.length < Number(input.dataset.least || 3)) { close(); return; }
      asked = new AbortController();
      try {
        const url = new URL(input.dataset.source, location.href);
        url.searchParams.set("q", words);
        const answer = await fetch(url, { signal: asked.signal, credentials: "same-origin" });
        if (!answer.ok) throw new Error(String(answer.status));
        found = await readAnswer(answer);
        if (document.activeElement === input) show();
      } catch (error) {
        if (error.name !== "AbortError") close();
      }
    };

    input.addEventListener("input", () => {
      fills.forEach(([, target]) => { target.value = ""; });
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      const open = !list.hidden;
      const last = found.length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (!open) { ask(); return; }
        event.preventDefault();
        const down = event.key === "ArrowDown";
        mark(down ? (at < last ? at + 1 : 0) : (at > 0 ? at - 1 : last));
      } else if (event.key === "Enter" && open && at >= 0) {
        event.preventDefault();
        choose(at);
      } else if (event.key === "Escape" && open) {
        event.stopPropagation();
        close();
      } else if (event.key === "Tab" && open && at >= 0) {
        choose(at);
      }
    });
    input.addEventListener("blur", () => setTimeout(close, 120));
  };

  const ready = (root) => root.querySelectorAll("input[data-combobox]").forEach(enhance);
  ready(document);
  document.addEventListener("htmx:load", (event) => ready(event.target));
})();
