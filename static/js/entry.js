// In a table of figures Enter and the arrows go to the same box of the next row, as in a spreadsheet; in a grid of awards
// the arrows go sideways too, from the end of a text. A column that is pasted into a box goes down the boxes, a block of
// cells down and across, one begun in a category through the categories of its figure. Ctrl+Enter sends the form; inside
// a select the arrows keep their own meaning.

const BOX = "input[type='text']";
const OF = /^(\S.*?)\s+(?:out )?of\s+(\S.*)$/i;
const rowsOf = (entry) => [...entry.querySelectorAll(".ct-entry__row")];

const boxesOf = (row) => [...row.querySelectorAll(BOX)];
const SHEET = ".ct-sheet";
// The categories of a box's figure by one breakdown, from this box on; none for any other box.
const categoriesFrom = (box) => {
  const boxes = [...(box.closest(".ct-split")?.querySelectorAll(BOX) ?? [])];
  return boxes.slice(boxes.indexOf(box));
};

// The same box of another row: in a grid the one under it, where that row has one.
function beside(row, box, own) {
  if (!own.closest(SHEET)) { const found = boxesOf(row); return found[Math.min(boxesOf(own).indexOf(box), found.length - 1)]; }
  const cell = box.closest("[role='cell']");
  const under = row.children[[...own.children].indexOf(cell)];
  return under && boxesOf(under)[boxesOf(cell).indexOf(box)];
}

function step(entry, box, by) {
  const rows = rowsOf(entry);
  const row = box.closest(".ct-entry__row");
  const category = by > 0 && categoriesFrom(box)[1];
  if (category) return category;
  for (let next = rows.indexOf(row) + by; next >= 0 && next < rows.length; next += by) {
    const found = beside(rows[next], box, row);
    if (found) return found;
  }
  return null;
}

// Sideways from where the text ends: inside it the arrows move between its letters.
function aside(box, by) {
  const at = by > 0 ? box.value.length : 0;
  if (!box.closest(SHEET) || box.selectionStart !== at || box.selectionEnd !== at) return null;
  const boxes = boxesOf(box.closest(".ct-entry__row"));
  return boxes[boxes.indexOf(box) + by] ?? null;
}

export function enterMovesDown(entry) {
  entry.addEventListener("keydown", (event) => {
    const down = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const across = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing);
    if (!(down || across) || !plain || !event.target.matches(BOX)) return;
    const next = down ? step(entry, event.target, down) : aside(event.target, across);
    if (down || next) event.preventDefault();
    if (next) { next.focus(); next.select(); }
  });
}

// What goes where of a block whose corner is this box: its lines down the rows, their cells across the boxes.
function blockFrom(box, lines) {
  const place = boxesOf(box.closest(".ct-entry__row")).indexOf(box);
  return lines.flatMap(([row, text]) => {
    const boxes = boxesOf(row).slice(place);
    return text.split("\t").slice(0, boxes.length).flatMap((cell, at) => (cell.trim() ? [[boxes[at], cell.trim()]] : []));
  });
}

// Which box of a row takes a cell: its value, or both parts of "471 of 492".
function cellsFor(row, text) {
  const part = (name) => row.querySelector(`input[name$='-${name}']`);
  const parts = part("numerator") && OF.exec(text);
  if (parts) return [[part("numerator"), parts[1]], [part("denominator"), parts[2]]];
  const box = part("value");
  return box ? [[box, text]] : [];
}

export function pasteGoesDown(entry) {
  const form = entry.closest("form");
  const says = document.createElement("p");
  says.className = "ct-pasted";
  says.setAttribute("role", "status");
  entry.before(says);

  entry.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain").replaceAll("\r\n", "\n").replace(/\n+$/, "") ?? "";
    if (!event.target.matches(BOX) || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    const reader = form.querySelector("button[value='paste']");
    const named = !entry.closest(SHEET) || /[a-z]/i.test(text.split(/[\n\t]/)[0]);
    if (text.includes("\t") && reader && named) { // with its labels: read on the server, shown before it goes in
      form.elements.pasted.value = text;
      form.requestSubmit(reader);
      return;
    }
    const lines = text.split("\n");
    const categories = categoriesFrom(event.target);
    const rows = categories.length ? categories : rowsOf(entry).slice(rowsOf(entry).indexOf(event.target.closest(".ct-entry__row")));
    const pairs = lines.slice(0, rows.length).map((line, at) => [rows[at], line]);
    const into = (row, line) => (categories.length ? [[row, line]] : cellsFor(row, line));
    const cells = entry.closest(SHEET) ? blockFrom(event.target, pairs) : pairs.flatMap(([row, line]) => (line.trim() ? into(row, line.trim()) : []));
    const before = cells.map(([box]) => [box, box.value]);
    const fill = (values) => {
      for (const [box, value] of values) box.value = value;
      form.dispatchEvent(new Event("input"));
    };
    fill(cells);
    const filled = Math.min(lines.filter((line) => line.trim()).length, rows.length);
    const over = lines.slice(rows.length).filter((line) => line.trim()).length;
    says.textContent = `${filled} filled, not saved yet.${over ? ` ${over} had no box left.` : ""} `;
    const undo = document.createElement("button");
    undo.type = "button";
    undo.className = "ct-linkbutton ct-linkbutton--act";
    undo.textContent = "Undo";
    undo.addEventListener("click", () => { fill(before); says.textContent = "Undone."; event.target.focus(); });
    says.append(undo);
  });
}

export function controlEnterSends(form) {
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".ct-actions button"));
  });
}
