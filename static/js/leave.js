// "Snel weg": the link works without script; with script the page is emptied at once
// and its place in the history is taken by the page one goes to, so "back" does not return here.
for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.title = "";
    document.body.replaceChildren();
    window.location.replace(link.href);
  });
}
