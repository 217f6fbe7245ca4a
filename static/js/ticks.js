// Lists in which one ticks: how many are ticked, all of them at once, and nothing to press while none is.
// <form data-ticks> has inputs of the class "tick", [data-tick-all], [data-tick-count] and [data-tick-go].
(() => {
  "use strict";
  const { findAll, onNewContent, gettext } = studio;

  const ticks = (form) => findAll("input.tick", form);

  function show(form) {
    const all = ticks(form);
    const ticked = all.filter((tick) => tick.checked).length;
    const whole = form.querySelector("[data-tick-all]");
    const count = form.querySelector("[data-tick-count]");
    if (whole) {
      whole.checked = ticked > 0 && ticked === all.length;
      whole.indeterminate = ticked > 0 && ticked < all.length;
    }
    if (count) count.textContent = ticked ? gettext("%(count)s ticked", { count: ticked }) : "";
    for (const button of findAll("[data-tick-go]", form)) button.disabled = ticked === 0;
    form.classList.toggle("has-ticks", ticked > 0);
  }

  document.addEventListener("change", ({ target }) => {
    const form = target.closest?.("form[data-ticks]");
    if (!form) return;
    if (target.matches("[data-tick-all]")) for (const tick of ticks(form)) tick.checked = target.checked;
    show(form);
  });

  // Enter in a menu's field presses that menu's own button, not the first one of the form.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches?.("form[data-ticks] .menu-form input")) return;
    event.preventDefault();
    event.target.closest(".menu-form").querySelector("[data-tick-go]:not(:disabled)")?.click();
  });

  // A page that comes back from the browser's memory has its ticks still.
  addEventListener("pageshow", () => findAll("form[data-ticks]").forEach(show));
  onNewContent((part) => {
    for (const form of findAll("form[data-ticks]", part)) {
      for (const label of findAll(".tick-all", form)) label.hidden = false;
      show(form);
    }
  });
})();
