// A rest clock after each ticked set, and a question where nothing is ticked; the form works without it.
"use strict";

(() => {
  const form = document.querySelector("[data-sets]");
  const shown = document.querySelector("[data-rest-clock]");
  const live = document.getElementById("live");
  if (!form || !shown) return;
  // The texts come from the page (web/script_words.py), in its language.
  const words = JSON.parse(document.getElementById("words-sets").textContent);
  const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const asked = form.querySelector("[data-none]");
  // Before the player and the outbox hear of it, so that nothing of the session is given away.
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    const isAll = form.querySelector("input[name=all]").checked || (button && button.name === "all");
    if (isAll || form.querySelector("[name^=set-]:checked, input[type=hidden][name^=set-]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (button && button.name === "pain_during") form.elements.pain_kept.value = button.value;
    asked.hidden = false;
    asked.querySelector("button").focus();
  }, true);
  let timer = null;
  form.addEventListener("change", (event) => {
    const rest = Number(event.target.dataset.rest);
    if (!rest || !event.target.checked) return;
    clearInterval(timer);
    const until = Date.now() + rest * 1000;
    live.textContent = fillIn(words.rest_said, { count: rest });
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      shown.hidden = left <= 0;
      shown.textContent = fillIn(words.rest, { count: left });
      if (left <= 0) {
        clearInterval(timer);
        live.textContent = words.over;
      }
    };
    tick();
    timer = setInterval(tick, 250);
  });
})();
