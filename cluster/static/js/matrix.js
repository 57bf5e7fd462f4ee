// The score matrix as a sheet to type in: keys as in Excel, every cell saved by itself, its state
// beside it. Without this script the numbers lead to the same forms, line by line.

import { Outbox } from "./outbox.js";

const root = document.querySelector("[data-matrix]");
const part = (name) => root.querySelector(`[data-${name}]`);
const table = root.querySelector("table");
const beside = part("beside");
const why = part("why");
const lines = [...table.tBodies[0].rows].filter((row) => row.dataset.code);
const heads = [...table.tHead.rows[0].cells];
const order = lines.flatMap((row) => [...row.cells].slice(1));
const placeOf = new Map(order.map((cell, place) => [cell, place]));
const wide = heads.length - 1;

const { base, voice } = root.dataset;
const addressOf = (cell) =>
  `${base}/${heads[cell.cellIndex].dataset.member}/lines/${cell.parentElement.dataset.code}`;
const pathOf = (cell) => `${addressOf(cell)}/${voice}/cell`;
const inputOf = (cell) => cell.querySelector(".figure");
const cellOf = new Map(order.filter(inputOf).map((cell) => [pathOf(cell), cell]));

const problems = new Map(); // path: what the server answered, until it is put right
const known = new Map(); // address: what is known of a line
let active = null; // the cell one is in
let isEditing = false; // F2: arrows move within the figure
let goOn = null; // where to after the reason
let asking = 0;
let counting = 0;

const outbox = new Outbox({
  prefix: root.dataset.keep,
  within: `${base}/`,
  token: root.dataset.token,
  tell: hear,
});

// What a cell says

const reasonOf = (cell) => outbox.get(pathOf(cell))?.reason ?? inputOf(cell).dataset.reason;

function isChanged(cell) {
  const input = inputOf(cell);
  return input.value.trim() !== input.defaultValue || reasonOf(cell) !== input.dataset.reason;
}

function keep(cell, said, ready) {
  const input = inputOf(cell);
  const path = pathOf(cell);
  const draft = { figure: input.value.trim(), reason: reasonOf(cell), ready, ...said };
  const before = outbox.get(path);
  const isSame = before?.figure === draft.figure && before.reason === draft.reason;
  if (isSame && (before.ready || !ready || problems.has(path))) return; // on its way, or refused
  mark(cell, ready ? "saving" : "typed");
  outbox.put(path, { ...draft, revision: Number(input.dataset.revision) });
  if (problems.delete(path)) show(cell);
}

function save(cell) {
  const path = inputOf(cell) && pathOf(cell);
  if (!path) return;
  if (isChanged(cell) || outbox.isSending(path)) keep(cell, {}, true);
  else if (outbox.get(path)) undo(cell);
}

function undo(cell) {
  const input = inputOf(cell);
  outbox.drop(pathOf(cell));
  problems.delete(pathOf(cell));
  input.value = input.defaultValue;
  if (cell.dataset.state !== "saved") mark(cell, "");
  show(cell);
}

// A figure unlike the one below, or taken back, wants a reason; the server decides. What it has
// refused is passed by, unless Enter asks to put it right.
function wantsReason(cell, key) {
  const { value, defaultValue, dataset } = inputOf(cell);
  const figure = value.trim();
  const problem = problems.get(pathOf(cell));
  if (problem) return key === "Enter" && problem.field === "reason";
  const draft = outbox.get(pathOf(cell));
  const isOnItsWay = draft?.ready && draft.figure === figure;
  if (isOnItsWay || figure === defaultValue || reasonOf(cell) !== dataset.reason) return false;
  return figure === "" || (dataset.below !== undefined && figure !== dataset.below);
}

function finish(cell, key, next) {
  const input = inputOf(cell);
  if (!input) return next();
  if (input.value.trim() === "=") input.value = input.dataset.below ?? input.defaultValue;
  if (key === "Enter" && cell.dataset.state === "conflict") return part("mine").focus();
  if (wantsReason(cell, key)) return askReason(cell, next);
  save(cell);
  return next();
}

