// A form with data-passkey: the browser makes or finds a passkey, and the form takes it along.
export function takesPasskey(form) {
  const asked = JSON.parse(form.dataset.passkey).publicKey;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const made = asked.user
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
      form.credential.value = JSON.stringify(made);
      form.submit();
    } catch {
      form.querySelector("[data-passkey-failed]").hidden = false;
    }
  });
}
