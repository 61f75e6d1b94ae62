"use strict";
/* The browser's part of a passkey: it makes or uses one and puts the answer into the form. */
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form) return;
  const button = form.querySelector("button");
  const word = form.querySelector("[data-passkey-word]");

  async function readOptions() {
    const here = document.getElementById("passkey-options");
    if (here) return JSON.parse(here.textContent);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return answer.json();
  }

  async function ask() {
    const options = await readOptions();
    return form.dataset.passkey === "create" ? webauthnJSON.create(options.creation_options) : webauthnJSON.get(options.request_options);
  }

  if (!window.PublicKeyCredential) {
    button.disabled = true;
    word.textContent = "This browser has no passkeys.";
    return;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    word.textContent = "";
    button.disabled = true;
    try {
      form.elements.credential.value = JSON.stringify(await ask());
      form.submit();
    } catch {
      word.textContent = form.dataset.passkey === "create" ? "No passkey was made. Try again when you are ready." : "No passkey was used. Try again, or take another way.";
      button.disabled = false;
    }
  });
})();
