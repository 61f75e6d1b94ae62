// Small helps around htmx; every page works without them.
"use strict";

const pageWords = JSON.parse(document.getElementById("words-page").textContent); // web/script_words.py, in the page's language

// After a swap, move focus to what answers the tap, so that keyboard and screen reader continue there.
document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  const place = target && document.getElementById(target.id);
  const focus = place && (place.matches("[data-focus]") ? place : place.querySelector("[data-focus]"));
  if (focus) focus.focus({ preventScroll: false });
});

// A request that fails says so instead of doing nothing.
for (const name of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(name, (event) => {
    if (name === "htmx:sendError" && event.detail.elt.closest("form[data-outbox]")) return; // outbox.js keeps it
    document.getElementById("live").textContent = pageWords.failed;
  });
}

// "None of these" unticks the other answers of its question, and any other answer unticks it.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.type !== "checkbox" || !box.checked) return;
  const boxes = [...box.form.querySelectorAll(`input[type=checkbox][name="${box.name}"]`)];
  if (!boxes.some((one) => "none" in one.dataset)) return;
  for (const one of boxes) if (one !== box && "none" in one.dataset !== "none" in box.dataset) one.checked = false;
});

// A form is sent once: a second tap must not log pain twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
