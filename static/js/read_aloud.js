// Reads a question aloud. Only voices on the device itself are used: a voice of a remote
// service would send the words of this page to others. Without such a voice the button stays hidden.
const speech = window.speechSynthesis;
const buttons = document.querySelectorAll("[data-read-aloud]");

function localVoice(lang) {
  const code = lang.slice(0, 2).toLowerCase();
  return speech.getVoices().find((voice) => voice.localService && voice.lang.toLowerCase().startsWith(code));
}

function textOf(button) {
  return document.getElementById(button.dataset.readAloud);
}

function langOf(element) {
  return element.closest("[lang]")?.lang || "nl";
}

function offer() {
  for (const button of buttons) {
    const text = textOf(button);
    button.hidden = !(text && localVoice(langOf(text)));
  }
}

function readAloud(button) {
  const wasReading = button.getAttribute("aria-pressed") === "true";
  speech.cancel();
  if (wasReading) return;
  const text = textOf(button);
  const voice = localVoice(langOf(text));
  if (!voice) return offer();
  const spoken = [text, ...text.closest("fieldset").querySelectorAll("label")];
  // A full stop after each makes the voice pause.
  const sentences = spoken.map((element) => element.textContent.trim().replace(/[^.?!]$/, "$&."));
  const utterance = new SpeechSynthesisUtterance(sentences.join(" "));
  const label = button.querySelector("span");
  const words = label.textContent;
  utterance.voice = voice;
  utterance.lang = voice.lang;
  utterance.onend = utterance.onerror = () => {
    button.setAttribute("aria-pressed", "false");
    label.textContent = words;
  };
  button.setAttribute("aria-pressed", "true");
  label.textContent = button.dataset.stopLabel;
  speech.speak(utterance);
}

if (speech && buttons.length) {
  offer();
  speech.addEventListener?.("voiceschanged", offer);
  for (const button of buttons) button.addEventListener("click", () => readAloud(button));
  window.addEventListener("pagehide", () => speech.cancel());
}
