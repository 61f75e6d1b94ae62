// A rest clock after each ticked set; the form works without it.
"use strict";

(() => {
  const form = document.querySelector("[data-sets]");
  const shown = document.querySelector("[data-rest-clock]");
  const live = document.getElementById("live");
  if (!form || !shown) return;
  let timer = null;
  form.addEventListener("change", (event) => {
    const rest = Number(event.target.dataset.rest);
    if (!rest || !event.target.checked) return;
    clearInterval(timer);
    const until = Date.now() + rest * 1000;
    live.textContent = `Rest ${rest} seconds.`;
    const tick = () => {
      const left = Math.ceil((until - Date.now()) / 1000);
      shown.hidden = left <= 0;
      shown.textContent = `Rest ${left} s`;
      if (left <= 0) {
        clearInterval(timer);
        live.textContent = "Rest is over.";
      }
    };
    tick();
    timer = setInterval(tick, 250);
  });
})();
