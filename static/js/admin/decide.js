// Keys of a page of the admin that decides: data-key="a" names the key. A link is followed; a button gets the focus.
(() => {
  "use strict";

  document.addEventListener("keydown", (event) => {
    const { target, key, ctrlKey, metaKey, altKey } = event;
    if (ctrlKey || metaKey || altKey || target.closest("input, textarea, select")) return;
    if (key.length !== 1 || !/[a-z]/i.test(key)) return;
    const found = document.querySelector(`[data-key="${key.toLowerCase()}"]`);
    if (!found) return;
    event.preventDefault();
    if (found.matches("a")) {
      found.click();
      return;
    }
    if (found.matches("summary")) found.parentElement.open = true;
    (found.parentElement.querySelector("textarea") ?? found).focus();
  });
})();
