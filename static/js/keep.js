// Saves a form as it changes and says so. What is not saved yet stays in the page and is sent again: after a while,
// when the network is back, when the page is looked at again, and after its person came in anew in another tab.
// Nothing is kept in the browser. Only what was changed here is sent, with its age: an old page undoes nothing. A form
// with `data-keep-url` is one text of one writer: the whole of it is kept there, every few seconds while they type.
const WAITS_S = [2, 4, 8, 15, 30];
const WHILE_TYPING_S = 3;
const ALWAYS = new Set(["csrfmiddlewaretoken", "at", "sheet", "do"]);
// After these the same page may save again; after any other it may not.
const COMES_BACK = new Set(["expired", "renewed", "later", "not_now", "left", "sign-in"]);

export function keeper(form) {
  const unsaved = new Map();
  const status = document.querySelector("[data-saved]");
  const whole = "keepUrl" in form.dataset;
  const address = whole ? form.dataset.keepUrl : form.action;
  let running = null;
  let queued = null;
  let timer = 0;
  let tries = 0;
  let sure = false;

  function say(words, failed) {
    status.textContent = words;
    status.classList.toggle("saved--failed", failed);
    status.previousElementSibling.hidden = failed;
  }

  function guard(event) {
    if (!sure && !("leaving" in document.documentElement.dataset)) event.preventDefault();
  }

  function watchTheDoor() {
    if (unsaved.size) window.addEventListener("beforeunload", guard);
    else window.removeEventListener("beforeunload", guard);
  }

  async function ask(method) {
    const body = method === "POST" ? new FormData(form) : undefined;
    try {
      const answer = await fetch(address, { method, body, headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
      // To the sign-in page, which has a JSON of its own.
      if (answer.redirected) return { stopped: "sign-in" };
      if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return { stale: answer.status === 403 };
      if (answer.status === 400) return { invalid: true };
      return await answer.json();
    } catch {
      return {};
    }
  }

  // Coming in anew made a new form key, so the one in this page is refused.
  async function freshKey() {
    const { csrf, stopped } = await ask("GET");
    if (csrf) for (const input of document.getElementsByName("csrfmiddlewaretoken")) input.value = csrf;
    return { csrf, stopped };
  }

  async function attempt(always) {
    clearTimeout(timer);
    timer = 0;
    if (!unsaved.size && !always) return true;
    const sent = new Map(unsaved);
    let answer = await ask("POST");
    if (answer.stale || answer.stopped === "sign-in") {
      const key = await freshKey();
      answer = key.csrf ? await ask("POST") : { stopped: key.stopped };
    }
    if (answer.invalid) return true;
    if (!("saved" in answer)) return later(answer.stopped);
    for (const [name, at] of sent) if (unsaved.get(name) === at) unsaved.delete(name);
    tries = 0;
    take(answer);
    return true;
  }

  function take({ saved, seconds, stands, words }) {
    for (const [name, value] of Object.entries(stands)) {
      const radio = form.querySelector(`input[name="${name}"][value="${value}"]`);
      if (radio && !unsaved.has(name)) radio.checked = true;
    }
    if (saved && !unsaved.size) say(form.dataset.savedWords.replace("%s", saved), false);
    if (words) say(words, true);
    watchTheDoor();
    form.dispatchEvent(new CustomEvent("kept"));
    document.dispatchEvent(new CustomEvent("session", { detail: seconds }));
  }

  function later(stopped) {
    if (stopped && (!unsaved.size || !COMES_BACK.has(stopped))) {
      over(stopped);
      return false;
    }
    say(stopped ? form.dataset.againWords : form.dataset.failedWords, true);
    timer = setTimeout(save, 1000 * WAITS_S[Math.min(tries, WAITS_S.length - 1)]);
    tries += 1;
    return false;
  }

  // The moment is over, or the browser is somebody else's by now: the page goes, and what stands in it.
  function over(stopped) {
    unsaved.clear();
    watchTheDoor();
    if (stopped !== "other") return window.location.replace(form.action);
    const words = document.createElement("p");
    words.textContent = form.dataset.otherWords;
    document.querySelector("main").replaceChildren(words);
  }

  // One at a time; what changes meanwhile goes with the next.
  function save(always = false) {
    if (!running) {
      running = attempt(always).finally(() => {
        running = null;
      });
      return running;
    }
    queued ??= running.then(() => {
      queued = null;
      return save(always);
    });
    return queued;
  }

  let soon = 0;
  function changed(event) {
    if (!event.target.name || event.target.form !== form) return;
    unsaved.set(event.target.name, Date.now());
    watchTheDoor();
    if (event.type === "change") save();
    else if (whole) typing();
    else {
      clearTimeout(soon);
      soon = setTimeout(save, 1000);
    }
  }

  // Who types on and on is not waited for.
  function typing() {
    soon ||= setTimeout(() => {
      soon = 0;
      save();
    }, 1000 * WHILE_TYPING_S);
  }

  // Controls of a form may stand outside it.
  document.addEventListener("change", changed);
  document.addEventListener("input", (event) => (whole || event.target.matches("textarea")) && changed(event));

  form.addEventListener("formdata", ({ formData }) => {
    if (whole) return;
    for (const name of new Set(formData.keys())) if (!ALWAYS.has(name) && !unsaved.has(name)) formData.delete(name);
    const age = (at) => Math.max(0, Math.round((Date.now() - at) / 1000));
    formData.set("ages", [...unsaved].map(([name, at]) => `${name.replace("item_", "")}:${age(at)}`).join(" "));
  });

  // A page is left only for a server that answers: a dead one would leave the browser's own error in its place.
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented || sure) return;
    event.preventDefault();
    const { submitter } = event;
    if (!(await save(true))) return;
    sure = true;
    form.requestSubmit(submitter);
  });

  const retry = () => timer && document.visibilityState === "visible" && save();
  window.addEventListener("online", retry);
  document.addEventListener("visibilitychange", retry);
  window.addEventListener("pageshow", () => {
    sure = false;
  });
  document.addEventListener("session-ended", (event) => {
    if (!unsaved.size) return;
    event.preventDefault();
    save();
  });
}

// The questions have more to do with a form before it is kept; they ask for it themselves.
for (const form of document.querySelectorAll("[data-keep]")) keeper(form);
