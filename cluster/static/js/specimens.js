// The pictures follow what is typed; without this script the button "Look at it" does.

const specimens = document.querySelector("[data-specimens]");
const stale = document.querySelector("[data-stale]");
const blocks = document.querySelector(".blocks-form");
let waiting;
let asked = 0;

async function lookAgain() {
  const turn = ++asked;
  specimens.setAttribute("aria-busy", "true");
  const page = await fetch(specimens.dataset.specimens, { method: "POST", body: new FormData(blocks) })
    .then((answer) => (answer.ok && !answer.redirected ? answer.text() : null))
    .catch(() => null);
  if (turn !== asked) return;
  stale.hidden = page !== null;
  if (page !== null) specimens.innerHTML = page;
  specimens.removeAttribute("aria-busy");
}

blocks.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(lookAgain, 700);
});
