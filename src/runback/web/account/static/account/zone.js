// Proposes the time zone of this device: first in the question, and on Today where the clock here is another one.
"use strict";

(() => {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const now = new Date();
  const clockOf = (zone) => now.toLocaleString("sv", { timeZone: zone });
  const write = (one, place, home) => { one.textContent = one.dataset.place.replace("{place}", place).replace("{home}", home); };

  const find = (select) => [...select.options].find((one) => one.value === here || (one.dataset.aliases || "").split(" ").includes(here));
  for (const select of document.querySelectorAll("select[name=zone]")) {
    const option = find(select);
    if (option && !select.value) select.value = option.value;
  }

  const question = document.getElementById("zone-question");
  const select = question && question.querySelector("select");
  const option = select && find(select);
  if (option && option.value !== "UTC" && !question.querySelector(".error")) {
    const proposed = question.querySelector("[data-proposed]");
    const button = proposed.querySelector("button");
    const others = question.querySelector("details");
    write(button, option.text, "");
    button.value = option.value;
    button.disabled = false;
    proposed.hidden = false;
    others.open = false;
    // a form sends both: the list would have the last word
    const follow = () => { select.disabled = !others.open; };
    others.addEventListener("toggle", follow);
    follow();
  }

  const away = document.getElementById("zone-away");
  const key = "zone-kept";
  const read = () => { try { return localStorage.getItem(key); } catch { return null; } };
  const pair = away && `${away.dataset.zone} ${here}`;
  if (!away || !here || clockOf(here) === clockOf(away.dataset.zone) || read() === pair) return;
  const place = here.split("/").slice(1).reverse().join(", ").replaceAll("_", " ") || here;
  for (const words of away.querySelectorAll("[data-place]")) write(words, place, away.dataset.home);
  away.querySelector("button[name=zone]").value = here;
  away.querySelector("[data-keep]").onclick = () => {
    try { localStorage.setItem(key, pair); } catch { /* asked again next time */ }
    away.hidden = true;
  };
  away.hidden = false;
})();
