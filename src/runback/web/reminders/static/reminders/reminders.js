// Switches reminders on for this browser: asks for the permission on a tap, and puts what the push service gave into the page's form.
"use strict";

(() => {
  const form = document.querySelector("form[data-device]");
  if (!form || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  const button = form.querySelector("button");
  const says = form.querySelector("[data-says]");

  function toBytes(text) {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
    return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
  }

  const isSame = (left, right) => left.length === right.length && left.every((byte, at) => byte === right[at]);

  async function subscribe() {
    const worker = await navigator.serviceWorker.ready;
    const key = toBytes(form.dataset.key);
    const known = await worker.pushManager.getSubscription();
    if (known && isSame(new Uint8Array(known.options.applicationServerKey), key)) return known;
    if (known) await known.unsubscribe(); // it trusts a key that this Runback no longer has
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }

  button.addEventListener("click", async () => {
    says.textContent = "One moment.";
    if ((await Notification.requestPermission()) !== "granted") {
      says.textContent = "This browser may not show reminders. Allow it in the settings of the browser, for this page.";
      return;
    }
    try {
      const { endpoint, keys } = (await subscribe()).toJSON();
      Object.assign(form.elements.endpoint, { value: endpoint });
      Object.assign(form.elements.p256dh, { value: keys.p256dh });
      Object.assign(form.elements.auth, { value: keys.auth });
      form.submit();
    } catch {
      says.textContent = "This browser could not reach its push service. Try again when it is online.";
    }
  });
  button.hidden = false;
  says.textContent = "";
})();
