// Stored facts beside the text that one writes: the same list as the page without script, in a dialog, and what is chosen
// goes where the cursor stands.

function putIn(textarea, written) {
  const { selectionStart: start, selectionEnd: end, value } = textarea;
  const space = start && !/\s$/.test(value.slice(0, start)) ? " " : "";
  textarea.setRangeText(space + written, start, end, "end");
  textarea.dispatchEvent(new Event("input", { bubbles: true }));
}

// A text that one press puts where the cursor stands; without a script the form comes back with it at the end.
export function putText(button) {
  const textarea = document.getElementById(button.dataset.into);
  if (!textarea) return;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    putIn(textarea, button.dataset.put);
    textarea.focus();
  });
}

export function offerFacts(button) {
  const textarea = document.getElementById(button.dataset.into);
  if (!textarea || !window.HTMLDialogElement) return;
  let dialog, plain = false;

  async function load(query) {
    const answer = await fetch(`${button.dataset.facts}?part=1${query}`, { redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    dialog.querySelector("[data-facts-list]").innerHTML = await answer.text();
  }

  function make() {
    dialog = document.createElement("dialog");
    dialog.className = "ct-live-dialog";
    dialog.setAttribute("aria-label", "Insert a stored fact");
    dialog.innerHTML = '<form method="dialog" class="ct-live-dialog__head"><p class="govuk-heading-m">Insert a stored fact</p><button class="ct-linkbutton ct-linkbutton--act">Close</button></form><div data-facts-list></div>';
    dialog.addEventListener("submit", (event) => {
      if (event.target.matches("[data-facts-choose]")) {
        event.preventDefault();
        load(`&service=${encodeURIComponent(event.target.elements.service.value)}`).catch(() => event.target.submit());
      } else if (event.target.matches("[data-facts-insert]")) {
        event.preventDefault();
        dialog.close();
        putIn(textarea, event.submitter.value);
      }
    });
    dialog.addEventListener("close", () => { dialog.remove(); textarea.focus(); });
    button.closest("form").after(dialog);
  }

  button.addEventListener("click", async (event) => {
    if (plain) return;
    event.preventDefault();
    make();
    try {
      await load("");
      dialog.showModal();
    } catch {
      dialog.remove();
      plain = true;
      button.click();
    }
  });
}
