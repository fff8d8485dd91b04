/* On every page: small comforts. Without this file everything still works. */
(() => {
  "use strict";

  // A form sent back with mistakes: say them first.
  const focusErrors = (root) => {
    const box = root.querySelector("[data-focus]");
    if (box) box.focus();
  };

  // On a phone, the menu and the filters leave the page to what one came to read; on a wide screen they stay in sight, and
  // a filter that is set is never hidden.
  const narrow = window.matchMedia("(max-width: 40em)");
  const fold = (root) => root.querySelectorAll("details[data-fold]").forEach((part) => {
    const filters = part.querySelector("form") && window.location.search.length > 1;
    part.open = !narrow.matches || filters || part.contains(document.activeElement);
  });
  narrow.addEventListener("change", () => fold(document));

  // A link to a group of choices puts the focus in the group, which a fragment alone does not.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-focus] a[href^='#']");
    const target = link && document.getElementById(link.hash.slice(1));
    if (!target) return;
    const control = target.matches("fieldset") ? target.querySelector("input, select, textarea") : target;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    control.focus({ preventScroll: true });
  });

  // Week tables: a day or a column ticked at once.
  const all = (boxes) => {
    const every = boxes.every((box) => box.checked);
    boxes.forEach((box) => { box.checked = !every; });
    boxes[0].dispatchEvent(new Event("change", { bubbles: true }));
  };
  const asButton = (header, boxes, what) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "week-all";
    button.append(...header.childNodes);
    const hint = document.createElement("span");
    hint.className = "sr";
    hint.textContent = ` : tout cocher ou décocher ${what}`;
    button.append(hint);
    button.addEventListener("click", () => all(boxes));
    header.append(button);
  };
  const week = (table) => {
    if (table.dataset.ready) return;
    table.dataset.ready = "1";
    const rows = [...table.tBodies[0].rows];
    rows.forEach((row) => asButton(row.cells[0], [...row.querySelectorAll("input")], "ce jour"));
    [...table.tHead.rows[0].cells].slice(1).forEach((cell, column) => {
      asButton(cell, rows.map((row) => row.querySelectorAll("input")[column]), "ce moment");
    });
  };

  // The same form sent twice by a double click is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });

  const ready = (root) => {
    root.querySelectorAll("table[data-week]").forEach(week);
    root.querySelectorAll("[data-print]").forEach((button) => {
      button.hidden = false;
      button.onclick = () => window.print();
    });
    fold(root);
    focusErrors(root);
  };
  ready(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) ready(event.target);
  });
})();
