// Moves the drawn runner along the stride, and lets the picture follow a slider at once: the whole answer with its
// ranges comes when the slider rests. Nothing moves on its own: it plays when asked to.
"use strict";

(() => {
  // The texts come from the page (web/script_words.py), in its language.
  const words = JSON.parse(document.getElementById("words-spine").textContent);
  const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const number = (value) => value.toFixed(1).replace(".", words.decimal);
  const SLOW_MS = 4000; // a stride in slow motion
  let stride = null;
  let frame = null;
  let timer = 0;

  const opened = new Set(); // details that stay open when an answer is swapped in
  const preview = { isWaiting: false, isAsked: false, number: 0 };

  const box = () => document.getElementById("spine-answer");
  const page = () => document.getElementById("main");
  const at = (name, which) => [stride.points[name][0][which], stride.points[name][1][which]];

  function place(point, view, centre) {
    const [scale, x, y] = view;
    return [x + scale * (point[0] - centre[0]), y - scale * (point[1] - centre[1])];
  }

  function drawPicture(group) {
    const view = group.dataset.view.split(" ").map(Number);
    const centre = group.dataset.centre ? at(group.dataset.centre, frame) : [0, 0];
    const put = (name) => place(at(name, frame), view, centre);
    for (const line of group.querySelectorAll("[data-through]")) {
      const points = line.dataset.through.split("|").map((name) => put(name).map((one) => one.toFixed(1)).join(","));
      line.setAttribute("points", points.join(" "));
    }
    for (const dot of group.querySelectorAll("[data-at]")) {
      const [x, y] = put(dot.dataset.at);
      dot.setAttribute("cx", x);
      dot.setAttribute("cy", y);
    }
    const isBefore = group.dataset.state === "before";
    const loads = isBefore ? stride.before : stride.after;
    const efforts = isBefore ? stride.effort_before : stride.effort;
    for (const dot of group.querySelectorAll("[data-level]")) {
      const load = Math.max(loads[dot.dataset.level][frame], 0);
      dot.setAttribute("stroke-opacity", Math.min(0.12 + (0.88 * load) / stride.highest, 1).toFixed(2));
    }
    for (const line of group.querySelectorAll("[data-effort]")) {
      const effort = Math.min(efforts[line.dataset.effort][frame], 1);
      line.setAttribute("stroke-width", (2 + ("thin" in line.dataset ? 6 : 14) * effort).toFixed(1));
      line.setAttribute("stroke-opacity", (0.3 + 0.7 * effort).toFixed(2));
    }
  }

  function write() {
    for (const word of page().querySelectorAll("[data-load]")) {
      const loads = word.dataset.state === "before" ? stride.before : stride.after;
      word.textContent = number(loads[word.dataset.load][frame]);
    }
    for (const word of page().querySelectorAll("[data-load-band]")) {
      const name = word.dataset.loadBand;
      word.textContent = fillIn(words.range, { low: number(stride.after_low[name][frame]), high: number(stride.after_high[name][frame]) });
    }
    for (const word of page().querySelectorAll("[data-effort-band]")) {
      const name = word.dataset.effortBand;
      const [low, high] = [stride.effort_low, stride.effort_high].map((one) => Math.round(100 * one[name][frame]));
      word.textContent = fillIn(words.range, { low, high });
    }
    for (const bar of page().querySelectorAll("[data-effort-bar]")) {
      const percent = Math.round(100 * stride.effort[bar.dataset.effortBar][frame]);
      bar.setAttribute("width", Math.min(percent, 100));
      page().querySelector(`[data-effort-number="${bar.dataset.effortBar}"]`).textContent = `${percent} %`;
    }
  }

  function draw() {
    for (const group of box().querySelectorAll("[data-view]")) drawPicture(group);
    write();
    const range = document.getElementById("spine-frame");
    range.value = frame;
    const percent = Math.round((100 * frame) / (stride.time_s.length - 1));
    range.setAttribute("aria-valuetext", fillIn(words.moment, { percent }));
    box().querySelector("[data-moment]").textContent = `${percent} %`;
  }

  function stop() {
    cancelAnimationFrame(timer);
    timer = 0;
    const button = box().querySelector("[data-play]");
    if (button) {
      button.setAttribute("aria-pressed", "false");
      button.textContent = words.play;
    }
  }

  function play() {
    const last = stride.time_s.length - 1;
    const started = performance.now() - (frame / last) * SLOW_MS;
    const step = (now) => {
      const elapsed = Math.max(0, now - started); // a frame's own time may lie a little before the click
      frame = Math.floor(((elapsed % SLOW_MS) / SLOW_MS) * last);
      draw();
      timer = requestAnimationFrame(step);
    };
    timer = requestAnimationFrame(step);
    const button = box().querySelector("[data-play]");
    button.setAttribute("aria-pressed", "true");
    button.textContent = words.stop;
  }

  async function follow() {
    const form = document.getElementById("spine-form");
    preview.isAsked = true;
    if (preview.isWaiting || !stride) return;
    preview.isWaiting = true;
    while (preview.isAsked) {
      preview.isAsked = false;
      const number = preview.number;
      try {
        const answer = await fetch(`${form.dataset.preview}?${new URLSearchParams(new FormData(form))}`);
        const known = answer.ok ? await answer.json() : {};
        if (known.after && number === preview.number) {
          Object.assign(stride, known);
          draw();
        }
      } catch {
        break; // the whole answer will say what is wrong
      }
    }
    preview.isWaiting = false;
  }

  function begin() {
    const data = document.getElementById("spine-stride");
    const wasPlaying = timer !== 0;
    stop();
    if (!data) return;
    stride = JSON.parse(data.textContent);
    preview.number += 1;
    for (const fold of document.querySelectorAll("details[id]")) {
      if (opened.has(fold.id)) fold.open = true;
    }
    const range = document.getElementById("spine-frame");
    if (frame === null || frame > Number(range.max)) frame = Number(range.value);
    box().querySelector("[data-needs-script]").hidden = false;
    draw();
    if (wasPlaying) play();
  }

  document.addEventListener("input", (event) => {
    const range = event.target;
    if (range.id === "spine-frame") {
      stop();
      frame = Number(range.value);
      draw();
      return;
    }
    const output = range.type === "range" && document.querySelector(`output[for="${range.id}"]`);
    if (output) output.textContent = range.value.replace("-", "−") + output.dataset.unit;
    if ("weak" in range.dataset) follow();
    else if (range.form && range.form.id === "spine-form") box().setAttribute("aria-busy", "true");
  });
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.open) opened.add(event.target.id);
      else if (event.target.isConnected) opened.delete(event.target.id);
    },
    true,
  );
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-play]")) return;
    if (timer) stop();
    else play();
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.target.id === "spine-answer") box().setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id !== "spine-answer") return;
    box().setAttribute("aria-busy", "false");
    begin();
    const headline = box().querySelector("h2");
    if (headline) document.getElementById("live").textContent = headline.textContent;
  });
  for (const button of document.querySelectorAll("[data-no-script]")) button.hidden = true;
  begin();
})();
