// Draws the figures that pages carry as JSON; colours named --token come from the style sheet.
"use strict";

function paint(value, style) {
  if (typeof value === "string" && value.startsWith("--")) return style.getPropertyValue(value).trim();
  if (Array.isArray(value)) return value.map((item) => paint(item, style));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, paint(item, style)]));
  }
  return value;
}

function draw(place) {
  const figure = JSON.parse(document.getElementById(place.dataset.figure).textContent);
  const painted = paint(figure, getComputedStyle(document.documentElement));
  painted.layout.font.family = getComputedStyle(document.body).fontFamily;
  painted.layout.width = place.clientWidth;
  window.Plotly.react(place, painted.data, painted.layout, { displayModeBar: false, staticPlot: false, scrollZoom: false });
}

function drawAll() {
  for (const place of document.querySelectorAll("[data-figure]")) draw(place);
}

drawAll();
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
let last = window.innerWidth;
window.addEventListener("resize", () => {
  if (window.innerWidth !== last) drawAll();
  last = window.innerWidth;
});
