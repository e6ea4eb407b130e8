// On a telephone the filter starts closed behind a button. Without this file it stands open, with a link past it.

export function closeFilter(panel) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary ct-button--s ct-filter-toggle";
  const show = (open) => {
    panel.classList.toggle("moj-filter--closed", !open);
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "Hide filter" : "Show filter";
  };
  button.addEventListener("click", () => show(panel.classList.contains("moj-filter--closed")));
  panel.before(button);
  show(Boolean(panel.querySelector(".govuk-error-message")));
}
