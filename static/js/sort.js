// Sorting passages: with a passage focused, a letter of the legend files it and goes on to the next; Enter accepts what is
// proposed, the arrows move. Letters do nothing outside the list, and none in a box.

export function sortByLetter(list) {
  const form = list.closest("form");
  const kinds = new Map([...form.querySelectorAll("[data-letter]")].map((entry) => [entry.dataset.letter, entry.dataset.kind]));
  const rows = [...list.querySelectorAll("[data-row]")];
  const says = form.querySelector("[data-sort-says]");
  const usuals = new Map([...form.querySelectorAll("[data-letter]")].map((entry) => [entry.dataset.kind, entry.dataset.usual]));
  const chosen = (row) => row.querySelector("select");

  const go = (row) => {
    if (!row) return;
    for (const each of rows) each.tabIndex = each === row ? 0 : -1;
    row.focus();
  };
  const tell = () => {
    const selects = [...list.querySelectorAll("select[name$='-kind']")];
    says.textContent = `${selects.filter((select) => select.value).length} of ${selects.length} sorted`;
  };
  const show = (seen, usual) => {
    if (!seen) return;
    seen.hidden = !usual;
    if (usual) seen.querySelector("option").textContent = usual;
  };
  const file = (row, kind) => {
    chosen(row).value = kind;
    chosen(row).dispatchEvent(new Event("change", { bubbles: true }));
    const after = [...rows.slice(rows.indexOf(row) + 1), ...rows].find((each) => !chosen(each).value);
    if (after) go(after);
    else form.querySelector(".ct-actions button").focus();
  };

  list.addEventListener("change", (event) => {
    if (!event.target.matches("select[name$='-kind']")) return;
    const fields = event.target.closest("li").querySelector("[data-fields]");
    if (fields) fields.hidden = fields.dataset.fields !== event.target.value;
    show(event.target.closest("li").querySelector("[data-seen]"), usuals.get(event.target.value));
    tell();
  });
  list.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches("[data-row]")) return;
    const row = event.target;
    const kind = event.key === "Enter" ? row.dataset.proposed : kinds.get(event.key.toUpperCase());
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!kind && !by) return;
    event.preventDefault();
    if (by) go(rows[rows.indexOf(row) + by]);
    else file(row, kind);
  });
  list.addEventListener("click", (event) => {
    const row = event.target.closest("[data-row]");
    if (row && !event.target.closest("select, a, button, label")) go(row);
  });
  const first = rows.find((row) => !chosen(row).value) ?? rows[0];
  if (!first) return;
  first.tabIndex = 0;
  if (!location.hash && !document.querySelector(".govuk-error-summary, .govuk-notification-banner")) first.focus();
}
