// The order of scenes: dragged, or moved with buttons. Cards move here at once; the server takes the order and
// answers with numbers and times.
(() => {
  "use strict";
  const { announce, reducedMotion, gettext } = studio;
  const DRAG_ANIMATION_MS = 160;
  // A finger that stays this long drags; one that moves sooner scrolls.
  const TOUCH_DELAY_MS = 120;

  const board = () => document.getElementById("board");
  const cards = () => [...(board()?.querySelectorAll(":scope > .scene") ?? [])];
  // Failures are told by the events that htmx sends.
  const ignore = () => {};

  function saveOrder() {
    const order = cards()
      .map((card) => card.dataset.scene)
      .join(",");
    htmx
      .ajax("POST", board().dataset.order, {
        source: board(),
        target: board(),
        swap: "none",
        values: { order },
      })
      .then(ignore, ignore);
  }

  document.addEventListener("htmx:responseError", ({ detail }) => {
    // Another order or other scenes than we thought: show the board as it is.
    if (detail.requestConfig?.path === board()?.dataset.order) htmx.trigger("#desk", "studio:reload-board");
  });

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-move]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    moveCard(button.closest(".scene"), Number(button.dataset.move), button.id);
  });

  // Exchange a card with the one `by` places on; the button that was pressed keeps the focus.
  function moveCard(card, by, buttonId) {
    const before = cards();
    const other = before[before.indexOf(card) + by];
    if (!other) return;
    if (by < 0) other.before(card);
    else other.after(card);
    document.getElementById(buttonId)?.focus();
    card.scrollIntoView({ block: "nearest" });
    announce(
      gettext("Moved to place %(place)s of %(all)s", {
        place: cards().indexOf(card) + 1,
        all: before.length,
      }),
    );
    saveOrder();
  }

  function enableDragging() {
    const here = board();
    if (!here?.dataset.order || here.sortable || !window.Sortable) return;
    here.sortable = Sortable.create(here, {
      handle: ".scene-grip",
      draggable: ".scene",
      animation: reducedMotion.matches ? 0 : DRAG_ANIMATION_MS,
      delayOnTouchOnly: true,
      delay: TOUCH_DELAY_MS,
      onEnd: ({ oldDraggableIndex, newDraggableIndex }) => {
        if (oldDraggableIndex !== newDraggableIndex) saveOrder();
      },
    });
  }

  document.addEventListener("htmx:load", enableDragging);
  document.addEventListener("DOMContentLoaded", enableDragging);

  // Splitting, merging and deleting take the pressed button with them: the focus stays at the scene's
  // menu, or goes to that of a neighbour.
  let focusNext = null;

  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const source = detail.requestConfig?.elt;
    if (!detail.target?.matches?.(".scene") || !source?.matches?.(".menu-item")) return;
    const isDeleted = source.getAttribute("hx-swap") === "delete";
    focusNext = isDeleted ? neighbourId(detail.target) : detail.target.id;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!focusNext) return;
    const place = document.getElementById(focusNext);
    if (document.activeElement === document.body) (place?.querySelector(".edge summary") ?? place)?.focus();
    focusNext = null;
  });

  function neighbourId(card) {
    const all = cards();
    const at = all.indexOf(card);
    return (all[at + 1] ?? all[at - 1])?.id ?? "scene-add";
  }
})();
