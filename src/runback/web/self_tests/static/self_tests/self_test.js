// The clock of a self-test: counts a hold up, or the time for repetitions down; results can always be typed instead.
"use strict";

(() => {
  const form = document.querySelector("[data-test]");
  if (!form) return;
  // The texts come from the page (web/script_words.py), in its language.
  const words = JSON.parse(document.getElementById("words-self-test").textContent);
  const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const unit = form.dataset.test;
  const most = Number(form.dataset.most);
  const ready = 5;
  const live = document.getElementById("live");
  const say = (text) => { live.textContent = text; };
  let stopOther = null;

  for (const side of form.querySelectorAll("[data-side]")) {
    const run = side.querySelector("[data-run]");
    if (!run) continue;
    const count = side.querySelector("[data-count]");
    const shown = side.querySelector("[data-clock]");
    const input = side.querySelector("input");
    const first = run.textContent;
    let timer = null;
    let began = 0;
    let last = null;
    run.hidden = false;

    const stop = (isAnnounced) => {
      clearInterval(timer);
      timer = null;
      stopOther = null;
      run.textContent = first;
      if (count) count.hidden = true;
      const held = Math.max(0, Math.min(most, Math.floor((Date.now() - began) / 1000)));
      if (unit === "seconds" && input) input.value = String(held);
      if (isAnnounced) say(unit === "seconds" ? fillIn(words.stopped, { count: held }) : (unit === "repetitions" ? fillIn(words.counted, { count: input.value || 0 }) : words.time));
    };

    const tick = () => {
      const seconds = Math.floor((Date.now() - began) / 1000);
      if (seconds === last) return;
      last = seconds;
      if (seconds < 0) {
        shown.textContent = String(-seconds);
        return;
      }
      if (seconds === 0) {
        say(words.go);
        if (count) { count.hidden = false; count.focus(); input.value = "0"; }
      }
      shown.textContent = String(unit === "seconds" ? seconds : most - seconds);
      if (seconds > 0 && seconds % 10 === 0) say(unit === "seconds" ? fillIn(words.some_seconds, { count: seconds }) : fillIn(words.seconds_left, { count: most - seconds }));
      if (seconds >= most) stop(true);
    };

    run.addEventListener("click", () => {
      if (timer) { stop(true); return; }
      if (stopOther) stopOther(false);
      stopOther = stop;
      began = Date.now() + ready * 1000;
      last = null;
      shown.hidden = false;
      run.textContent = words.stop;
      say(fillIn(words.ready, { count: ready }));
      timer = setInterval(tick, 100);
      tick();
    });
    if (count) count.addEventListener("click", () => {
      input.value = String(Number(input.value || 0) + 1);
      if (Number(input.value) % 5 === 0) say(input.value);
    });
  }
})();
