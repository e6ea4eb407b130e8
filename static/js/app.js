// Every page works without this file. It starts the GOV.UK components that a page has, and adds a few comforts.

import { Button, ErrorSummary, isSupported } from "govuk-frontend";
import { countWords } from "./words.js";
import { closeFilter } from "./filter.js";
import { cellsFill } from "./cells.js";
import { controlEnterSends, enterMovesDown, pasteGoesDown } from "./entry.js";
import { asksWhy, autosave } from "./autosave.js";
import { offerFacts, putText } from "./facts.js";
import { sortByLetter } from "./sort.js";
import { takesPasskey } from "./passkeys.js";

const COMPONENTS = [
  ["[data-module='govuk-button']", Button],
  ["[data-module='govuk-error-summary']", ErrorSummary],
];

document.body.classList.add("js-enabled", "govuk-frontend-supported");

if (isSupported()) {
  for (const [selector, Component] of COMPONENTS) {
    for (const element of document.querySelectorAll(selector)) new Component(element);
  }
}

document.querySelectorAll("textarea[data-words], textarea[data-characters]").forEach(countWords);
document.querySelectorAll(".moj-filter").forEach(closeFilter);
document.querySelectorAll(".ct-entry").forEach(enterMovesDown);
document.querySelectorAll("form .ct-entry").forEach(pasteGoesDown);
document.querySelectorAll(".ct-entry__row").forEach(asksWhy);
document.querySelectorAll("form[data-cells]").forEach(cellsFill);
document.querySelectorAll("form[data-autosave]").forEach(autosave);
document.querySelectorAll("form[data-autosave]").forEach(controlEnterSends);
document.querySelectorAll("button[data-facts]").forEach(offerFacts);
document.querySelectorAll("button[data-put]").forEach(putText);
document.querySelector(".govuk-notification-banner[role='alert']")?.focus();
document.querySelectorAll("[data-sort]").forEach(sortByLetter);
document.querySelectorAll("form[data-passkey]").forEach(takesPasskey);
