// The player: one thing at a time by absolute time, so that a reload or a sleeping phone loses nothing.
// What it plays is a Playlist (web/player/playlist.py). Without it the page is a list and a form.
"use strict";

(() => {
  const root = document.querySelector("[data-player]");
  const source = document.getElementById("playlist");
  if (!root || !source) return;
  const playlist = JSON.parse(source.textContent);
  // The texts come from the page (web/script_words.py), in its language.
  const words = JSON.parse(document.getElementById("words-player").textContent);
  const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const inside = (name) => (document.documentElement.lang === "de" ? name : name.toLowerCase()); // German nouns keep theirs
  const after = document.querySelector("[data-after]");
  const form = after && after.closest("form");
  const live = document.getElementById("live");
  const find = (name) => root.querySelector(`[data-${name}]`);
  const key = `player:${playlist.id}`;
  const LASTS_MS = 12 * 60 * 60 * 1000;
  const LATE_MS = 3000;
  const CHANGE_S = 5;
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");

  // at: the step. goes: whether time runs; endsAt: when the step ends (null: the runner says so); left: ms while paused.
  // chosen[slot][set]: the move of each set. done["slot:set"]: what counts. since, spent: how long it went on.
  const state = {
    at: 0, goes: false, endsAt: null, left: null, since: null, spent: 0, isOver: false, savedAt: 0,
    chosen: playlist.slots.map((slot) => Array(slot.sets).fill(slot.move)), cut: {}, felt: {}, done: {},
  };
  let steps = [];
  let timer = null;
  let lock = null;
  let sound = null;
  let drawn = null;
  let beeped = null;

  // --- what is played

  function expand() {
    const found = playlist.parts.map((part) => ({ ...part }));
    playlist.slots.forEach((slot, place) => {
      for (let set = 0; set < slot.sets; set += 1) {
        found.push(...stepsOf(place, set));
        const isEnd = place === playlist.slots.length - 1 && set === slot.sets - 1;
        if (!isEnd && slot.rest_s) found.push({ name: words.rest, isRest: true, seconds: slot.rest_s, slot: place, set });
      }
    });
    return found;
  }

  function stepsOf(slot, set) {
    const id = state.chosen[slot][set];
    const move = playlist.moves[id];
    const isCut = slot in state.cut && set >= state.cut[slot];
    const count = isCut ? Math.max(1, Math.ceil((move.count * 2) / 3)) : move.count;
    const step = {
      name: move.name, note: move.note, motion: move.motion, is_work: true, slot, set, move: id, count,
      seconds: move.is_hold ? count : count * move.rep_s, repS: move.is_hold ? 0 : move.rep_s, isHold: move.is_hold,
    };
    if (!move.per_side) return [{ ...step, ends: true }];
    return [
      { ...step, name: fillIn(words.left, { name: move.name }) },
      { name: words.sides, seconds: CHANGE_S, motion: move.motion, slot, set },
      { ...step, name: fillIn(words.right, { name: move.name }), ends: true },
    ];
  }

  // --- keeping it

  function save() {
    state.savedAt = Date.now();
    try { localStorage.setItem(key, JSON.stringify(state)); } catch { /* a full or forbidden storage: it plays on */ }
  }

  function load() {
    let kept = null;
    try { kept = JSON.parse(localStorage.getItem(key)); } catch { kept = null; }
    const fits = kept && Date.now() - kept.savedAt < LASTS_MS && JSON.stringify(kept.chosen.map((one) => one.length)) === JSON.stringify(playlist.slots.map((slot) => slot.sets))
      && kept.chosen.every((sets) => sets.every((id) => id in playlist.moves));
    if (fits) Object.assign(state, kept);
    steps = expand();
    if (fits && kept.at < steps.length) return true;
    state.at = 0;
    return false;
  }

  // --- going through it

  // Enter a step at an instant from which it runs; null: it waits.
  function enter(at, from) {
    const step = steps[at];
    state.at = at;
    state.left = step.seconds === null ? null : step.seconds * 1000;
    state.goes = from !== null;
    state.endsAt = from === null || state.left === null ? null : from + state.left;
    if (from === null) rest();
  }

  function rest() {
    if (state.since !== null) state.spent += Date.now() - state.since;
    state.since = null;
  }

  function count(step) {
    if (step.ends) state.done[`${step.slot}:${step.set}`] = { move: step.move, count: step.count };
  }

  function tick() {
    const now = Date.now();
    let hasMoved = false;
    while (state.goes && state.endsAt !== null && now >= state.endsAt) {
      count(steps[state.at]);
      if (state.at + 1 >= steps.length) { finish(); return; }
      const from = state.endsAt;
      const waits = now - from > LATE_MS && steps[state.at + 1].is_work && !playlist.keeps_going;
      enter(state.at + 1, waits ? null : from);
      if (waits) say(words.back);
      hasMoved = true;
    }
    if (hasMoved) { save(); show(); signal(steps[state.at].is_work ? 880 : 440); announce(); if (!state.goes) stop(); }
    paint();
  }

  function run() {
    clearInterval(timer);
    timer = setInterval(tick, 200);
    keepAwake();
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    if (lock) { lock.release(); lock = null; }
  }

  function go() {
    const now = Date.now();
    say("");
    if (state.isOver) { Object.assign(state, { at: 0, isOver: false, done: {}, felt: {}, cut: {}, spent: 0, since: null }); steps = expand(); enter(0, null); }
    if (document.body.dataset.playing !== "on") scrollTo(0, 0);
    document.body.dataset.playing = "on";
    root.removeAttribute("data-over");
    if (state.goes && state.endsAt === null) { step(1); return; }
    if (state.goes) {
      state.left = Math.max(0, state.endsAt - now);
      state.goes = false;
      state.endsAt = null;
      rest();
      stop();
      live.textContent = words.paused;
    } else {
      state.goes = true;
      state.since = now;
      if (state.left === null && steps[state.at].seconds !== null) state.left = steps[state.at].seconds * 1000;
      state.endsAt = state.left === null ? null : now + state.left;
      unlockSound();
      run();
      announce();
    }
    save();
    show();
  }

  // To the next or the last piece of work; a distance that the runner ends counts as done.
  function step(way) {
    const here = steps[state.at];
    let to = state.at + way;
    if (here.seconds !== null) while (to >= 0 && to < steps.length && !steps[to].is_work) to += way;
    if (to >= steps.length) { finish(); return; }
    to = Math.max(to, 0);
    if (way < 0) delete state.done[`${steps[to].slot}:${steps[to].set}`];
    enter(to, state.goes ? Date.now() : null);
    save();
    show();
    if (state.goes) announce();
  }

  function finish() {
    rest();
    stop();
    Object.assign(state, { goes: false, endsAt: null, isOver: true });
    save();
    showEnd();
    signal(880);
    live.textContent = words.done_said;
  }

  // --- too hard, too easy, another one

  function place() {
    const here = steps[state.at];
    const from = here.is_work ? here.set : here.set + 1;
    const rested = here.slot !== undefined && Boolean(here.isRest);
    return { slot: here.slot, set: here.set, from: rested || here.is_work ? from : here.set };
  }

  function replace(id, said) {
    const { slot, from } = place();
    for (let set = from; set < state.chosen[slot].length; set += 1) state.chosen[slot][set] = id;
    begin(slot, from, said);
  }

  function begin(slot, from, said) {
    steps = expand();
    const at = steps.findIndex((one) => one.is_work && one.slot === slot && one.set === from);
    if (at >= 0) { enter(at, null); stop(); }
    say(said);
    save();
    show();
  }

  function hard() {
    const { slot, set, from } = place();
    const id = state.chosen[slot][set];
    const move = playlist.moves[id];
    state.felt[id] = "hard";
    if (from >= state.chosen[slot].length) { say(words.easier_next); save(); return; }
    if (move.easier) { replace(move.easier, fillIn(words.easier, { name: inside(playlist.moves[move.easier].name) })); return; }
    state.cut[slot] = from;
    begin(slot, from, words.less);
  }

  function easy() {
    const { slot, set } = place();
    state.felt[state.chosen[slot][set]] = "easy";
    say(words.harder);
    save();
  }

  function swap() {
    const { slot, set, from } = place();
    const id = state.chosen[slot][set];
    const other = id === playlist.slots[slot].move ? playlist.moves[id].swap : playlist.slots[slot].move;
    if (!other || from >= state.chosen[slot].length) { say(words.no_other); return; }
    replace(other, fillIn(words.other, { name: inside(playlist.moves[other].name) }));
  }

  // --- showing it

  const say = (text) => { find("said").textContent = text; };
  const clock = (seconds) => (seconds < 100 ? String(seconds) : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
  const nextWork = () => steps.slice(state.at + 1).find((one) => one.is_work);

  function show() {
    const here = steps[state.at];
    const next = nextWork();
    root.toggleAttribute("data-rests", !here.is_work);
    find("name").textContent = here.is_work ? here.name : (next ? fillIn(words.is_next, { name: here.name, next: next.name }) : here.name);
    find("note").textContent = here.is_work ? here.note : (next ? next.note : "");
    find("place").textContent = where(here);
    find("next").textContent = here.is_work ? (next ? fillIn(words.next_one, { name: next.name }) : words.last) : "";
    find("ways").hidden = here.slot === undefined;
    find("go").textContent = label(here);
    draw(here.motion || (here.is_work ? "" : next && next.motion) || "", here);
    paint();
  }

  function label(here) {
    if (state.goes) return here.seconds === null ? words.next : words.pause;
    return state.spent || state.at ? words.resume : words.start;
  }

  function where(here) {
    if (here.slot === undefined) {
      const parts = steps.filter((one) => one.is_work && one.slot === undefined);
      return parts.length > 1 ? fillIn(words.part, { number: Math.max(1, steps.slice(0, state.at + 1).filter((one) => one.is_work).length), count: parts.length }) : "";
    }
    const { sets, load, move } = playlist.slots[here.slot];
    const weight = load && state.chosen[here.slot][here.set] === move ? `, ${load}` : "";
    return fillIn(words.place, { number: here.slot + 1, count: playlist.slots.length, set: here.set + 1, sets }) + weight;
  }

  function paint() {
    if (state.isOver) return;
    const here = steps[state.at];
    if (here.seconds === null) {
      find("left").textContent = state.goes ? clock(Math.floor((Date.now() - state.since + state.spent) / 1000)) : "";
      find("unit").textContent = state.goes ? words.since : "";
      find("ring").setAttribute("stroke-dashoffset", "0");
      return;
    }
    const whole = here.seconds * 1000;
    const ms = Math.max(0, state.goes ? state.endsAt - Date.now() : state.left === null ? whole : state.left);
    const left = Math.ceil(ms / 1000);
    if (here.repS) {
      find("left").textContent = String(Math.min(here.count, Math.floor((whole - ms) / 1000 / here.repS) + 1));
      find("unit").textContent = fillIn(words.of, { count: here.count });
    } else {
      find("left").textContent = clock(left);
      find("unit").textContent = left < 100 ? words.seconds : words.minutes;
    }
    find("ring").setAttribute("stroke-dashoffset", String(100 - (100 * ms) / whole));
    if (here.halves && left === Math.floor(here.seconds / 2) && beeped !== state.at) { beeped = state.at; signal(660); live.textContent = words.sides_now; say(words.sides_now); }
  }

  function showEnd() {
    root.setAttribute("data-over", "");
    document.body.dataset.playing = "end";
    find("name").textContent = words.done;
    for (const name of ["place", "note", "next", "left", "unit", "said"]) find(name).textContent = "";
    find("figure").replaceChildren();
    drawn = null;
    find("ways").hidden = true;
    find("go").textContent = words.again;
    fill();
    const first = after && after.querySelector("button, a, input:not([type=hidden])");
    if (first) { after.scrollIntoView({ block: "start" }); first.focus({ preventScroll: true }); }
  }

  function announce() {
    const here = steps[state.at];
    const next = nextWork();
    if (!here.is_work) { live.textContent = `${here.name}. ${next ? fillIn(words.next_one, { name: next.name }) : ""}`; return; }
    const amount = here.repS ? fillIn(words.times, { count: here.count }) : here.seconds === null ? "" : fillIn(words.some_seconds, { count: here.seconds });
    live.textContent = `${here.name}${amount ? `, ${amount}` : ""}. ${here.note}`;
  }

  // --- the drawing in motion

  const drawings = new Map();

  function fetchDrawing(address) {
    if (!drawings.has(address)) drawings.set(address, fetch(address).then((answer) => (answer.ok ? answer.text() : "")).catch(() => ""));
    return drawings.get(address);
  }

  async function draw(address, here) {
    if (drawn !== address) {
      drawn = address;
      const text = address ? await fetchDrawing(address) : "";
      if (drawn !== address) return;
      find("figure").innerHTML = text;
    }
    const svg = find("figure").querySelector("svg");
    if (!svg || !svg.pauseAnimations) return;
    if (state.goes && here.is_work && !here.isHold && !isStill.matches) {
      const spent = here.seconds === null ? 0 : here.seconds - (state.endsAt - Date.now()) / 1000;
      svg.setCurrentTime(Math.max(0, spent));
      svg.unpauseAnimations();
    } else {
      const length = svg.querySelector("animate");
      svg.pauseAnimations();
      svg.setCurrentTime(length ? parseFloat(length.getAttribute("dur")) / 2 : 0);
    }
  }

  // --- sound, vibration, a screen that stays on

  function unlockSound() {
    if (!find("sound").checked) return;
    if (navigator.audioSession) navigator.audioSession.type = "playback";
    sound = sound || new AudioContext();
    sound.resume();
  }

  function signal(pitch) {
    const wasTapped = !navigator.userActivation || navigator.userActivation.hasBeenActive;
    if (navigator.vibrate && wasTapped) navigator.vibrate(pitch === 880 ? [150, 80, 150] : 150);
    if (!find("sound").checked || !sound || sound.state !== "running") return;
    const tone = sound.createOscillator();
    const gain = sound.createGain();
    tone.frequency.value = pitch;
    gain.gain.value = 0.25;
    tone.connect(gain).connect(sound.destination);
    tone.start();
    tone.stop(sound.currentTime + 0.2);
  }

  async function keepAwake() {
    find("awake").hidden = Boolean(navigator.wakeLock);
    if (!navigator.wakeLock || document.visibilityState !== "visible" || (lock && !lock.released)) return;
    try { lock = await navigator.wakeLock.request("screen"); } catch { find("awake").hidden = false; }
  }

  // --- what was done goes into the form

  function fill() {
    if (!form) return;
    for (const old of form.querySelectorAll("[data-filled]")) old.remove();
    const sets = {};
    for (const { move, count: times } of Object.values(state.done)) {
      sets[move] = sets[move] || { sets: 0, count: times };
      sets[move].sets += 1;
      sets[move].count = Math.min(sets[move].count, times);
    }
    for (const [move, done] of Object.entries(sets)) fillSets(move, done);
    for (const [move, felt] of Object.entries(state.felt)) if (move in sets) add(`felt-${move}`, felt);
    const minutes = form.querySelector("[data-minutes]");
    if (minutes && state.spent > 60_000) minutes.value = String(Math.round(state.spent / 60_000));
  }

  function fillSets(move, done) {
    const boxes = [...form.querySelectorAll(`[name="set-${move}"]`)];
    boxes.forEach((box, place) => { box.checked = place < done.sets; });
    if (!boxes.length) for (let set = 1; set <= done.sets; set += 1) add(`set-${move}`, set);
    if (done.count === playlist.moves[move].count && boxes.length) return;
    const reps = form.querySelector(`[name="reps-${move}"]`);
    if (reps) reps.value = String(done.count); else add(`reps-${move}`, done.count);
  }

  function add(name, value) {
    const made = document.createElement("input");
    Object.assign(made, { type: "hidden", name, value: String(value) });
    made.dataset.filled = "";
    form.append(made);
  }

  // --- the buttons

  find("go").addEventListener("click", go);
  find("skip").addEventListener("click", () => step(1));
  find("back").addEventListener("click", () => step(-1));
  find("hard").addEventListener("click", hard);
  find("easy").addEventListener("click", easy);
  find("swap").addEventListener("click", swap);
  find("close").addEventListener("click", () => {
    if (state.goes) go();
    delete document.body.dataset.playing;
  });
  find("sound").checked = localStorage.getItem("player:sound") === "on";
  find("sound").addEventListener("change", () => {
    localStorage.setItem("player:sound", find("sound").checked ? "on" : "off");
    unlockSound();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || !state.goes) return;
    tick();
    if (state.goes) keepAwake();
  });
  if (form) form.addEventListener("submit", () => localStorage.removeItem(key));

  const isBegun = load();
  root.hidden = false;
  if (!steps.length) { root.hidden = true; return; }
  if (isBegun && state.isOver) {
    showEnd();
  } else {
    if (isBegun) document.body.dataset.playing = "on";
    else enter(0, null);
    show();
    if (state.goes) { run(); tick(); }
  }
  for (const one of steps) if (one.motion) fetchDrawing(one.motion);
})();
