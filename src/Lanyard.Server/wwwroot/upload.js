// Shows how far an upload is, takes a file that is dropped anywhere on the form, and says at once when it is too large.
const form = document.querySelector('form[data-upload]');
const input = form?.querySelector('input[type=file]');
const meter = form?.querySelector('[data-upload-progress]');
const fault = form?.querySelector('[data-upload-fault]');
const button = form?.querySelector('button[type=submit]');

function fail(text) {
  fault.textContent = text;
  fault.hidden = false;
  meter.hidden = true;
  button.disabled = false;
}

function send() {
  const request = new XMLHttpRequest();
  request.open('POST', form.action);
  request.setRequestHeader('Accept', 'application/json');
  request.responseType = 'json';
  const bar = meter.querySelector('progress');
  request.upload.addEventListener('progress', event => { bar.value = event.loaded / event.total * 100; });
  // All is sent: how long it is read there is not known.
  request.upload.addEventListener('load', () => bar.removeAttribute('value'));
  request.addEventListener('load', () => {
    if (request.response?.address)
      location.assign(request.response.address);
    else
      fail(request.response?.fault ?? form.dataset.broken);
  });
  request.addEventListener('error', () => fail(form.dataset.broken));
  fault.hidden = true;
  bar.value = 0;
  meter.hidden = false;
  button.disabled = true;
  request.send(new FormData(form));
}

form?.addEventListener('submit', event => {
  event.preventDefault();
  if (input.files[0]?.size > Number(form.dataset.longest))
    fail(form.dataset.tooLarge);
  else
    send();
});
form?.addEventListener('dragover', event => {
  event.preventDefault();
  form.classList.add('dragging');
});
form?.addEventListener('dragleave', () => form.classList.remove('dragging'));
form?.addEventListener('drop', event => {
  event.preventDefault();
  form.classList.remove('dragging');
  if (event.dataTransfer.files.length > 0)
    input.files = event.dataTransfer.files;
});
// The browser's own "back" shows the form as it was left.
window.addEventListener('pageshow', () => { if (button) button.disabled = false; });
