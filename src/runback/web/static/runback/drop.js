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

async function sendPart(part, upload, token) {
  const body = new FormData();
  if (upload) body.append("upload", upload);
  for (const each of part) {
    body.append("files", each.file, each.file.name);
    body.append("path", each.path);
  }
  const answer = await fetch(form.dataset.upload, { method: "POST", body, headers: { "X-CSRFToken": token } });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.message || "The files could not be sent. Load the page again and try once more.");
  return told.upload;
}

async function send(files) {
  if (!files.length) return;
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  bar.hidden = false;
  bar.max = files.length;
  let upload = "";
  let sent = 0;
  try {
    for (const part of inParts(files)) {
      status.textContent = `Sending ${sent + part.length} of ${files.length} files`;
      upload = await sendPart(part, upload, token);
      sent += part.length;
      bar.value = sent;
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
  if (!found.length) status.textContent = "There were no files in it.";
  send(found);
});
for (const input of form.querySelectorAll("input[type=file]")) {
  input.addEventListener("change", () => {
    send([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
  });
}
for (const each of form.querySelectorAll("[data-script]")) each.hidden = false;
for (const each of form.querySelectorAll("[data-plain]")) each.hidden = true;
