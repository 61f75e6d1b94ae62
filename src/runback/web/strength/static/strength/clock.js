// A routine by the clock: parts with seconds, a change between them, pause, back and skip. The page works as a list without it.
"use strict";

(() => {
  const clock = document.querySelector("[data-clock]");
  const items = [...document.querySelectorAll("[data-part]")];
  if (!clock || !items.length) return;
  const find = (name) => clock.querySelector(`[data-${name}]`);
  const live = document.getElementById("live");
  const change = Number(clock.dataset.change);
  const parts = items.map((item) => ({
    name: item.dataset.name, note: item.dataset.note, seconds: Number(item.dataset.seconds),
    sides: "sides" in item.dataset, drawing: item.querySelector("[data-drawing] svg"), item,
  }));
  // Work and change by turns; the last change lets the breath settle, so that ten stations make seven minutes.
  const steps = parts.flatMap((part, n) => [{ part, n, seconds: part.seconds, work: true }, { part: parts[n + 1], n, seconds: change, work: false }]);
  const total = steps.reduce((sum, step) => sum + step.seconds, 0);
  let at = 0;
  let left = steps[0].seconds;
  let timer = null;
  let until = 0;
  let sound = null;
  let lock = null;

  function say(text) { live.textContent = text; }

  function beep(pitch) {
    if (!find("sound").checked) return;
    sound = sound || new AudioContext();
    const tone = sound.createOscillator();
    const gain = sound.createGain();
    tone.frequency.value = pitch;
    gain.gain.value = 0.2;
    tone.connect(gain).connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.15);
  }

  function show() {
    const step = steps[at];
    const shown = step.part || step.last;
    find("name").textContent = step.work ? shown.name : (step.part ? `Change: ${shown.name} is next` : "Breathe out");
    find("note").textContent = step.part ? step.part.note : "";
    find("figure").replaceChildren(...(step.part && step.part.drawing ? [step.part.drawing.cloneNode(true)] : []));
    const next = parts[step.n + 1];
    find("next").textContent = step.work ? (next ? `Next: ${next.name}` : "This is the last one.") : "";
    for (const part of parts) part.item.toggleAttribute("data-now", part === step.part);
    tell();
  }

  function tell() {
    const done = steps.slice(0, at).reduce((sum, step) => sum + step.seconds, 0) + steps[at].seconds - left;
    find("left").textContent = String(left);
    find("progress").value = Math.round((100 * done) / total);
  }

  function announce() {
    const step = steps[at];
    if (step.work) say(`${step.part.name}, ${step.seconds} seconds. ${step.part.note}`);
    else if (step.part) say(`Change. Next: ${step.part.name}`);
    else say("Breathe out.");
  }

  function go(to) {
    at = Math.min(Math.max(to, 0), steps.length - 1);
    left = steps[at].seconds;
    until = Date.now() + left * 1000;
    show();
    if (timer) announce();
  }

  function tick() {
    const now = Math.max(0, Math.ceil((until - Date.now()) / 1000));
    if (now === left) return;
    left = now;
    const step = steps[at];
    if (step.work && step.part.sides && left === Math.floor(step.seconds / 2)) { say("Change sides."); beep(660); }
    if (left === 0 && at + 1 < steps.length) { beep(step.work ? 440 : 880); go(at + 1); return; }
    if (left === 0) { finish(); return; }
    tell();
  }

  async function start() {
    until = Date.now() + left * 1000;
    timer = setInterval(tick, 200);
    find("go").textContent = "Pause";
    clock.scrollIntoView({ block: "start" });
    announce();
    try { lock = navigator.wakeLock ? await navigator.wakeLock.request("screen") : null; } catch { lock = null; }
  }

  function pause() {
    clearInterval(timer);
    timer = null;
    find("go").textContent = "Resume";
    if (lock) { lock.release(); lock = null; }
  }

  function finish() {
    pause();
    at = 0;
    left = steps[0].seconds;
    find("go").textContent = "Start again";
    find("name").textContent = "Done";
    find("note").textContent = "";
    find("figure").replaceChildren();
    find("left").textContent = "0";
    find("next").textContent = "";
    find("progress").value = 100;
    say("Done.");
    const after = document.querySelector("[data-after] .button, [data-after] button");
    if (after) after.focus();
  }

  find("go").addEventListener("click", () => {
    if (timer) { pause(); say("Paused."); } else { show(); start(); }
  });
  find("skip").addEventListener("click", () => go(at + (steps[at].work ? 2 : 1)));
  find("back").addEventListener("click", () => go(steps[at].work ? at - 2 : at - 1));
  clock.hidden = false;
  show();
})();
