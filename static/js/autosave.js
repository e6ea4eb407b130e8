// Keeps a form on the server as one types: the raw strings, a moment after the last key. It says "Draft saved" only when
// the server has answered that it has them, and with its time.

const PAUSE = 1500; // after the last key
const LONGEST = 4000; // while the typing goes on
const SIGNED_OUT = "Not saved: sign in again";
const FAILED = "Not saved: no answer from the server. Trying again";
const RETRY = 5000;

export function autosave(form) {
  const says = document.querySelector("[data-autosave-says]");
  let waiting, latest, sending = false, again = false, leaving = false, kept = "";

  const say = (text, loud) => {
    if (!says) return;
    says.textContent = text;
    says.classList.toggle("ct-written--over", Boolean(loud));
  };

  const text = () => new URLSearchParams(new FormData(form)).toString();

  async function send() {
    clearTimeout(waiting);
    waiting = latest = undefined;
    if (leaving) return;
    if (sending) { again = true; return; }
    const body = text();
    if (body === kept) return;
    sending = true;
    try {
      const headers = { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" };
      const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers, redirect: "error" });
      if (answer.status === 401 || answer.status === 403) say(SIGNED_OUT, true);
      else if (!answer.ok) throw new Error(String(answer.status));
      else {
        const { revision, at } = await answer.json();
        if (!revision || !at) throw new Error("no revision");
        kept = body;
        say(`Draft saved ${at}`);
      }
    } catch {
      say(FAILED, true);
      waiting = setTimeout(send, RETRY);
    } finally {
      sending = false;
      if (again) { again = false; soon(); }
    }
  }

  function soon() {
    const now = Date.now();
    latest ??= now + LONGEST;
    clearTimeout(waiting);
    waiting = setTimeout(send, Math.max(0, Math.min(PAUSE, latest - now)));
  }

  kept = text();
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("submit", () => { leaving = true; clearTimeout(waiting); });
  addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("visibilitychange", () => { if (document.hidden && waiting) send(); });
}

// A figure without a number asks why: the boxes for it open as soon as something other than "Number" is chosen.
export function asksWhy(row) {
  const state = row.querySelector("select[name$='-state']");
  const more = row.querySelector("details.ct-how");
  state?.addEventListener("change", () => { if (state.value && more) more.open = true; });
}