function askReason(cell, next) {
  keep(cell, {}, false);
  goOn = next;
  beside.classList.add("asks");
  why.value = reasonOf(cell);
  why.focus();
  why.select();
}

// What becomes of it

function hear(path, state, answer) {
  const cell = cellOf.get(path);
  if (answer?.html) replace(answer.html);
  if (!cell) return showStranded();
  if (answer?.cell) take(cell, answer.cell, state);
  if (state === "refused" || state === "conflict") problems.set(path, answer);
  else problems.delete(path);
  known.delete(addressOf(cell));
  mark(cell, state);
  say(answer?.message ?? answer?.said ?? root.querySelector(`[data-count=${state}]`)?.firstChild.data);
  if (cell === active) show(cell);
}

function take(cell, said, state) {
  const input = inputOf(cell);
  const typed = input.value;
  input.defaultValue = said.figure;
  input.value = state === "saved" ? said.figure : typed;
  input.dataset.revision = said.revision;
  input.dataset.reason = said.reason;
  if (said.below === null) delete input.dataset.below;
  else input.dataset.below = input.placeholder = said.below;
}

function replace(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  for (const link of holder.content.querySelectorAll("a")) link.tabIndex = -1;
  for (const moved of [...holder.content.children]) {
    document.getElementById(moved.id)?.replaceWith(moved);
  }
}

function mark(cell, state) {
  if (state) cell.dataset.state = state;
  else delete cell.dataset.state;
  inputOf(cell).ariaInvalid = state === "refused" || state === "conflict" ? "true" : null;
  counting ||= requestAnimationFrame(count);
}

function count() {
  counting = 0;
  const states = {};
  for (const cell of cellOf.values()) {
    const { state } = cell.dataset;
    if (state !== "typed" || cell !== active) states[state] = (states[state] ?? 0) + 1;
  }
  for (const shown of root.querySelectorAll("[data-count]")) {
    shown.hidden = !states[shown.dataset.count];
    shown.querySelector("b").textContent = states[shown.dataset.count] ?? "";
  }
  part("next").hidden = !(states.refused || states.conflict || states.typed);
}

function say(sentence) {
  if (sentence) part("status").textContent = sentence;
}

function showStranded() {
  const left = outbox.paths.filter((path) => !cellOf.has(path));
  part("left").replaceChildren(
    ...left.map((path) => {
      const [member, , code] = path.slice(base.length + 1).split("/");
      const name = heads.find((head) => head.dataset.member === member)?.textContent ?? "";
      const item = document.createElement("li");
      const { figure, reason } = outbox.get(path);
      item.textContent = [decodeURIComponent(code), name, figure, reason].filter(Boolean).join(" · ");
      return item;
    }),
  );
  part("stranded").hidden = left.length === 0;
}

// Beside the table: the cell one is in

function show(cell) {
  const input = inputOf(cell);
  const problem = input && problems.get(pathOf(cell));
  const [code, head] = [cell.parentElement.cells[0], heads[cell.cellIndex]];
  beside.hidden = false;
  part("title").textContent = `${textOf(code)} – ${textOf(head)}`;
  part("hint").textContent = input ? cell.parentElement.dataset.how : "";
  part("problem").hidden = !problem;
  part("problem").textContent = problem?.message ?? "";
  if (input && document.activeElement !== why) why.value = reasonOf(cell);
  why.closest(".beside-reason").hidden = !input;
  part("clash").hidden = !problem?.versions;
  part("clash").querySelector("tbody").replaceChildren(...(problem?.versions ?? []).map(versionRow));
  showKnown(addressOf(cell));
}

const textOf = (element) => element.textContent.trim().replace(/\s+/g, " ");

function versionRow(version) {
  const row = document.createElement("tr");
  for (const text of version) row.insertCell().textContent = text;
  return row;
}

