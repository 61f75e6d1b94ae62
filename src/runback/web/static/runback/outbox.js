// Logs that are made while Runback cannot be reached wait in this browser and are sent once (web/sent.py).
// A form takes part by data-outbox, its name for the runner. The server is the record; this is a letter box.
"use strict";

(() => {
  // The texts come from the page (web/script_words.py), in its language.
  const words = JSON.parse(document.getElementById("words-page").textContent);
  const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const runner = document.body.dataset.runner || "";
  const bar = document.querySelector("[data-offline-bar]");
  const live = document.getElementById("live");
  const PING = "/offline/ping/";
  const made = new Date((document.querySelector("meta[name=made]") || {}).content || Date.now());
  const isKept = Date.now() - made.getTime() > 60_000 && Date.now() - performance.timeOrigin < 60_000; // from the service worker
  // Dates as the pages write them: "en" alone would be American.
  const language = document.documentElement.lang;
  const when = (day) => day.toLocaleString(language === "en" ? "en-GB" : language, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });

  // --- the letter box

  function open() {
    return new Promise((resolve, reject) => {
      const asked = indexedDB.open("runback", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("outbox", { keyPath: "client_id" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
  }

  async function box(mode, act) {
    const base = await open();
    return new Promise((resolve, reject) => {
      const change = base.transaction("outbox", mode, { durability: "strict" });
      const asked = act(change.objectStore("outbox"));
      change.oncomplete = () => { base.close(); resolve(asked.result); };
      change.onerror = () => { base.close(); reject(change.error); };
    });
  }

  const put = (letter) => box("readwrite", (store) => store.put(letter));
  const drop = (id) => box("readwrite", (store) => store.delete(id));
  const list = async () => (await box("readonly", (store) => store.getAll())).filter((letter) => letter.runner === runner)
    .sort((a, b) => a.made_at.localeCompare(b.made_at));

  // crypto.randomUUID is missing on plain http.
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  function token() {
    const headers = document.body.getAttribute("hx-headers");
    return headers ? JSON.parse(headers)["X-CSRFToken"] : "";
  }

  const isAway = (status) => status === 502 || status === 503 || status === 504;

  function post(letter, more) {
    const body = new URLSearchParams([...letter.fields.filter(([name]) => name !== "csrfmiddlewaretoken"), ...more]);
    return fetch(letter.url, { method: "POST", body, headers: { "X-CSRFToken": token() } });
  }

  // --- sending what waits

  async function flush() {
    if (!runner) return;
    const work = async () => {
      let sent = 0;
      for (const letter of await list()) {
        if (letter.state !== "waiting") continue;
        const outcome = await deliver(letter, []);
        if (outcome === "away") break;
        if (outcome === "sent") sent += 1;
      }
      return sent;
    };
    const sent = navigator.locks ? await navigator.locks.request("outbox", work) : await work();
    await showNotice();
    if (sent && document.body.classList.contains("day")) location.reload();
  }

  async function deliver(letter, more) {
    let answer;
    try {
      answer = await post(letter, [["client_id", letter.client_id], ["made_at", letter.made_at], ["queued", "1"], ...more]);
    } catch {
      return "away";
    }
    if (isAway(answer.status)) return "away";
    if (answer.ok && !new URL(answer.url).pathname.startsWith("/sign-in/")) { await drop(letter.client_id); return "sent"; }
    if (answer.status === 401 || answer.status === 403) return "away"; // signed out: it waits for the next sign-in
    const isText = (answer.headers.get("Content-Type") || "").startsWith("text/plain");
    const said = isText ? await answer.text() : words.refused;
    await put({ ...letter, state: answer.status === 409 ? "conflict" : "refused", said });
    return "kept";
  }

  // --- logging while it cannot be reached

  async function keep(letter) {
    await put(letter);
    if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
    await showNotice();
  }

  function makeLetter(form, fields, id) {
    const score = fields.find(([name]) => name === "score" || name === "pain_during");
    const name = score && score[1] !== "" ? fillIn(words.with_pain, { name: form.dataset.outbox, score: score[1] }) : form.dataset.outbox;
    const url = new URL(form.dataset.outboxUrl || form.getAttribute("action") || location.pathname, location.href).pathname;
    return { client_id: id, runner, url, fields, name, made_at: new Date().toISOString(), state: "waiting", said: "" };
  }

  function sayKept(form, letter) {
    const said = document.createElement("p");
    said.className = "notice done";
    said.tabIndex = -1;
    said.textContent = fillIn(words.kept, { name: letter.name });
    form.replaceChildren(said);
    said.focus();
    live.textContent = said.textContent;
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !("outbox" in form.dataset) || form.hasAttribute("hx-post") || !window.indexedDB) return;
    event.preventDefault();
    const fields = [...new FormData(form)];
    if (event.submitter && event.submitter.name) fields.push([event.submitter.name, event.submitter.value]);
    const letter = makeLetter(form, fields, newId());
    let answer = null;
    try { answer = await post(letter, [["client_id", letter.client_id]]); } catch { answer = null; }
    if (!answer || isAway(answer.status)) { await keep(letter); sayKept(form, letter); return; }
    if (answer.ok) { location.assign(answer.url); return; }
    for (const [name, value] of [...fields.slice([...new FormData(form)].length), ["client_id", letter.client_id]]) {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    }
    form.submit(); // the page says what is wrong
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt.closest("form[data-outbox]");
    if (form) event.detail.parameters.client_id = newId();
  });

  document.addEventListener("htmx:sendError", async (event) => {
    const form = event.detail.elt.closest("form[data-outbox]");
    if (!form || !window.indexedDB) return;
    const fields = [...event.detail.requestConfig.parameters.entries()].map(([name, value]) => [name, String(value)]);
    const id = (fields.find(([name]) => name === "client_id") || [])[1] || newId();
    const letter = makeLetter(form, fields.filter(([name]) => name !== "client_id"), id);
    await keep(letter);
    sayKept(form, letter);
  });

  // A form of an earlier day that the service worker kept is about today, unless another day was chosen.
  function bringUpToDate() {
    if (!isKept) return;
    const now = new Date();
    const today = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
    for (const field of document.querySelectorAll("form[data-outbox] input[type=date]")) {
      if (field.value === field.defaultValue) field.value = today;
      field.max = today;
    }
  }

  // --- showing the state

  async function showNotice() {
    if (!window.indexedDB) return;
    const letters = await list();
    const isUp = await reach();
    const waiting = letters.length ? fillIn(letters.length === 1 ? words.log_waits : words.logs_wait, { count: letters.length }) : "";
    hold(isUp, letters);
    showList(letters);
    if (!bar) return;
    bar.hidden = isUp && !isKept && !letters.length;
    const age = isUp && !isKept ? "" : `${fillIn(words.age, { time: when(made) })} `;
    bar.querySelector("[data-offline-word]").textContent = `${isUp ? "" : `${words.offline} `}${age}${waiting}`;
  }

  // A page of yesterday, or pain that Runback has not seen yet, leaves no green light: nothing is started from Today.
  function hold(isUp, letters) {
    const now = document.getElementById("now");
    if (!now || (isUp && !isKept)) return;
    const isOld = made.toDateString() !== new Date().toDateString();
    const worst = letters.flatMap((letter) => letter.fields).filter(([name]) => name === "score" || name === "pain_during").map(([, value]) => Number(value));
    const hasSigns = letters.some((letter) => letter.fields.some(([name, value]) => (name === "leg" && value !== "none") || name === "sharp" || name === "limp"));
    const hurts = hasSigns || Math.max(0, ...worst) >= Number(document.body.dataset.holdAt);
    if (!isOld && !hurts) return;
    const said = document.createElement("p");
    said.className = "notice";
    said.textContent = hurts ? words.hurts : words.old;
    now.replaceChildren(said);
    now.className = "card care";
  }

  let wasUp = null;
  async function reach() {
    if (!navigator.serviceWorker || !navigator.serviceWorker.controller) wasUp = navigator.onLine;
    else try { wasUp = (await fetch(PING, { method: "HEAD", cache: "no-store" })).ok; } catch { wasUp = false; }
    document.body.toggleAttribute("data-away", !wasUp);
    return wasUp;
  }

  function showList(letters) {
    const place = document.querySelector("[data-waiting]");
    if (!place) return;
    document.querySelector("[data-none]").hidden = letters.length > 0;
    place.replaceChildren(...letters.map(row));
  }

  function row(letter) {
    const item = document.createElement("li");
    const said = document.createElement("p");
    said.textContent = `${letter.name}, ${when(new Date(letter.made_at))}. ${letter.state === "conflict" ? fillIn(words.conflict, { said: letter.said }) : letter.said}`;
    const actions = document.createElement("div");
    actions.className = "actions";
    if (letter.state === "conflict") actions.append(button(words.keep_both, async () => { await deliver(letter, [["both", "1"], ["log", "new"]]); await showNotice(); }));
    actions.append(button(words.remove, async () => { await drop(letter.client_id); await showNotice(); }));
    item.append(said, actions);
    return item;
  }

  function button(text, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    made.addEventListener("click", act);
    return made;
  }

  // --- the service worker: pages without a connection, and a new version when the runner says so

  async function register() {
    if (!navigator.serviceWorker || !runner) return;
    const worker = await navigator.serviceWorker.register("/sw.js");
    const offer = () => {
      const next = worker.waiting;
      if (!next || !navigator.serviceWorker.controller) return;
      const update = document.querySelector("[data-update]");
      update.hidden = false;
      update.querySelector("button").onclick = () => {
        navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
        next.postMessage("update");
      };
    };
    offer();
    worker.addEventListener("updatefound", () => worker.installing.addEventListener("statechange", offer));
    (await navigator.serviceWorker.ready).active.postMessage({ warm: document.documentElement.lang });
  }

  addEventListener("online", flush);
  addEventListener("offline", showNotice);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") flush(); });
  if (window.indexedDB) { if (runner) flush(); else showNotice(); }
  bringUpToDate();
  register();
})();
