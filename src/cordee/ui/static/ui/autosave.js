/* A form that saves itself: <form data-autosave="/url/"> … <p class="saved" role="status" data-autosave-status></p>.
   What was typed is sent a moment after the last key, and when the page goes away. The answer may be
   {"fields": {"draft": "…"}} to fill hidden inputs by name. Nothing is kept in the browser: desks are shared. */
(() => {
  "use strict";

  const AFTER = 1200;
  const AGAIN = 10000;

  const watch = (form) => {
    const status = document.querySelector(`[data-autosave-status="${form.id}"]`) || form.querySelector("[data-autosave-status]");
    let timer = 0;
    let dirty = false;
    let sending = false;
    let submitted = false;

    const say = (words) => { if (status) status.textContent = words; };
    const clock = () => {
      const now = new Date();
      return `${now.getHours()}\u00a0h\u00a0${String(now.getMinutes()).padStart(2, "0")}`;
    };
    const later = (delay) => {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    };

    async function save() {
      if (!dirty || submitted) return;
      if (sending) { later(AFTER); return; }
      sending = true;
      dirty = false;
      try {
        const answer = await fetch(form.dataset.autosave, {
          method: "POST",
          body: new FormData(form),
          headers: { "X-Requested-With": "autosave", Accept: "application/json" },
          credentials: "same-origin",
        });
        if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
        const kind = answer.headers.get("Content-Type") || "";
        const sent = kind.includes("json") ? await answer.json() : {};
        Object.entries(sent.fields || {}).forEach(([name, value]) => {
          if (form.elements[name]) form.elements[name].value = value;
        });
        say(`Enregistré à ${clock()}`);
        form.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail: sent }));
      } catch {
        dirty = true;
        say("Pas encore enregistré\u00a0: la connexion ne répond pas. Nouvel essai dans quelques secondes.");
        later(AGAIN);
      } finally {
        sending = false;
      }
    }

    const touched = (event) => {
      if (event.target.closest("[data-autosave-ignore]")) return;
      dirty = true;
      later(AFTER);
    };
    form.addEventListener("input", touched);
    form.addEventListener("change", touched);
    form.addEventListener("submit", () => { submitted = true; setTimeout(() => { submitted = false; }, 4000); });
    addEventListener("pagehide", () => {
      if (dirty && !submitted) navigator.sendBeacon(form.dataset.autosave, new FormData(form));
    });
    document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  };

  document.querySelectorAll("form[data-autosave]").forEach(watch);
})();
