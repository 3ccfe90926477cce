// Moves focus to the error summary, so that a screen reader and a keyboard start there,
// and from a summary link to the control itself (a fragment alone only scrolls).
const summary = document.querySelector("[data-error-summary]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const control = link && document.getElementById(link.hash.slice(1));
    if (!control) return;
    event.preventDefault();
    (control.closest(".field, .likert") ?? control).scrollIntoView({ block: "start" });
    control.focus({ preventScroll: true });
  });
}
