// Two minutes before a session ends by itself: "Ben je er nog?". Without script the page says until when it is open.
const dialog = document.querySelector("[data-stay]");
const WARN_MS = 120_000;
let until = 0;

function lasts(seconds) {
  until = Date.now() + 1000 * seconds;
  if (dialog.open) dialog.close();
}

function look() {
  const left = until - Date.now();
  if (left <= 0) return ended();
  if (left <= WARN_MS && !dialog.open) {
    dialog.querySelector("[data-stay-failed]").hidden = true;
    dialog.showModal();
  }
}

// Who has something unsaved in the page keeps it there; else nothing of it stays on the screen.
function ended() {
  if (dialog.open) dialog.close();
  clearInterval(ticking);
  const event = new CustomEvent("session-ended", { cancelable: true });
  if (document.dispatchEvent(event)) window.location.replace(dialog.dataset.endedUrl);
}

async function extend() {
  try {
    const form = dialog.querySelector("form");
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
    if (answer.status === 403 || answer.status === 409) return ended();
    const { seconds } = await answer.json();
    lasts(seconds);
  } catch {
    dialog.querySelector("[data-stay-failed]").hidden = false;
  }
}

const ticking = setInterval(look, 5000);
lasts(Number(dialog.dataset.stay));
document.addEventListener("session", ({ detail }) => lasts(detail));
document.addEventListener("visibilitychange", look);
dialog.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  extend();
});
// Escape: someone is there.
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  extend();
});
