// The catalogue: photos are dragged into their order (buttons do the same from the keyboard).
(() => {
  "use strict";

  function sortable(list) {
    if (!list || list.dataset.sorts) return;
    list.dataset.sorts = "yes";
    let before = "";
    const order = () => [...list.querySelectorAll("input[name=photo]")].map((one) => one.value).join();
    Sortable.create(list, {
      handle: ".scene-grip",
      animation: 150,
      onStart: () => (before = order()),
      onEnd: () => order() !== before && list.dispatchEvent(new CustomEvent("moved")),
    });
  }

  const welcome = () => sortable(document.getElementById("photo-order"));
  document.addEventListener("DOMContentLoaded", welcome);
  document.addEventListener("htmx:load", welcome);

  // A moved photo comes back in a new list: the focus goes with it.
  let focused = "";
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    focused = detail.requestConfig.triggeringEvent?.submitter?.id ?? "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    const button = focused && document.getElementById(focused);
    if (!button) return;
    (button.disabled ? button.parentElement.querySelector("button:not(:disabled)") : button)?.focus();
    focused = "";
  });
})();
