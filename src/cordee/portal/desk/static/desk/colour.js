/* Settings: the colour being typed is seen at once. Without this file the page shows it after saving. */
(() => {
  "use strict";
  document.querySelectorAll("input[data-colour]").forEach((input) => {
    const shown = document.getElementById(input.dataset.colour);
    const picker = document.createElement("input");
    picker.type = "color";
    picker.className = "colour-pick";
    picker.setAttribute("aria-label", "Choisir la couleur dans une palette");
    const follow = () => {
      const typed = input.value.trim().toLowerCase();
      if (!/^#[0-9a-f]{6}$/.test(typed)) return;
      picker.value = typed;
      if (shown) shown.style.setProperty("--town", typed);
    };
    picker.addEventListener("input", () => { input.value = picker.value; follow(); });
    input.addEventListener("input", follow);
    input.after(picker);
    follow();
  });
})();
