// Sends a clip with its progress.
"use strict";

const clip = document.getElementById("clip-form");
if (clip) {
  const bar = document.getElementById("clip-bar");
  const status = document.getElementById("clip-status");
  const button = clip.querySelector("button.main");
  const fail = (message) => {
    status.textContent = message;
    bar.hidden = true;
    button.disabled = false;
  };
  clip.addEventListener("submit", (event) => {
    event.preventDefault();
    const files = [...clip.querySelector("input[type=file]").files];
    const size = files.reduce((sum, file) => sum + file.size, 0);
    if (size > 500_000_000) return fail("This is more than 500 MB. Trim each video to about ten seconds.");
    const send = new XMLHttpRequest();
    send.open("POST", clip.action);
    send.setRequestHeader("Accept", "application/json");
    send.setRequestHeader("X-CSRFToken", clip.querySelector("[name=csrfmiddlewaretoken]").value);
    send.responseType = "json";
    send.upload.addEventListener("progress", (sent) => {
      bar.max = sent.total;
      bar.value = sent.loaded;
      status.textContent = `Sent ${Math.round((100 * sent.loaded) / sent.total)} %`;
    });
    send.addEventListener("load", () => {
      if (send.response && send.response.go) window.location.assign(send.response.go);
      else fail((send.response && send.response.message) || "The video could not be sent. Reload the page and try again.");
    });
    send.addEventListener("error", () => fail("The video could not be sent. Is Runback still running?"));
    bar.hidden = false;
    button.disabled = true;
    send.send(new FormData(clip));
  });
}
