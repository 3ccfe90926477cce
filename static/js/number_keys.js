// A number key answers the question that has the focus and goes on to the next one; without script, radios and Tab do.
for (const list of document.querySelectorAll("[data-number-keys]")) {
  list.addEventListener("keydown", (event) => {
    const group = event.target.closest("fieldset");
    if (!group || event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    const choice = group.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    choice.focus();
    const groups = [...list.querySelectorAll("fieldset")];
    const next = groups[groups.indexOf(group) + 1];
    const first = next && (next.querySelector("input:checked") || next.querySelector("input"));
    if (first) first.focus();
  });
}
