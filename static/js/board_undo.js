// Undo and redo of the board by keys: Ctrl+Z, Ctrl+Shift+Z and Ctrl+Y, outside of fields, where they are the browser's.
(() => {
  "use strict";
  const { announce } = studio;

  const isInField = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog");

  // Which button a key presses, by its id.
  function buttonOf({ key, ctrlKey, metaKey, shiftKey, altKey }) {
    if (!(ctrlKey || metaKey) || altKey) return null;
    if (key.toLowerCase() === "z") return shiftKey ? "redo" : "undo";
    return key.toLowerCase() === "y" && !shiftKey ? "redo" : null;
  }

  document.addEventListener("keydown", (event) => {
    const button = document.getElementById(buttonOf(event) ?? "");
    if (!button || isInField(event.target) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled")) announce(button.title);
    else button.click();
  });

  // A button that has nothing to do stays in reach of the keyboard, and says so.
  document.addEventListener(
    "click",
    (event) => {
      const button = event.target.closest?.("[data-undo][aria-disabled], [data-redo][aria-disabled]");
      if (!button) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      announce(button.title);
    },
    true,
  );
})();
