// The form of a new project: settings that the prompt wishes for are filled in, until a person sets them.
(() => {
  "use strict";
  const { onNewContent } = studio;
  const touched = new Set(); // names of fields that a person set
  const before = new Map(); // what fields held before the prompt filled them

  const isSwitch = (control) => control instanceof HTMLInputElement && control.type === "checkbox";

  function read(control) {
    return isSwitch(control) ? control.checked : control.value;
  }

  function write(control, value) {
    if (isSwitch(control)) control.checked = value;
    else control.value = value;
    const field = control instanceof RadioNodeList ? control[0] : control;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    return field.closest(".field, .fieldset, .switch");
  }

  function fill(form, wished) {
    for (const name of [...before.keys()].filter((known) => !(known in wished))) {
      const control = form.elements.namedItem(name);
      if (control && !touched.has(name)) write(control, before.get(name));
      before.delete(name);
    }
    for (const marked of form.querySelectorAll("[data-from-prompt]")) delete marked.dataset.fromPrompt;
    for (const [name, value] of Object.entries(wished)) {
      const control = form.elements.namedItem(name);
      if (!control || touched.has(name)) continue;
      if (!before.has(name)) before.set(name, read(control));
      const box = write(control, value);
      if (box) box.dataset.fromPrompt = "";
    }
  }

  // What is chosen among the fields that are folded away, in the line that unfolds them.
  function tellMore() {
    const more = document.querySelector("#more");
    const told = more?.querySelector("[data-more-told]");
    if (!told) return;
    const isChosen = (field) =>
      field.value.trim() && getComputedStyle(field.closest(".field")).display !== "none";
    const say = (field) =>
      field.matches("select") ? field.selectedOptions[0].text.trim() : `“${field.value.trim()}”`;
    const fields = [...more.querySelectorAll("select, input:not([type=checkbox])")];
    told.textContent = fields.filter(isChosen).map(say).join(" · ");
  }

  // Another value that the page offers for a field: the language of the product's own text.
  function choose({ name, value }) {
    const field = document.querySelector("#new-form")?.elements.namedItem(name);
    if (!field) return;
    touched.add(name);
    write(field, value);
  }

  document.addEventListener("input", ({ target, isTrusted }) => {
    if (isTrusted && target.form?.id === "new-form") touched.add(target.name);
  });
  document.addEventListener("change", ({ target }) => {
    if (target.form?.id === "new-form") tellMore();
  });
  document.addEventListener("click", ({ target }) => {
    const offer = target.closest("[data-choose]");
    if (offer) choose(offer.dataset);
  });

  onNewContent(() => {
    tellMore();
    const found = document.querySelector("#understood");
    const form = found?.closest("form");
    if (form) fill(form, JSON.parse(found.dataset.fill ?? "{}"));
  });
})();
