// In a table of figures Enter and the arrows go to the same box of the next row, as in a spreadsheet.
// Ctrl+Enter still sends the form; inside a select the arrows keep their own meaning.

const BOX = "input[type='text']";

function neighbours(entry, box) {
  const rows = [...entry.querySelectorAll(".ct-entry__row")];
  const row = box.closest(".ct-entry__row");
  const place = [...row.querySelectorAll(BOX)].indexOf(box);
  return { rows, at: rows.indexOf(row), place };
}

function step(entry, box, by) {
  const { rows, at, place } = neighbours(entry, box);
  for (let next = at + by; next >= 0 && next < rows.length; next += by) {
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
