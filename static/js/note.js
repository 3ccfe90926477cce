// The note of a contact: its headings without a round trip, and how much of it there is. Without script the button
// sends the form and gets it back with the headings in it.
for (const button of document.querySelectorAll("[data-headings]")) {
  const note = document.getElementById(button.dataset.note);
  button.addEventListener("click", (event) => {
    event.preventDefault();
    const there = new Set(note.value.split("\n").map((line) => line.trim().replace(/:$/, "").toLowerCase()));
    const missing = button.dataset.headings.split("|").filter((heading) => !there.has(heading.toLowerCase()));
    if (missing.length) {
      const typed = note.value.trimEnd();
      const added = missing.map((heading) => `${heading}:\n`).join("\n");
      note.value = typed ? `${typed}\n\n${added}` : added;
      note.rows = Math.max(note.rows, note.value.split("\n").length + 2);
      note.dispatchEvent(new Event("input", { bubbles: true }));
    }
    note.focus();
    const first = note.value.indexOf(":\n") + 2;
    if (missing.length) note.setSelectionRange(first, first);
  });
}

// Said once the end comes near: until then the number is nobody's concern.
const NEAR = 0.8;
for (const count of document.querySelectorAll("[data-count-of]")) {
  const note = document.getElementById(count.dataset.countOf);
  const most = Number(note.dataset.most);
  const format = new Intl.NumberFormat(document.documentElement.lang);
  const look = () => {
    const near = note.value.length > most * NEAR;
    const words = count.dataset.words.replace("{most}", format.format(most)).replace("%s", format.format(note.value.length));
    count.textContent = near ? words : "";
    count.classList.toggle("saved--failed", note.value.length > most);
  };
  note.addEventListener("input", look);
  look();
}
