// Connects the passkey button of a page with allauth's WebAuthn scripts, and says so when it does not work.
(() => {
  const button = document.querySelector("[data-passkey]"), says = document.querySelector("[data-passkey-says]");
  const forms = window.allauth && window.allauth.webauthn.forms;
  if (!button || !forms) return;
  if (!window.PublicKeyCredential) { // an old browser, or no https
    document.querySelectorAll("[data-passkey-none]").forEach((one) => { one.hidden = false; });
    return;
  }
  const kind = button.dataset.passkey; // add, login or authenticate
  forms[`${kind}Form`]({
    ids: { [kind]: button.id, credential: "id_credential", passwordless: "id_passwordless", data: "js_data" },
  });
  button.hidden = false;
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    says.textContent = says.dataset.passkeySays;
  });
})();
