// The storyboard: fields that save themselves, scenes that move, and parts that follow the project's state.
(() => {
  "use strict";
  const board = () => document.getElementById("board");
  const say = (text) => {
    const place = document.getElementById("spoken");
    if (place) place.textContent = text;
  };

  // A session that ran out answers with the sign-in page, which took nothing.
  const signedOut = (xhr) => xhr.responseURL.includes("/login/");

  // Saving. `data-saved` is the value the server last told or took: what is equal is not sent again,
  // and `was` lets the server see whether somebody else changed this very field.

  const field = (element) => (element.matches?.("[data-saved]") ? element : null);
  const dirty = () =>
    [...document.querySelectorAll("[data-saved]")].filter(
      (one) => one.value.trim() !== one.dataset.saved.trim(),
    );

  document.addEventListener("htmx:configRequest", (event) => {
    const one = field(event.detail.elt);
    if (!one) return;
    if (one.value.trim() === one.dataset.saved.trim()) return event.preventDefault();
    event.detail.parameters.was = one.dataset.saved;
    status(one, "Saving…");
  });

  function status(one, text) {
    const place = one.closest(".scene")?.querySelector(".scene-status");
    if (place && !place.querySelector(".conflict")) place.innerHTML = `<span class="saved">${text}</span>`;
  }

  // A conflict (409) and a refused form (422) come as a fragment that is to be shown.
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const html = detail.xhr.getResponseHeader("Content-Type")?.startsWith("text/html");
    if (html && [409, 422].includes(detail.xhr.status) && !detail.xhr.getResponseHeader("HX-Reswap")) {
      detail.shouldSwap = true;
      detail.isError = false;
    }
  });

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig?.verb !== "post" || !detail.successful || signedOut(detail.xhr)) return;
    const scene = detail.elt.closest?.(".scene");
    const sent = detail.requestConfig.formData;
    for (const one of scene?.querySelectorAll("[data-saved]") ?? []) {
      if (sent.has(one.name)) one.dataset.saved = sent.get(one.name);
    }
    document.body.dispatchEvent(new CustomEvent("edited"));
  });

  // What could not be saved is tried again by itself, until it is or the field is as it was.
  const [FIRST_MS, LONGEST_MS] = [5000, 60000];
  let [trying, wait] = [null, FIRST_MS];

  function tryAgain() {
    clearTimeout(trying);
    trying = null;
    dirty().forEach((one) => htmx.trigger(one, "change"));
  }

  function unsaved(one, why) {
    status(one, `Not saved: ${why} It is tried again until it is.`);
    if (trying) return;
    trying = setTimeout(tryAgain, wait);
    wait = Math.min(wait * 2, LONGEST_MS);
  }

  document.addEventListener("htmx:sendError", ({ detail }) => {
    const one = field(detail.elt);
    if (one) unsaved(one, "the studio cannot be reached.");
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const one = signedOut(detail.xhr) && field(detail.requestConfig.elt);
    if (one) unsaved(one, "you are signed out.");
  });
  document.addEventListener("htmx:responseError", ({ detail }) => {
    const one = field(detail.requestConfig.elt);
    if (one) status(one, "Not saved.");
  });
  document.addEventListener(
    "htmx:afterRequest",
    ({ detail }) => detail.successful && !dirty().length && (wait = FIRST_MS),
  );
  addEventListener("online", tryAgain);

  addEventListener("beforeunload", (event) => dirty().length && event.preventDefault());

  // Moving. The cards move here at once; the server is told the order and answers with numbers and times.

  const cards = () => [...(board()?.querySelectorAll(":scope > .scene") ?? [])];

  function tellOrder() {
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
      .then(
        () => {},
        () => {},
      );
  }

  document.addEventListener("htmx:responseError", ({ detail }) => {
    // Another order or other scenes than we thought: show the board as it is.
    if (detail.requestConfig?.path === board()?.dataset.order) htmx.trigger("#desk", "refresh");
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-move]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    move(button.closest(".scene"), Number(button.dataset.move), button.id);
  });

  function move(card, by, focus) {
    const all = cards();
    const other = all[all.indexOf(card) + by];
    if (!other) return;
    if (by < 0) other.before(card);
    else other.after(card);
    document.getElementById(focus)?.focus();
    card.scrollIntoView({ block: "nearest" });
    say(`Moved to place ${cards().indexOf(card) + 1} of ${all.length}`);
    tellOrder();
  }

  function dragging() {
    const here = board();
    if (!here?.dataset.order || here.sortable || !window.Sortable) return;
    here.sortable = Sortable.create(here, {
      handle: ".scene-grip",
      draggable: ".scene",
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160,
      delayOnTouchOnly: true,
      delay: 120,
      onEnd: (event) => event.oldDraggableIndex !== event.newDraggableIndex && tellOrder(),
    });
  }

  // Splitting, merging and deleting take the pressed button with them: the focus stays at the scene's
  // menu, or goes to that of a neighbour.
  let next = null;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const source = detail.requestConfig?.elt;
    if (!detail.target?.matches?.(".scene") || !source?.matches?.(".menu-item")) return;
    const gone = source.getAttribute("hx-swap") === "delete";
    next = gone ? neighbour(detail.target) : detail.target.id;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!next) return;
    const place = document.getElementById(next);
    if (document.activeElement === document.body) (place?.querySelector(".edge summary") ?? place)?.focus();
    next = null;
  });

  function neighbour(card) {
    const all = cards();
    const at = all.indexOf(card);
    return (all[at + 1] ?? all[at - 1])?.id ?? "scene-add";
  }

  // The title is one line that may wrap.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches?.("[data-single-line]")) {
      event.preventDefault();
      event.target.blur();
    }
  });

  // Following the project. Each answer tells the board's version: one more than ours is our own edit,
  // anything else is somebody else's. A board is drawn again when it is behind, or when it may no longer
  // (or may again) be edited, but never under the hands of somebody who types in it.

  function follow({ own }) {
    const meta = document.getElementById("project-meta");
    const desk = document.getElementById("desk");
    if (!meta || !desk) return;
    const [now, known] = [Number(meta.dataset.version), Number(desk.dataset.version)];
    if (meta.dataset.state !== desk.dataset.state) say(meta.querySelector(".pill").textContent);
    const turned = meta.dataset.mode !== desk.dataset.mode;
    const readers = meta.dataset.mode === "read" && meta.dataset.state !== desk.dataset.state;
    const behind = now > known && !(own && now === known + 1);
    if (!behind) {
      desk.dataset.version = Math.max(now, known);
      document.getElementById("board-stale").hidden = true;
    }
    if (!turned) desk.dataset.state = meta.dataset.state;
    if (turned || readers || (behind && !typing(desk))) htmx.trigger(desk, "refresh");
    else if (behind) document.getElementById("board-stale").hidden = false;
  }

  // The project may have moved on while the board was on its way: then ask where it is by now.
  document.addEventListener("htmx:load", ({ detail }) => {
    const meta = document.getElementById("project-meta");
    if (detail.elt.id !== "desk" || !meta) return;
    const same =
      meta.dataset.mode === detail.elt.dataset.mode && meta.dataset.state === detail.elt.dataset.state;
    if (!same) document.body.dispatchEvent(new CustomEvent("moved"));
  });

  const typing = (desk) =>
    desk.contains(document.activeElement?.closest?.("[data-saved]")) || dirty().length > 0;

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    const { verb, path } = detail.requestConfig ?? {};
    if (!detail.successful || path === document.getElementById("desk")?.getAttribute("hx-get")) return;
    follow({ own: verb === "post" || detail.elt.matches?.("[data-picture]") });
  });

  // A dialog that somebody reads or fills is not taken away by news; they come when it is closed.
  let skipped = false;
  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    if (!event.detail.target.querySelector?.("dialog[open]")) return;
    event.detail.shouldSwap = false;
    skipped = true;
  });
  document.addEventListener(
    "close",
    () => {
      if (skipped) document.body.dispatchEvent(new CustomEvent("moved"));
      skipped = false;
    },
    true,
  );

  document.addEventListener("htmx:load", dragging);
  document.addEventListener("DOMContentLoaded", dragging);
})();