function showKnown(address) {
  clearTimeout(asking);
  part("known").innerHTML = known.get(address) ?? "";
  if (known.has(address)) return;
  asking = setTimeout(async () => {
    try {
      const response = await fetch(`${address}/beside`);
      if (!response.ok || response.redirected) return;
      known.set(address, await response.text());
      if (active && addressOf(active) === address) part("known").innerHTML = known.get(address);
    } catch {
      // Without a connection the cell's own figures have to do.
    }
  }, 250);
}

// Going about

function go(cell) {
  (inputOf(cell) ?? cell).focus({ preventScroll: true });
  for (const shown of [root, cell]) {
    shown.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  }
  inputOf(cell)?.select();
}

const lineOf = (cell) => Math.floor(placeOf.get(cell) / wide);
const at = (line, column) =>
  line in lines && column >= 0 && column < wide ? order[line * wide + column] : undefined;

const step = (cell, down, right) =>
  go(at(lineOf(cell) + down, cell.cellIndex - 1 + right) ?? cell);

function nextWhere(cell, by, suits) {
  let place = placeOf.get(cell) + by;
  while (place in order && !suits(order[place])) place += by;
  return order[place];
}

const needsCare = (cell) => ["refused", "conflict", "typed"].includes(cell.dataset.state);

function goToNextProblem() {
  const from = active ?? order[0];
  const next = nextWhere(from, 1, needsCare) ?? order.find(needsCare);
  if (next) go(next);
}

const KEYS = {
  ArrowDown: (cell) => step(cell, 1, 0),
  ArrowUp: (cell) => step(cell, -1, 0),
  ArrowRight: (cell) => step(cell, 0, 1),
  ArrowLeft: (cell) => step(cell, 0, -1),
  Enter: (cell, { shiftKey }) => step(cell, shiftKey ? -1 : 1, 0),
  Home: (cell, { ctrlKey }) => go(ctrlKey ? order[0] : at(lineOf(cell), 0)),
  End: (cell, { ctrlKey }) => go(ctrlKey ? order.at(-1) : at(lineOf(cell), wide - 1)),
};
const WITHIN = new Set(["ArrowRight", "ArrowLeft", "Home", "End"]);

function onKey(event) {
  const cell = event.target.closest("td");
  if (event.isComposing || event.altKey || !placeOf.has(cell)) return;
  if (event.key === "Escape") leaveOrUndo(cell);
  else if (event.key === "F2" && inputOf(cell)) edit(inputOf(cell));
  else if (event.key === "Tab" && !event.ctrlKey) return onTab(cell, event);
  else if (KEYS[event.key] && !(WITHIN.has(event.key) ? isEditing : event.ctrlKey)) {
    finish(cell, event.key, () => KEYS[event.key](cell, event));
  } else return;
  event.preventDefault();
}

// At the table's end Tab leaves it as it leaves any other.
function onTab(cell, event) {
  const next = nextWhere(cell, event.shiftKey ? -1 : 1, inputOf);
  if (next || (inputOf(cell) && wantsReason(cell, event.key))) {
    event.preventDefault();
    finish(cell, event.key, () => go(next ?? cell));
  }
}

function edit(input) {
  isEditing = true;
  input.setSelectionRange(input.value.length, input.value.length);
}

function leaveOrUndo(cell) {
  const input = inputOf(cell);
  if (input && (isEditing || isChanged(cell) || cell.dataset.state === "conflict")) {
    isEditing = false;
    undo(cell);
    input.select();
  } else (beside.querySelector("a") ?? document.querySelector(".keys summary")).focus();
}

function onReasonKey(event) {
  if (event.isComposing || !["Enter", "Tab", "Escape"].includes(event.key)) return;
  if (event.key === "Tab" && !goOn) return;
  const next = event.key !== "Escape" && goOn;
  event.preventDefault();
  beside.classList.remove("asks");
  goOn = null;
  if (event.key !== "Escape") {
    problems.delete(pathOf(active));
    save(active);
  }
  if (next) next();
  else go(active);
}

