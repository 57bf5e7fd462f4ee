// Fields of a layout: moved on the picture of the sheet, typed in the table, both always in step.

const view = document.querySelector("[data-picture]");
const said = document.querySelector("[data-said]");
const form = document.querySelector("[data-layout]");
const undo = document.querySelector("[data-undo]");
const STEP = 0.5;
const STRIDE = 5;
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const CODE = "code";
const cell = (row, name) => form.elements[row === CODE ? `code-${name}` : `rows-${row}-${name}`];
const read = (input) => Number(input.value.trim().replace(",", "."));
const write = (number) => String(Math.round(number * 10) / 10).replace(".", ",");
const snapped = (number) => Math.round(number / STEP) * STEP;

const show = (field) => {
  const { row, x, y } = field.dataset;
  field.setAttribute("transform", `translate(${read(cell(row, "x")) - x} ${read(cell(row, "y")) - y})`);
};

const put = (field, x, y) => {
  const { row } = field.dataset;
  const { width, height } = field.ownerSVGElement.viewBox.baseVal;
  cell(row, "x").value = write(Math.min(Math.max(x, 0), Math.max(width - read(cell(row, "width")), 0)));
  const foot = row === CODE ? read(cell(row, "width")) : 0;
  cell(row, "y").value = write(Math.min(Math.max(y, 0), Math.max(height - foot, 0)));
  form.dataset.changed = "yes";
  show(field);
  said.textContent = said.dataset.said
    .replace("{number}", row === CODE ? "QR" : Number(row) + 1)
    .replace("{x}", cell(row, "x").value)
    .replace("{y}", cell(row, "y").value);
  drawSoon();
};

let waiting;
let drag;
const moves = [];

const remember = (row, x, y) => {
  moves.push([row, x, y]);
  undo.hidden = false;
};

const takeBack = () => {
  if (!moves.length) return;
  const [row, x, y] = moves.pop();
  const field = view.querySelector(`[data-row="${row}"]`);
  undo.hidden = !moves.length;
  if (!field) return;
  put(field, x, y);
  field.focus({ preventScroll: true });
};

const drawSoon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(draw, 700);
};

const draw = async () => {
  if (drag) return drawSoon();
  const turn = waiting;
  const picture = await fetch(view.dataset.picture, { method: "POST", body: new FormData(form) })
    .then((answer) => (answer.ok ? answer.text() : null))
    .catch(() => null);
  if (picture === null || turn !== waiting) return;
  if (drag) return drawSoon();
  const row = view.contains(document.activeElement) ? document.activeElement.dataset.row : undefined;
  view.innerHTML = picture;
  if (row !== undefined) view.querySelector(`[data-row="${row}"]`)?.focus({ preventScroll: true });
};

const point = (event) => {
  const sheet = view.querySelector("svg");
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(sheet.getScreenCTM().inverse());
};

undo.addEventListener("click", takeBack);

view.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    return takeBack();
  }
  if (event.key === "Escape" && drag) {
    put(drag.field, drag.x, drag.y);
    drag = undefined;
    return;
  }
  const field = event.target.closest(".field");
  const way = KEYS[event.key];
  if (!field || !way) return;
  event.preventDefault();
  const by = event.shiftKey ? STRIDE : STEP;
  const { row } = field.dataset;
  const [x, y] = [read(cell(row, "x")), read(cell(row, "y"))];
  remember(row, x, y);
  put(field, x + way[0] * by, y + way[1] * by);
});

view.addEventListener("pointerdown", (event) => {
  const field = event.target.closest(".field");
  if (!field) return;
  const { row } = field.dataset;
  field.focus({ preventScroll: true });
  field.setPointerCapture(event.pointerId);
  drag = { field, from: point(event), x: read(cell(row, "x")), y: read(cell(row, "y")) };
  event.preventDefault();
});

view.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const here = point(event);
  drag.moved = true;
  put(drag.field, snapped(drag.x + here.x - drag.from.x), snapped(drag.y + here.y - drag.from.y));
});

for (const end of ["pointerup", "pointercancel"]) {
  view.addEventListener(end, () => {
    if (drag?.moved) remember(drag.field.dataset.row, drag.x, drag.y);
    drag = undefined;
  });
}

form.addEventListener("input", drawSoon);
form.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]")?.dataset.row;
  for (const field of view.querySelectorAll(".field")) {
    field.classList.toggle("is-current", field.dataset.row === row);
  }
});
