// The projected screen: forward and back by keys, and counts that keep themselves up to date.

const FORWARD = new Set(["ArrowRight", "ArrowDown", "PageDown", " "]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp"]);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const typing = event.target.closest("input, textarea, select");
  const pressing = event.key === " " && event.target.closest("a, button, summary");
  const moving = event.key.startsWith("Arrow") && event.target.closest(".slide-scroll");
  if (typing || pressing || moving) return;
  const way = FORWARD.has(event.key) ? "next" : BACK.has(event.key) ? "prev" : "";
  const link = way && document.querySelector(`a[rel="${way}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});

const { turnout, state } = document.body.dataset;

function show(name, value) {
  const place = document.querySelector(`[data-${name}]`);
  if (place && place.textContent !== String(value)) place.textContent = value;
}

async function follow() {
  try {
    const answer = await fetch(turnout, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const now = await answer.json();
    const asking = document.querySelector("details.confirm[open]");
    if (now.state !== state && !asking) location.reload();
    show("done", now.done);
    show("of", now.of);
    const bar = document.querySelector("[data-progress]");
    if (bar) bar.value = now.done;
  } catch {
    // A network that is away for a moment is asked again.
  }
}

setInterval(follow, 3000);
