// Two minutes before a session ends by itself: "Ben je er nog?". Without script the page says how long it stays open.
const dialog = document.querySelector("[data-stay]");
const form = dialog.querySelector("form");
const WARN_MS = 120_000;
// Being busy on one page keeps the others of the same sign-in open.
const others = "signOut" in dialog.dataset ? new BroadcastChannel("session") : null;
let until = 0;
let asks = true;

function lasts(seconds) {
  until = Date.now() + 1000 * seconds;
  // At the end of a working day there is nothing left to extend.
  asks = 1000 * seconds > WARN_MS;
  if (dialog.open) dialog.close();
}

function heard(seconds) {
  lasts(seconds);
  others?.postMessage(seconds);
}

function look() {
  const left = until - Date.now();
  if (left <= 0) return ended();
  if (left <= WARN_MS && asks && !dialog.open) {
    dialog.querySelector("[data-stay-failed]").hidden = true;
    dialog.showModal();
  }
}

// Who has something unsaved in the page keeps it there; else nothing of it stays on the screen.
function ended() {
  if (dialog.open) dialog.close();
  clearInterval(ticking);
  const event = new CustomEvent("session-ended", { cancelable: true });
  if (!document.dispatchEvent(event)) return;
  const { signOut, endedUrl } = dialog.dataset;
  if (!signOut) return window.location.replace(endedUrl);
  // In one go, so that the page after it is not still signed in.
  document.body.hidden = true;
  form.action = signOut;
  form.elements.next.value = endedUrl;
  form.submit();
}

async function extend() {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
    if (answer.status === 403 || answer.status === 409) return ended();
    const { seconds } = await answer.json();
    heard(seconds);
  } catch {
    dialog.querySelector("[data-stay-failed]").hidden = false;
  }
}

const ticking = setInterval(look, 5000);
heard(Number(dialog.dataset.stay));
others?.addEventListener("message", ({ data }) => lasts(data));
// What is saved from the page is heard; where the answer names no time, it is the full one again.
document.addEventListener("session", ({ detail }) => heard(detail ?? Number(dialog.dataset.stay)));
document.addEventListener("visibilitychange", look);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  extend();
});
// Escape: someone is there.
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  extend();
});
