// Single keys of the review room: data-key="n" names the key of a link, a button or a field. A link is followed, what
// decides only gets the focus, so that no stray key decides. The switch of studio.js turns them off.
(() => {
  "use strict";
  const { hasSingleKeys } = studio;

  function isTyping(target) {
    return Boolean(target.closest?.("input:not([type=range], [type=checkbox]), textarea, select, dialog"));
  }

  // Comments have a form of their own, which knows no keys.
  const findKey = (key) =>
    key === "t"
      ? document.getElementById("say-board")
      : document.querySelector(`[data-key="${CSS.escape(key)}"]`);

  document.addEventListener("keydown", (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    if (!hasSingleKeys() || ctrlKey || metaKey || altKey || key.length !== 1 || isTyping(target)) return;
    const found = findKey(key.toLowerCase());
    if (!found) return;
    event.preventDefault();
    if (found.matches("a") || found.dataset.step) {
      found.click();
      return;
    }
    found.scrollIntoView({ block: "center" });
    found.focus({ preventScroll: true });
  });

  // Ctrl+Enter in the note sends the board back with it.
  document.addEventListener("keydown", ({ target, key, ctrlKey, metaKey }) => {
    if (target.id !== "room-note" || key !== "Enter" || !(ctrlKey || metaKey)) return;
    target.form.querySelector('[value="changes"]').click();
  });
})();
