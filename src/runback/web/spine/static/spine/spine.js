// Moves the drawn runner along the stride. Nothing moves by itself: it plays when asked to.
"use strict";

(() => {
  const SLOW_MS = 4000; // a stride in slow motion
  let stride = null;
  let frame = null;
  let timer = 0;

  const box = () => document.getElementById("spine-answer");
  const at = (name, which) => [stride.points[name][0][which], stride.points[name][1][which]];

  function place(point, view, centre) {
    const [scale, x, y] = view;
    return [x + scale * (point[0] - centre[0]), y - scale * (point[1] - centre[1])];
  }

  function drawPicture(svg) {
    const view = svg.dataset.view.split(" ").map(Number);
    const centre = svg.dataset.centre ? at(svg.dataset.centre, frame) : [0, 0];
    const put = (name) => place(at(name, frame), view, centre);
    for (const line of svg.querySelectorAll("[data-through]")) {
      const points = line.dataset.through.split("|").map((name) => put(name).map((one) => one.toFixed(1)).join(","));
      line.setAttribute("points", points.join(" "));
    }
    for (const dot of svg.querySelectorAll("[data-at]")) {
      const [x, y] = put(dot.dataset.at);
      dot.setAttribute("cx", x);
      dot.setAttribute("cy", y);
    }
    for (const lead of svg.querySelectorAll("[data-from]")) {
      const [x, y] = put(lead.dataset.from);
      lead.setAttribute("x1", x);
      lead.setAttribute("y1", y);
    }
  }

  function shade() {
    for (const dot of box().querySelectorAll("[data-level]")) {
      const load = Math.max(stride.after[dot.dataset.level][frame], 0);
      dot.setAttribute("stroke-opacity", (0.12 + (0.88 * load) / stride.highest).toFixed(2));
    }
    for (const word of box().querySelectorAll("[data-load]")) {
      word.textContent = stride.after[word.dataset.load][frame].toFixed(1);
    }
    for (const word of box().querySelectorAll("[data-load-band]")) {
      const name = word.dataset.loadBand;
      word.textContent = `${stride.after_low[name][frame].toFixed(1)} to ${stride.after_high[name][frame].toFixed(1)}`;
    }
    for (const word of box().querySelectorAll("[data-effort-band]")) {
      const name = word.dataset.effortBand;
      const [low, high] = [stride.effort_low, stride.effort_high].map((one) => Math.round(100 * one[name][frame]));
      word.textContent = `${low} to ${high}`;
    }
    for (const line of box().querySelectorAll("[data-effort]")) {
      const effort = Math.min(stride.effort[line.dataset.effort][frame], 1);
      line.setAttribute("stroke-width", (2 + ("thin" in line.dataset ? 6 : 14) * effort).toFixed(1));
      line.setAttribute("stroke-opacity", (0.3 + 0.7 * effort).toFixed(2));
    }
    for (const bar of box().querySelectorAll("[data-effort-bar]")) {
      const percent = Math.round(100 * stride.effort[bar.dataset.effortBar][frame]);
      bar.setAttribute("width", Math.min(percent, 100));
      box().querySelector(`[data-effort-number="${bar.dataset.effortBar}"]`).textContent = `${percent} %`;
    }
  }

  function draw() {
    for (const svg of box().querySelectorAll("svg.spine")) drawPicture(svg);
    shade();
    const range = document.getElementById("spine-frame");
    range.value = frame;
    const words = `${Math.round((100 * frame) / (stride.time_s.length - 1))} %`;
    range.setAttribute("aria-valuetext", `${words} of the stride`);
    box().querySelector("[data-moment]").textContent = words;
  }

  function stop() {
    cancelAnimationFrame(timer);
    timer = 0;
    const button = box().querySelector("[data-play]");
    if (button) {
      button.setAttribute("aria-pressed", "false");
      button.textContent = "Play";
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
    button.textContent = "Stop";
  }

  function begin() {
    const data = document.getElementById("spine-stride");
    const wasPlaying = timer !== 0;
    stop();
    if (!data) return;
    stride = JSON.parse(data.textContent);
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
  });
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
