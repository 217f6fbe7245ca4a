// Set the chosen theme before the first paint. No choice: the system decides.
(() => {
  "use strict";
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be closed; the system's theme is fine.
  }
})();
