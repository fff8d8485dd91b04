/* Outcomes of calls, kept in this telephone while there is no network: <form data-keep-calls="account">. Each is sent with
   how long ago it was typed, so that a telephone with a wrong clock tells the right hour, and forgotten once the house has it.
   No name and no number is kept. Without this file the form is sent as any other. */
(() => {
  "use strict";

  const AGAIN = 15000;
  const box = document.querySelector("[data-kept-calls]");
  if (!box || !window.fetch) return;
  const place = `cordee-calls-${box.dataset.keptCalls}`;
  const token = () => (document.querySelector("input[name=csrfmiddlewaretoken]") || {}).value || "";

  const read = () => {
    try { return JSON.parse(localStorage.getItem(place)) || []; } catch { return []; }
  };
  const write = (kept) => {
    if (kept.length) localStorage.setItem(place, JSON.stringify(kept));
    else localStorage.removeItem(place);
  };
  const say = (words, tone) => {
    box.replaceChildren();
    if (!words) return;
    const line = document.createElement("p");
    line.className = `alert ${tone}`;
    line.textContent = words;
    box.append(line);
  };
  const count = (kept) => (kept.length > 1 ? `${kept.length} résultats sont gardés` : "Un résultat est gardé");

  const send = (one) => {
    const body = new URLSearchParams(one.fields);
    body.set("csrfmiddlewaretoken", token());
    body.set("ago", String(Math.max(0, Math.round((Date.now() - one.at) / 1000))));
    return fetch(one.url, {
      method: "POST", body, credentials: "same-origin", headers: { "X-Requested-With": "kept-calls", Accept: "application/json" },
    });
  };

  let sending = false;
  async function sendAll() {
    if (sending || !read().length) return;
    sending = true;
    let sent = 0;
    let told = "";
    for (const one of read()) {
      let answer;
      try { answer = await send(one); } catch { told = "Pas de réseau."; break; }
      if (answer.redirected || answer.status === 403) { told = "Votre session est finie : connectez-vous, l’envoi reprendra."; break; }
      const said = await answer.json().catch(() => ({}));
      if (said.recorded) {
        write(read().filter((other) => other.key !== one.key));
        sent += 1;
      } else {
        told = (said.told || []).join(" ") || "La mairie n’a pas pu le lire.";
        // Still on the page: it is put right there.
        const form = [...document.querySelectorAll("form[data-keep-calls]")].find((other) => other.elements.key.value === one.key);
        if (form) {
          form.hidden = false;
          write(read().filter((other) => other.key !== one.key));
          say(told, "danger");
          sending = false;
          return;
        }
      }
    }
    sending = false;
    const left = read();
    if (left.length) say(`${count(left)} dans ce téléphone. ${told} Nouvel essai dans quelques secondes.`, "warn");
    else if (sent) say(sent > 1 ? `${sent} résultats gardés ont été envoyés.` : "Le résultat gardé a été envoyé.", "ok");
  }

  document.querySelectorAll("form[data-keep-calls]").forEach((form) => {
    // Sent back with mistakes: what was typed is on the page again, under the same key.
    write(read().filter((one) => one.key !== form.elements.key.value));
    form.addEventListener("submit", (event) => {
      if (form.dataset.asIs) return;
      const fields = [...new FormData(form, event.submitter)].filter(([name]) => name !== "csrfmiddlewaretoken");
      const button = event.submitter;
      if (button && button.name && !fields.some(([name]) => name === button.name)) fields.push([button.name, button.value]);
      event.preventDefault();
      const at = Date.now();
      const key = form.elements.key.value;
      // Kept before it leaves: should the network fall on the way, the next page sends it again, and the house knows its key.
      write([...read().filter((one) => one.key !== key), { key, at, url: form.action, fields }]);
      const keep = () => {
        form.hidden = true;
        say(`${count(read())} dans ce téléphone, avec l’heure. L’envoi se fera dès que le réseau revient ; la personne suivante aussi.`, "warn");
      };
      // One small question first: with the house at the other end, the form goes as any other, and errors come beside fields.
      fetch(form.dataset.keepCallsProbe, { method: "HEAD", cache: "no-store", credentials: "same-origin" })
        .then(() => {
          form.dataset.asIs = "1";
          delete form.dataset.sent;
          form.requestSubmit(button && button.name ? button : undefined);
        })
        .catch(keep);
    });
  });

  addEventListener("online", sendAll);
  setInterval(sendAll, AGAIN);
  sendAll();
})();
