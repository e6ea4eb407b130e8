// Beside a workbook: a cell that is pressed goes into the box one was in, and the next empty box waits for the next.

const BOX = "input[list='cells']";

export function cellsFill(form) {
  const boxes = [...form.querySelectorAll(BOX)];
  let box = boxes.find((each) => !each.value) ?? boxes[0];
  form.querySelectorAll("[data-cells-hint]").forEach((hint) => { hint.hidden = false; });
  form.addEventListener("focusin", (event) => { if (event.target.matches(BOX)) box = event.target; });
  form.addEventListener("click", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (!cell || !box) return;
    box.value = cell.dataset.cell;
    const holds = document.getElementById(`${box.id}-holds`);
    if (holds) holds.textContent = cell.textContent;
    (boxes.slice(boxes.indexOf(box) + 1).find((each) => !each.value) ?? box).focus();
  });
}
