// The pictures follow what is typed; without this script the button "Look at it" does.

const specimens = document.querySelector("[data-specimens]");
const blocks = document.querySelector(".blocks-form");
let waiting;
let asked = 0;

async function lookAgain() {
  const turn = ++asked;
  specimens.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(specimens.dataset.specimens, { method: "POST", body: new FormData(blocks) });
    if (answer.ok && turn === asked) specimens.innerHTML = await answer.text();
  } finally {
    if (turn === asked) specimens.removeAttribute("aria-busy");
  }
}

blocks.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(lookAgain, 700);
});
