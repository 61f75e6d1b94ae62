// Sends a clip with its progress.
"use strict";

const clip = document.getElementById("clip-form");
if (clip) {
  const bar = document.getElementById("clip-bar");
  const status = document.getElementById("clip-status");
  const button = clip.querySelector("button.main");
  // The texts come from the page (web/script_words.py), in its language.
  const words = JSON.parse(document.getElementById("words-form").textContent);
  const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const fail = (message) => {
    status.textContent = message;
    bar.hidden = true;
    button.disabled = false;
  };
  clip.addEventListener("submit", (event) => {
    event.preventDefault();
    const files = [...clip.querySelector("input[type=file]").files];
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (size > 500_000_000) return fail(words.large);
    const send = new XMLHttpRequest();
    send.open("POST", clip.action);
    send.setRequestHeader("Accept", "application/json");
    send.setRequestHeader("X-CSRFToken", clip.querySelector("[name=csrfmiddlewaretoken]").value);
    send.responseType = "json";
    send.upload.addEventListener("progress", (sent) => {
      bar.max = sent.total;
      bar.value = sent.loaded;
      status.textContent = fillIn(words.sent, { percent: Math.round((100 * sent.loaded) / sent.total) });
    });
    send.addEventListener("load", () => {
      if (send.response && send.response.go) window.location.assign(send.response.go);
      else fail((send.response && send.response.message) || words.failed);
    });
    send.addEventListener("error", () => fail(words.gone));
    bar.hidden = false;
    button.disabled = true;
    send.send(new FormData(clip));
  });
}
