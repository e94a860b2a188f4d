// Shows the buttons that use a passkey, asks the browser for one, and sends what it gives with the form that the button is in.
for (const button of document.querySelectorAll('button[data-passkey]')) {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) continue;
  button.hidden = false;
  const form = button.form;
  const fault = form.querySelector('[role=alert]');
  button.addEventListener('click', async event => {
    event.preventDefault();
    if (!form.reportValidity()) return;
    fault.hidden = true;
    button.disabled = true;
    try {
      const token = form.querySelector('input[name=__RequestVerificationToken]').value;
      const answer = await fetch(button.dataset.passkey, {
        method: 'POST', body: new URLSearchParams({ __RequestVerificationToken: token }),
      });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const options = await answer.json();
      const credential = 'user' in options
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.elements.Credential.value = JSON.stringify(credential);
      form.submit();
    } catch {
      fault.textContent = button.dataset.failed;
      fault.hidden = false;
      button.disabled = false;
    }
  });
}
