// Forms: what is pressed early, leaving with unsaved words, the first wrong field, growing text
// areas, drop zones.
(() => {
  "use strict";
  const { findAll, onNewContent } = studio;

  // What is pressed before htmx has looked at the page is kept and pressed again then. Without this a form would
  // be sent as a plain one, to nowhere, and a button would do nothing. htmx looks at the page when it is parsed,
  // by a listener that stands before ours.
  const pressedEarly = new Map();
  const SENT_BY_HTMX = "[hx-post], [hx-put], [hx-patch], [hx-delete]";

  function keepEarly(event, element, again) {
    if (!element?.matches(SENT_BY_HTMX)) return;
    event.preventDefault();
    pressedEarly.set(element, again);
  }

  const submitEarly = (event) => {
    const { target, submitter } = event;
    // By a click where there is a button: htmx sends the value of the one that it saw clicked.
    keepEarly(event, target, () => (submitter ? submitter.click() : target.requestSubmit()));
  };
  const clickEarly = (event) => {
    const button = event.target.closest?.("button");
    keepEarly(event, button, () => button.click());
  };

  if (document.readyState !== "complete") {
    document.addEventListener("submit", submitEarly);
    document.addEventListener("click", clickEarly);
    document.addEventListener("DOMContentLoaded", () => {
      document.removeEventListener("submit", submitEarly);
      document.removeEventListener("click", clickEarly);
      for (const again of pressedEarly.values()) again();
      pressedEarly.clear();
    });
  }

  // A refused form comes back with its errors: the first wrong field takes the focus.
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.xhr?.status !== 422) return;
    const error = document.querySelector(".field-error[role=alert]");
    error?.closest(".field, .fieldset, form")?.querySelector("input, textarea, select")?.focus();
    const form = error?.closest("form[data-guard]");
    if (form) form.dataset.unsaved = "yes";
  });

  // Forms with data-guard hold words that are gone with the page: leaving asks first. `data-unsaved` is
  // a form that came back refused: its values look like those it began with.

  const isChanged = (field) =>
    field.matches("textarea, input:not([type=checkbox], [type=radio], [type=hidden], [type=search])") &&
    field.value !== field.defaultValue;

  function isUnsaved(form) {
    if (form.dataset.sent) return false;
    return Boolean(form.dataset.unsaved) || [...form.elements].some(isChanged);
  }

  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-guard]")) target.dataset.sent = "yes";
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.elt.matches?.("form[data-guard]")) return;
    const leaves =
      detail.xhr?.getResponseHeader("HX-Redirect") || detail.xhr?.getResponseHeader("HX-Location");
    if (!(detail.successful && leaves)) delete detail.elt.dataset.sent;
  });
  addEventListener("beforeunload", (event) => {
    if (findAll("form[data-guard]").some(isUnsaved)) event.preventDefault();
  });

  // Text areas grow with their text where the browser cannot do it by itself.

  const GROWING = "textarea[data-autosize], textarea.scene-text";
  const BORDERS_PX = 2;

  function fitHeight(area) {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + BORDERS_PX}px`;
  }

  if (!CSS.supports("field-sizing", "content")) {
    onNewContent((part) => findAll(GROWING, part).forEach(fitHeight));
    document.addEventListener("input", ({ target }) => {
      if (target.matches(GROWING)) fitHeight(target);
    });
  }

  // Drop zones say what was dropped.

  document.addEventListener("change", ({ target }) => {
    const names = target.closest(".drop")?.querySelector(".drop-names");
    if (names && target.files) names.textContent = [...target.files].map((file) => file.name).join(", ");
  });
  for (const [type, isOver] of [
    ["dragover", true],
    ["dragleave", false],
    ["drop", false],
  ]) {
    document.addEventListener(type, ({ target }) => {
      target.closest?.(".drop")?.classList.toggle("is-over", isOver);
    });
  }
})();
