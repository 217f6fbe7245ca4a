// The admin's prompt editor: the preview follows the text while it is typed; the server fills it in.
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  const body = document.querySelector(".prompt-body");
  const box = document.querySelector("[data-preview]");
  if (!body || !box) return;
  const PAUSE_MS = 250; // so long nothing is typed before the server is asked
  const text = box.querySelector("#preview-text");
  const product = box.querySelector("#preview-product");
  let timer = null;
  let lastRequest = 0;

  async function showPreview() {
    lastRequest += 1;
    const request = lastRequest;
    const form = new FormData();
    form.append("body", body.value);
    form.append("product", product.value);
    form.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const response = await fetch(box.dataset.preview, { method: "POST", body: form });
    if (request !== lastRequest) return; // a later keystroke has been asked about already
    const isJson = response.ok || response.status === 422;
    const result = isJson ? await response.json() : { error: "The preview cannot be shown." };
    box.classList.toggle("wrong", !response.ok);
    text.textContent = result.text ?? result.error;
  }

  product.addEventListener("change", showPreview);
  body.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(showPreview, PAUSE_MS);
  });
});
