// The board on the page follows the project: it is drawn again when somebody else changed it, or when it may no
// longer (or may again) be edited, but never under the hands of somebody who types in it.
(() => {
  "use strict";
  const { announce, dirtyFields, send } = studio;

  const projectMeta = () => document.getElementById("project-meta");
  const desk = () => document.getElementById("desk");
  const showStale = (isStale) => (document.getElementById("board-stale").hidden = !isStale);
  const isCommenting = () =>
    [...desk().querySelectorAll("form[data-talk] textarea")].some((field) => field.value.trim());
  const isTyping = () =>
    desk().contains(document.activeElement?.closest?.("[data-saved]")) ||
    dirtyFields().length > 0 ||
    desk().querySelector(".conflict") ||
    isCommenting();

  // Versions of the board that this page's own edits made. Each answer says the newest version; what is newer than
  // ours and not made here is somebody else's.
  const ownVersions = new Set();

  // The newest version up to which the page shows everything.
  function shownVersion(known) {
    let version = known;
    while (ownVersions.delete(version + 1)) version += 1;
    return version;
  }

  // Compare what the project is now with what the board was drawn for.
  function follow() {
    if (!projectMeta() || !desk()) return;
    const [project, shown] = [projectMeta().dataset, desk().dataset];
    const isStateNew = project.state !== shown.state;
    const isModeNew = project.mode !== shown.mode;
    if (isStateNew) announce(projectMeta().querySelector(".pill").textContent);
    shown.version = shownVersion(Number(shown.version));
    const behind = Number(project.version) > Number(shown.version);
    if (!behind) showStale(false);
    if (!isModeNew) shown.state = project.state;
    const mustRedraw = isModeNew || (project.mode === "read" && isStateNew);
    if (mustRedraw || (behind && !isTyping())) htmx.trigger(desk(), "studio:reload-board");
    else if (behind) showStale(true);
  }

  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.successful || detail.requestConfig?.path === desk()?.getAttribute("hx-get")) return;
    const made = detail.xhr.getResponseHeader("Board-Versions") ?? "";
    for (const version of made.split(",").filter(Boolean)) ownVersions.add(Number(version));
    follow();
  });

  // What waited for somebody's hands comes when they have left the board.
  const SETTLE_MS = 300;
  document.addEventListener("focusout", () => {
    setTimeout(() => {
      if (!desk() || document.getElementById("board-stale").hidden) return;
      const hasLeft = !desk().contains(document.activeElement) && !isTyping();
      if (hasLeft) htmx.trigger(desk(), "studio:reload-board");
    }, SETTLE_MS);
  });

  // The project may have moved on while the board was on its way: then ask where it is by now.
  document.addEventListener("htmx:load", ({ detail }) => {
    if (detail.elt.id !== "desk" || !projectMeta()) return;
    const [project, shown] = [projectMeta().dataset, detail.elt.dataset];
    if (project.mode !== shown.mode || project.state !== shown.state) send("studio:project-changed");
  });

  // The buttons over the board are drawn anew by nearly everything. One that has gone with it (a submitted board has
  // no "Submit") hands the focus on to what comes next; one that is still there keeps it, by its id.
  let hadFocus = false;

  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    if (detail.target.id === "project-actions") hadFocus = detail.target.contains(document.activeElement);
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!hadFocus) return;
    hadFocus = false;
    if (document.activeElement !== document.body) return;
    const buttons = document.querySelectorAll("#project-actions > button:not([disabled])");
    const next = [...buttons].find((button) => button.matches(".btn--primary")) ?? buttons[0];
    next?.focus({ preventScroll: true });
  });

  // A dialog that somebody reads or fills is not taken away by news; they come when it is closed.
  let hasSkippedNews = false;

  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    if (!detail.target.querySelector?.("dialog[open]")) return;
    detail.shouldSwap = false;
    hasSkippedNews = true;
  });
  document.addEventListener(
    "close",
    () => {
      if (hasSkippedNews) send("studio:project-changed");
      hasSkippedNews = false;
    },
    true,
  );
})();
