// The prompt's preview follows the text while it is typed; the server fills it, as it will later.
document.addEventListener("DOMContentLoaded", () => {
  const body = document.querySelector(".prompt-body");
  const box = document.querySelector("[data-preview]");
  if (!body || !box) return;
  const text = box.querySelector("#preview-text");
  const product = box.querySelector("#preview-product");
  let timer,
    asked = 0;

  async function show() {
    const turn = ++asked;
    const form = new FormData();
    form.append("body", body.value);
    form.append("product", product.value);
    form.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    const answer = await fetch(box.dataset.preview, { method: "POST", body: form });
    if (turn !== asked) return; // a later keystroke has been asked about already
    const told =
      answer.ok || answer.status === 422 ? await answer.json() : { error: "The preview cannot be shown." };
    box.classList.toggle("wrong", !answer.ok);
    text.textContent = told.text ?? told.error;
  }

  product.addEventListener("change", show);
  body.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, 250);
  });
});