// Blocks from Excel

function blockOf(text) {
  const rows = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n");
  return rows.map((row) => row.split("\t").map((each) => each.trim().replace(/^"(.*)"$/, "$1")));
}

function onPaste(event) {
  const cell = event.target.closest("td");
  const text = event.clipboardData.getData("text/plain");
  if (!placeOf.has(cell) || !/[\t\r\n]/.test(text)) return;
  event.preventDefault();
  const [line, column] = [lineOf(cell), cell.cellIndex - 1];
  let [filled, left] = [0, 0];
  blockOf(text).forEach((row, down) =>
    row.forEach((figure, right) => {
      const target = at(line + down, column + right);
      if (!figure) return;
      if (!target || !inputOf(target)) left += 1;
      else {
        inputOf(target).value = figure;
        save(target);
        filled += 1;
      }
    }),
  );
  inputOf(cell)?.select();
  say(root.dataset.sayPasted.replace("{filled}", filled).replace("{left}", left));
}

function start() {
  table.setAttribute("role", "grid");
  root.classList.add("is-live");
  for (const cell of order) {
    if (!inputOf(cell)) cell.ariaReadOnly = "true";
    for (const inside of cell.querySelectorAll("a, input")) inside.tabIndex = -1;
    if (!inputOf(cell)) cell.tabIndex = -1;
  }
  const first = order.find(inputOf);
  inputOf(first).tabIndex = 0;

  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td");
    if (!placeOf.has(cell) || cell === active) return;
    const left = inputOf(active ?? first) ?? active;
    left.tabIndex = -1;
    left.removeAttribute("aria-describedby");
    active = cell;
    isEditing = false;
    goOn = null;
    const target = inputOf(cell) ?? cell;
    target.tabIndex = 0;
    if (inputOf(cell)) {
      target.setAttribute("aria-describedby", `${cell.querySelector(".shown").id} matrix-problem`);
    }
    beside.classList.remove("asks");
    show(cell);
  });
  root.addEventListener("focusout", ({ relatedTarget: to }) => {
    const isWithin = to && (active?.contains(to) || beside.contains(to));
    if (active && !isWithin && document.hasFocus()) save(active);
  });
  table.addEventListener("mousedown", (event) => {
    const cell = event.target.closest("td");
    if (event.button || !placeOf.has(cell) || event.target.closest("a")) return;
    if (cell === active && event.target === document.activeElement) isEditing = true;
    else {
      event.preventDefault();
      go(cell);
    }
  });
  table.addEventListener("keydown", onKey);
  table.addEventListener("paste", onPaste);
  table.addEventListener("input", (event) => keep(event.target.closest("td"), {}, false));
  why.addEventListener("input", () => keep(active, { reason: why.value.trim() }, false));
  why.addEventListener("keydown", onReasonKey);
  root.addEventListener("keydown", (event) => {
    if (event.key !== "F8") return;
    event.preventDefault();
    goToNextProblem();
  });
  part("next").addEventListener("click", goToNextProblem);
  part("mine").addEventListener("click", () => {
    problems.delete(pathOf(active));
    save(active);
    go(active);
  });
  part("theirs").addEventListener("click", () => {
    undo(active);
    go(active);
  });
}

function bringBack() {
  for (const path of outbox.paths) {
    const cell = cellOf.get(path);
    if (!cell) continue;
    inputOf(cell).value = outbox.get(path).figure;
    mark(cell, outbox.get(path).ready ? "kept" : "typed");
  }
  if ([...cellOf.values()].some(needsCare)) say(root.dataset.sayTyped);
  part("throw-away").addEventListener("click", () => {
    for (const path of outbox.paths) if (!cellOf.has(path)) outbox.drop(path);
    showStranded();
  });
  showStranded();
  outbox.deliver();
}

if (cellOf.size) start();
bringBack();
