// The sum of ui/proof.py, away from the page so that typing stays smooth: try counters until the key begins as asked.
"use strict";
const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

onmessage = async ({ data: { parameters, most } }) => {
  const nonce = bytes(parameters.nonce);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(parameters.salt), iterations: parameters.cost };
  const password = new Uint8Array(nonce.length + 4);
  password.set(nonce);
  const counterPlace = new DataView(password.buffer);
  for (let counter = 0; counter <= most; counter += 1) {
    counterPlace.setUint32(nonce.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hex(await crypto.subtle.deriveBits(how, key, parameters.keyLength * 8));
    if (derivedKey.startsWith(parameters.keyPrefix)) {
      postMessage({ solution: { counter, derivedKey } });
      return;
    }
    if (counter % 20 === 0) postMessage({ done: counter });
  }
  postMessage({ failed: true });
};
