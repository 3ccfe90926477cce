// Comfort for the questionnaire, which works without this: each answer is saved as it is given (keep.js), and on a
// phone "next" and "previous" are instant.
import { keeper } from "./keep.js";

const form = document.querySelector("[data-questions]");
const phone = window.matchMedia("(max-width: 47.99rem)");

if (form) start();

function start() {
  const questions = [...form.querySelectorAll(".question")];
  const at = form.elements.namedItem("at");
  const count = document.querySelector("[data-count]");
  const product = document.title.split(" – ").pop();
  const numberOf = (question) => Number(question.querySelector(".question__nr").lastChild.textContent);
  const isAnswered = (question) => question.querySelector("input:checked") !== null;
  const present = () => questions.findIndex((question) => question.classList.contains("question--now"));
  // Those that are not on the page were answered earlier.
  const bits = [...document.querySelectorAll("[data-bit]")];
  const onPage = new Map(questions.map((question) => [numberOf(question), question]));

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

  form.addEventListener("change", (event) => {
    const question = event.target.closest(".question");
    if (!question) return;
    if (!phone.matches) moveTo(questions.indexOf(question));
    else markBits(Number(at.value));
  });
  form.addEventListener("kept", () => markBits(Number(at.value)));

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

  keeper(form);
}
