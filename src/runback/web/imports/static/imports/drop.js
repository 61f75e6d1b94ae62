// Dropping files and folders: walks folders, sends the files in parts, then starts the import.
"use strict";

const form = document.getElementById("drop");
const status = document.getElementById("drop-status");
const bar = document.getElementById("drop-bar");
const PART_FILES = 100;
const PART_BYTES = 40_000_000;

function readAll(reader) {
  return new Promise((resolve, reject) => {
    const found = [];
    const next = () => reader.readEntries((some) => (some.length ? (found.push(...some), next()) : resolve(found)), reject);
    next();
  });
}

async function walk(entry, path) {
  const here = path ? `${path}/${entry.name}` : entry.name;
  if (entry.isDirectory) {
    const inside = await readAll(entry.createReader());
    return (await Promise.all(inside.map((each) => walk(each, here)))).flat();
  }
  const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
  return [{ file, path: here }];
}

function* inParts(files) {
  let part = [];
  let bytes = 0;
  for (const each of files) {
    if (part.length && (part.length >= PART_FILES || bytes + each.file.size > PART_BYTES)) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(each);
    bytes += each.file.size;
  }
  if (part.length) yield part;
}

// The texts come from the page (web/script_words.py), in its language.
const words = JSON.parse(document.getElementById("words-drop").textContent);
const fillIn = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

async function post(body, token) {
  const answer = await fetch(form.dataset.upload, { method: "POST", body, headers: { "X-CSRFToken": token } });
  const reply = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(reply.message || words.failed);
  return reply;
}

async function sendPart(part, upload, token) {
  const body = new FormData();
  if (upload) body.append("upload", upload);
  for (const each of part) {
    body.append("files", each.file, each.file.name);
    body.append("path", each.path);
  }
  return (await post(body, token)).upload;
}

async function sendInPieces({ file, path }, upload, token, showProgress) {
  let reply = { upload, path };
  for (let offset = 0; offset < file.size; offset += PART_BYTES) {
    const body = new FormData();
    if (reply.upload) body.append("upload", reply.upload);
    body.append("files", file.slice(offset, offset + PART_BYTES), file.name);
    body.append("path", reply.path);
    body.append("offset", offset);
    reply = await post(body, token);
    showProgress(Math.min(offset + PART_BYTES, file.size));
  }
  return reply.upload;
}

function tooMuch(files, bytes) {
  if (files.length <= Number(form.dataset.mostFiles) && bytes <= Number(form.dataset.mostBytes)) return "";
  return words.too_much;
}

async function send(files) {
  if (!files.length) return;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const bytes = files.reduce((sum, each) => sum + each.file.size, 0);
  if ((status.textContent = tooMuch(files, bytes))) return;
  bar.hidden = false;
  bar.max = bytes || 1;
  let upload = "";
  let sent = 0;
  let done = 0;
  const showProgress = (more) => {
    bar.value = done + more;
    status.textContent = fillIn(words.sending, { sent, count: files.length, done: Math.round((done + more) / 1e6), size: Math.round(bytes / 1e6) });
  };
  try {
    for (const part of inParts(files)) {
      showProgress(0);
      const size = part.reduce((sum, each) => sum + each.file.size, 0);
      const isLarge = part.length === 1 && size > PART_BYTES;
      upload = await (isLarge ? sendInPieces(part[0], upload, token, showProgress) : sendPart(part, upload, token));
      sent += part.length;
      done += size;
      showProgress(0);
    }
    form.querySelector("[name=upload]").value = upload;
    for (const input of form.querySelectorAll("input[type=file]")) input.value = "";
    form.requestSubmit();
  } catch (problem) {
    status.textContent = problem.message;
    bar.hidden = true;
  }
}

form.addEventListener("dragover", (event) => {
  event.preventDefault();
  form.classList.add("over");
});
form.addEventListener("dragleave", () => form.classList.remove("over"));
form.addEventListener("drop", async (event) => {
  event.preventDefault();
  form.classList.remove("over");
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
  const found = (await Promise.all(entries.map((entry) => walk(entry, "")))).flat();
  if (!found.length) status.textContent = words.empty;
  send(found);
});
for (const input of form.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    send([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
  });
}
for (const each of form.querySelectorAll("[data-script]")) each.hidden = false;
for (const each of form.querySelectorAll("[data-plain]")) each.hidden = true;
