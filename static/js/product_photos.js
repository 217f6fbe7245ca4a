// A product's photos are dragged into their order (buttons do the same from the keyboard).
(() => {
  "use strict";
  const DRAG_ANIMATION_MS = 150;

  function enableDragging() {
    const list = document.getElementById("photo-order");
    if (!list || list.dataset.sorts) return;
    list.dataset.sorts = "yes";
    const order = () => [...list.querySelectorAll("input[name=photo]")].map((input) => input.value).join();
    let orderBefore = "";
    Sortable.create(list, {
      handle: ".scene-grip",
      animation: DRAG_ANIMATION_MS,
      onStart: () => {
        orderBefore = order();
      },
      onEnd: () => {
        if (order() !== orderBefore) list.dispatchEvent(new CustomEvent("studio:photos-reordered"));
      },
    });
  }

  document.addEventListener("DOMContentLoaded", enableDragging);
  document.addEventListener("htmx:load", enableDragging);

  // A moved photo comes back in a new list: the focus goes with it.
  let pressedId = "";

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    pressedId = detail.requestConfig.triggeringEvent?.submitter?.id ?? "";
  });
  document.addEventListener("htmx:afterSettle", () => {
    const button = pressedId && document.getElementById(pressedId);
    if (!button) return;
    (button.disabled ? button.parentElement.querySelector("button:not(:disabled)") : button)?.focus();
    pressedId = "";
  });
})();
