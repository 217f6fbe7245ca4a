// Watching an import: the part of the page that moves asks for itself every two seconds (htmx). While there
// is a WebSocket, each of its messages has it ask at once.
(() => {
  "use strict";
  const { onNewContent } = studio;
  const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1000, 20000];
  const OVER = 1000; // the code with which the socket of an import that is over is closed
  const watched = new Set();

  function watch(id, path, waitMs = FIRST_WAIT_MS) {
    const panel = () => document.querySelector(`[data-import="${id}"]`);
    if (!panel()) return;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    let nextWaitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    try {
      const socket = new WebSocket(`${scheme}//${location.host}${path}`);
      socket.onmessage = () => {
        nextWaitMs = FIRST_WAIT_MS;
        if (panel()) htmx.trigger(panel(), "studio:import-moved");
        else socket.close();
      };
      socket.onclose = ({ code }) => {
        if (code !== OVER) setTimeout(() => watch(id, path, nextWaitMs), waitMs);
      };
    } catch {
      // htmx goes on asking.
    }
  }

  onNewContent((part) => {
    for (const panel of studio.findAll("[data-import]", part)) {
      if (watched.has(panel.dataset.import)) continue;
      watched.add(panel.dataset.import);
      watch(panel.dataset.import, panel.dataset.socket);
    }
  });
})();
