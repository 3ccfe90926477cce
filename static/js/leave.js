// "Snel weg": the link works without script; with script the page is emptied at once and its place in the history is
// taken by the page one goes to, so "back" does not return here. What is not saved yet does not hold anyone up.
for (const link of document.querySelectorAll("[data-leave]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    document.documentElement.dataset.leaving = "";
    document.title = "";
    document.body.replaceChildren();
    const away = link.dataset.leave;
    // The session ends on the server, whether or not this page waits for it.
    if (away) fetch(link.href, { keepalive: true, redirect: "manual" }).catch(() => {});
    window.location.replace(away || link.href);
  });
}
