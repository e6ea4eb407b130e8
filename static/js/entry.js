// In a table of figures Enter and the arrows go to the same box of the next row, as in a spreadsheet; a column that is
// pasted into a box goes down the boxes. Ctrl+Enter sends the form; inside a select the arrows keep their own meaning.

const BOX = "input[type='text']";
const OF = /^(\S.*?)\s+(?:out )?of\s+(\S.*)$/i;
const rowsOf = (entry) => [...entry.querySelectorAll(".ct-entry__row")];

function step(entry, box, by) {
  const rows = rowsOf(entry);
  const row = box.closest(".ct-entry__row");
  const place = [...row.querySelectorAll(BOX)].indexOf(box);
  for (let next = rows.indexOf(row) + by; next >= 0 && next < rows.length; next += by) {
    const boxes = rows[next].querySelectorAll(BOX);
    if (boxes.length) return boxes[Math.min(place, boxes.length - 1)];
  }
  return null;
}

export function enterMovesDown(entry) {
  entry.addEventListener("keydown", (event) => {
    const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !event.target.matches(BOX)) return;
    event.preventDefault();
    const next = step(entry, event.target, by);
    if (next) { next.focus(); next.select(); }
  });
}

// Which box of a row takes a cell: its value, or both parts of "471 of 492".
function cellsFor(row, text) {
  const part = (name) => row.querySelector(`input[name$='-${name}']`);
  const parts = part("numerator") && OF.exec(text);
  if (parts) return [[part("numerator"), parts[1]], [part("denominator"), parts[2]]];
  const box = part("value") ?? part("to_date");
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
    if (text.includes("\t") && reader) { // more than one column: read on the server, shown before it goes in
      form.elements.pasted.value = text;
      form.requestSubmit(reader);
      return;
    }
    const lines = text.split("\n").map((line) => line.trim());
    const rows = rowsOf(entry).slice(rowsOf(entry).indexOf(event.target.closest(".ct-entry__row")));
    const cells = lines.slice(0, rows.length).flatMap((line, at) => (line ? cellsFor(rows[at], line) : []));
    const before = cells.map(([box]) => [box, box.value]);
    const fill = (values) => {
      for (const [box, value] of values) box.value = value;
      form.dispatchEvent(new Event("input"));
    };
    fill(cells);
    const filled = Math.min(lines.filter(Boolean).length, rows.length);
    const over = lines.slice(rows.length).filter(Boolean).length;
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
