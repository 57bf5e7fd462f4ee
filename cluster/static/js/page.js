// Small comforts; every page works without them.

// A form that came back with errors: take the reader to what is wrong; what was typed is not saved.
const refusal = document.querySelector("[data-focus]");
refusal?.focus();
const refused = refusal?.closest("form");
if (refused) refused.dataset.changed = "yes";

// Menus close when one clicks elsewhere or presses Escape.
const menus = document.querySelectorAll("details.menu");

document.addEventListener("click", (event) => {
  for (const menu of menus) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus) {
    if (menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});

// Without a network the browser would put an error in the place of what was typed. The server may
// still be reached, on this very machine.
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (navigator.onLine || form.method !== "post" || form.dataset.reached) {
    delete form.dataset.reached;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const { alive, offline } = document.body.dataset;
  const isReached = await fetch(alive).then(() => true, () => false);
  if (!isReached) return alert(offline);
  form.dataset.reached = "yes";
  form.requestSubmit(submitter);
});

// What was typed in the score matrix and not saved stays with whoever typed it.
document.addEventListener("submit", (event) => {
  const { kept: prefix, forget } = event.target.dataset;
  if (!prefix) return;
  const kept = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  if (kept.length && !confirm(forget)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  dispatchEvent(new Event("forget"));
  for (const key of kept) localStorage.removeItem(key);
});

// A form is sent once, however often the button is clicked; again after a while, since a
// download leaves the page where it is.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

// Typed work is not lost by a careless click; a search is no work.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.classList.contains("form") && form.method === "post") form.dataset.changed = "yes";
});

window.addEventListener("beforeunload", (event) => {
  const forgotten = [...document.forms].some((form) => form.dataset.changed && !form.dataset.sent);
  if (forgotten) event.preventDefault();
});
