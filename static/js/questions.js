// Comfort for the questionnaire, which works without this: each answer is saved as it is given, and on a phone
// "next" and "previous" are instant. Nothing is kept in the browser.
const form = document.querySelector("[data-questions]");
const phone = window.matchMedia("(max-width: 47.99rem)");
const RETRY_MS = 5000;

if (form) start();

function start() {
  const questions = [...form.querySelectorAll(".question")];
  const at = form.elements.namedItem("at");
  const count = document.querySelector("[data-count]");
  const status = document.querySelector("[data-saved]");
  const product = document.title.split(" – ").pop();
  const numberOf = (question) => Number(question.querySelector(".question__nr").lastChild.textContent);
  const isAnswered = (question) => question.querySelector("input:checked") !== null;
  const present = () => questions.findIndex((question) => question.classList.contains("question--now"));
  // Those that are not on the page were answered earlier.
  const bits = [...document.querySelectorAll("[data-bit]")];
  const onPage = new Map(questions.map((question) => [numberOf(question), question]));
  let pending = false;
  let busy = false;
  let timer = 0;

  function markBits(now) {
    for (const bit of bits) {
      const number = Number(bit.dataset.bit);
      const question = onPage.get(number);
      bit.classList.toggle("steps__bit--now", number === now);
      bit.classList.toggle("steps__bit--done", number !== now && (!question || isAnswered(question)));
    }
  }

  function moveTo(index) {
    questions.forEach((question, i) => question.classList.toggle("question--now", i === index));
    const number = numberOf(questions[index]);
    at.value = String(number);
    count.querySelector("strong").textContent = form.dataset.countWords.replace("%s", number);
    document.title = `${form.dataset.title.replace("%s", number)} – ${product}`;
    markBits(number);
  }

  function say(words, failed) {
    status.textContent = words;
    status.classList.toggle("saved--failed", failed);
    status.previousElementSibling.hidden = failed;
  }

  // One save at a time; what is answered meanwhile goes with the next, as every save carries the whole form.
  async function save() {
    clearTimeout(timer);
    if (busy) {
      pending = true;
      return;
    }
    busy = true;
    pending = false;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, signal: AbortSignal.timeout(15000) });
      if (answer.status === 403 || answer.status === 409) return leave();
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved } = await answer.json();
      if (saved) say(form.dataset.savedWords.replace("%s", saved), false);
    } catch {
      say(form.dataset.failedWords, true);
      timer = setTimeout(save, RETRY_MS);
    } finally {
      busy = false;
      if (pending) save();
    }
  }

  // The session or the moment is over: the page itself says why, and what now.
  function leave() {
    pending = false;
    window.location.assign(form.action);
  }

  form.addEventListener("change", (event) => {
    const question = event.target.closest(".question");
    if (!question) return;
    if (!phone.matches) moveTo(questions.indexOf(question));
    else markBits(Number(at.value));
    save();
  });

  form.addEventListener("submit", (event) => {
    const step = { next: 1, skip: 1, previous: -1 }[event.submitter?.value];
    if (!phone.matches || !step) return;
    const index = present() + step;
    if (index >= questions.length) return;
    event.preventDefault();
    if (index < 0) return;
    moveTo(index);
    window.scrollTo(0, 0);
    count.focus({ preventScroll: true });
  });

  window.addEventListener("online", () => timer && save());
}
