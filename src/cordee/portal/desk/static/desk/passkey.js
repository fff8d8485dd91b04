/* Passkeys: the browser answers for the person. Without this file the forms stay hidden and the other ways remain. */
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const read = (options) => {
    const asked = options.publicKey;
    asked.challenge = bytes(asked.challenge);
    if (asked.user) asked.user.id = bytes(asked.user.id);
    (asked.excludeCredentials || asked.allowCredentials || []).forEach((one) => { one.id = bytes(one.id); });
    return { publicKey: asked };
  };

  const written = (credential) => {
    const { response } = credential;
    const told = { clientDataJSON: text(response.clientDataJSON) };
    ["attestationObject", "authenticatorData", "signature", "userHandle"].forEach((name) => {
      if (response[name]) told[name] = text(response[name]);
    });
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response: told, clientExtensionResults: {},
    });
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const said = form.querySelector("[data-said]");
    form.hidden = false;
    form.parentElement.querySelectorAll("[data-without-passkey]").forEach((line) => { line.hidden = true; });
    form.addEventListener("submit", async (event) => {
      if (form.elements.answer.value) return;
      event.preventDefault();
      said.textContent = "";
      try {
        const answer = await fetch(form.dataset.options, {
          method: "POST", headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
        });
        const options = await answer.json();
        if (options.go) { window.location.assign(options.go); return; }
        form.elements.answer.value = written(await navigator.credentials[form.dataset.passkey](read(options)));
        form.submit();
      } catch (error) {
        said.textContent = error.name === "InvalidStateError"
          ? "Cet appareil est déjà enregistré."
          : "La clé n’a pas été montrée. Recommencez, ou entrez d’une autre façon.";
      }
    });
  });
})();
