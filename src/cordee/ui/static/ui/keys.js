/* Keyboard shortcuts, declared on the element they press: data-key="Alt+N" (data-key-label="Nouvelle demande").
   A field takes the focus, a button or a link is clicked. « ? » shows the list. One-key shortcuts sleep while typing
   and can be switched off, as WCAG 2.1.4 asks. */
(() => {
  "use strict";

  const OFF = "cordee-one-key-off";
  const oneKeyOff = () => localStorage.getItem(OFF) === "1";
  const typing = (target) => target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

  const spoken = (event) => {
    // Option on a Mac types a symbol: then the key's place says the letter.
    const letter = event.altKey && !/^[\w?/]$/.test(event.key) ? event.code.replace(/^(Key|Digit)/, "") : event.key;
    return [
      event.ctrlKey && "Ctrl",
      event.altKey && "Alt",
      event.shiftKey && letter.length > 1 && "Shift",
      letter.length === 1 ? letter.toUpperCase() : letter,
    ].filter(Boolean).join("+");
  };

  const holders = () => [...document.querySelectorAll("[data-key]")].filter((node) => node.offsetParent !== null);
  const press = (node) => {
    if (node.matches("input, select, textarea")) {
      node.focus();
      if (node.select) node.select();
    } else if (node.matches("a[href], button, summary")) {
      node.click();
    } else {
      node.tabIndex = -1;
      node.focus();
    }
  };

  const label = (node) =>
    node.dataset.keyLabel || node.getAttribute("aria-label") || (node.labels && node.labels[0] && node.labels[0].textContent)
    || node.textContent;

  let help = null;
  let from = null;
  const closeHelp = () => {
    help.remove();
    help = null;
    if (from) from.focus();
  };
  const openHelp = () => {
    from = document.activeElement;
    help = document.createElement("section");
    help.className = "keys-help";
    help.tabIndex = -1;
    help.setAttribute("aria-label", "Raccourcis clavier");
    const title = document.createElement("h2");
    title.textContent = "Raccourcis clavier";
    const list = document.createElement("dl");
    const line = (keys, words) => {
      const row = document.createElement("div");
      const term = document.createElement("dt");
      const meaning = document.createElement("dd");
      term.textContent = words.trim().replace(/\s+/g, " ");
      const kbd = document.createElement("kbd");
      kbd.textContent = keys;
      meaning.append(kbd);
      row.append(term, meaning);
      list.append(row);
    };
    holders().forEach((node) => line(node.dataset.key, label(node)));
    line("?", "Cette liste");
    line("Échap", "Fermer");
    const choice = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = oneKeyOff();
    box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "1" : "0"));
    choice.append(box, " Désactiver les raccourcis d’une seule touche");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button quiet small";
    close.textContent = "Fermer";
    close.addEventListener("click", closeHelp);
    const end = document.createElement("p");
    end.append(close);
    help.append(title, list, choice, end);
    document.body.append(help);
    help.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.metaKey) return;
    const keys = spoken(event);
    const plain = keys.length === 1;
    if (plain && (typing(event.target) || oneKeyOff())) return;
    if (keys === "?" && !typing(event.target)) {
      event.preventDefault();
      help ? closeHelp() : openHelp();
      return;
    }
    if (keys === "Escape" && help) {
      closeHelp();
      return;
    }
    const node = holders().find((one) => one.dataset.key.toUpperCase() === keys.toUpperCase());
    if (!node) return;
    event.preventDefault();
    press(node);
  });

  const announce = (root) => root.querySelectorAll("[data-key]").forEach((node) => {
    node.setAttribute("aria-keyshortcuts", node.dataset.key.replace("Ctrl", "Control"));
  });
  announce(document);
  document.addEventListener("htmx:load", (event) => announce(event.target));
  document.querySelectorAll("[data-keys-help]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", openHelp);
  });
})();
