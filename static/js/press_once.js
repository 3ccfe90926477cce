// A double click sends a form twice, and many a form would write its row twice: the second press is not sent.
const AGAIN_AFTER_MS = 2000;
const pressed = new WeakMap();

document.addEventListener("submit", (event) => {
  const { target: form, defaultPrevented, timeStamp } = event;
  // What a page sends by script looks after itself. A form may have a field called method.
  if (defaultPrevented || form.getAttribute("method")?.toLowerCase() !== "post") return;
  if (timeStamp - (pressed.get(form) ?? -Infinity) < AGAIN_AFTER_MS) event.preventDefault();
  else pressed.set(form, timeStamp);
});
