// Compares a file with the registered one here in the browser; the file goes nowhere.

const place = document.getElementById("file-check");
const picker = place.querySelector("input");
const verdict = place.querySelector("[role=status]");

const say = (name, tone) => {
  verdict.className = `notice notice-${tone}`;
  verdict.textContent = place.dataset[name];
};

const hashOf = async (file) => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
};

picker.addEventListener("change", async () => {
  const [file] = picker.files;
  if (!file) return;
  try {
    if ((await hashOf(file)) === place.dataset.sha256) say("official", place.dataset.tone);
    else say("other", "warn");
  } catch {
    say("unread", "bad");
  }
});

if (globalThis.crypto?.subtle) picker.closest(".field").hidden = false;
else say("cannot", "info");
