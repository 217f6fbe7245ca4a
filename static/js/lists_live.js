// What moves anywhere, on every page: how many jobs run stands in the header, and rows of a list of projects are
// drawn anew when somebody did something with them; other parts of a page hear of them, too
// ("studio:projects-moved", with their keys). A socket tells; without one the page asks now and then.
(() => {
  "use strict";
  const { createElement, gettext } = studio;
  const [FIRST_WAIT_MS, LONGEST_WAIT_MS, POLL_MS, SETTLE_MS] = [1000, 30000, 10000, 300];

  const header = () => document.getElementById("running");
  const sheet = () => document.querySelector("[data-live-rows]");
  const row = (key) => document.getElementById(`project-${key}`);

  let last = 0;
  let waitMs = FIRST_WAIT_MS;
  let poller = null;
  let timer = null;
  // Keys of projects that moved since rows were asked for, and the jobs that run: {key of the project: percent}.
  const moved = new Set();
  let running = new Map();

  // --- the socket -----------------------------------------------------------------------------
  function connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    let socket;
    try {
      socket = new WebSocket(`${scheme}//${location.host}${header().dataset.socket}?after=${last}`);
    } catch {
      fallBack();
      return;
    }
    socket.onopen = () => {
      clearInterval(poller);
      poller = null;
    };
    socket.onmessage = ({ data }) => {
      waitMs = FIRST_WAIT_MS;
      read(JSON.parse(data));
    };
    socket.onclose = fallBack;
  }

  function fallBack() {
    poller ??= setInterval(poll, POLL_MS);
    setTimeout(connect, waitMs);
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }

  async function poll() {
    try {
      const answer = await fetch(`${header().dataset.feed}?after=${last}`, { redirect: "error" });
      if (answer.ok) read(await answer.json());
    } catch {
      // The next look, or the socket, will do.
    }
  }

  function read(news) {
    last = Math.max(last, news.last);
    const before = running;
    running = new Map(news.running.map(({ project, progress }) => [project, progress]));
    showRunning(news);
    for (const key of news.moved) moved.add(key);
    // What a job made (a cover, say) is on its row when the job is over.
    for (const key of before.keys()) if (!running.has(key)) moved.add(key);
    if (!moved.size) return;
    clearTimeout(timer);
    timer = setTimeout(bringUpToDate, SETTLE_MS);
  }

  // --- the header -----------------------------------------------------------------------------
  function showRunning({ running: jobs, running_count: count }) {
    header().hidden = !count;
    if (!count) header().open = false;
    document.getElementById("running-count").textContent = count;
    document.getElementById("running-list").replaceChildren(...jobs.map(jobLine));
    if (count > jobs.length) {
      const more = createElement(
        "p",
        "menu-note",
        gettext("And %(count)s more.", { count: count - jobs.length }),
      );
      document.getElementById("running-list").append(more);
    }
    showProgress();
  }

  function jobLine({ project, title, progress, message }) {
    const line = createElement("a", "menu-item running-job");
    line.href = `/projects/${project}/`;
    const bar = createElement("progress");
    bar.max = 100;
    bar.value = progress;
    bar.setAttribute("aria-label", title);
    line.append(createElement("b", "truncate", title), bar, createElement("span", "faint", message));
    return line;
  }

  function showProgress() {
    for (const bar of document.querySelectorAll("progress.poster-progress")) {
      const percent = running.get(Number(bar.closest("[data-project]").dataset.project));
      bar.hidden = percent === undefined;
      if (percent !== undefined) bar.value = percent;
    }
  }

  // --- the list -------------------------------------------------------------------------------
  function bringUpToDate() {
    const keys = [...moved];
    moved.clear();
    document.dispatchEvent(new CustomEvent("studio:projects-moved", { detail: { keys } }));
    if (!sheet()) return;
    const shown = keys.filter(row);
    if (shown.length) drawRows(shown);
    if (keys.length > shown.length) comeNew();
  }

  // {project, part} of the row that had the focus when it was drawn anew.
  let hadFocus = null;

  function drawRows(keys) {
    const asked = new URLSearchParams(location.search);
    for (const key of keys) asked.append("pk", key);
    htmx.ajax("GET", `${sheet().dataset.liveRows}?${asked}`, { source: sheet(), swap: "none" }).then(() => {
      if (hadFocus && document.activeElement === document.body) {
        row(hadFocus.project)?.querySelector(hadFocus.part)?.focus();
      }
      hadFocus = null;
      showProgress();
    });
  }

  // A row that is drawn anew is ticked as it was at that very moment, and not as when it was asked for.
  document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
    if (!target.matches("[data-project]")) return;
    const [was, comes] = [target, fragment].map((part) => part.querySelector(".tick"));
    if (was && comes) comes.checked = was.checked;
    const { activeElement } = document;
    if (!target.contains(activeElement)) return;
    hadFocus = {
      project: target.dataset.project,
      part: activeElement.matches(".tick") ? ".tick" : ".poster-title a",
    };
  });

  // Rows come and go under nobody's hands: then a button says that there is something new.
  const isInHand = () =>
    sheet().contains(document.activeElement) || sheet().matches(":hover, :has(.tick:checked, details[open])");

  function comeNew() {
    if (isInHand()) sheet().querySelector(".list-news").hidden = false;
    else studio.send("studio:list-changed");
  }

  document.addEventListener("click", ({ target }) => {
    if (target.closest?.("[data-show-news]")) studio.send("studio:list-changed");
  });

  // A list that was drawn anew has lost what was pressed: the focus goes to the list.
  let listWasPressed = false;
  document.addEventListener("htmx:afterSettle", () => {
    showProgress();
    if (document.activeElement === document.body && listWasPressed) sheet()?.focus({ preventScroll: true });
    listWasPressed = false;
  });
  document.addEventListener("studio:list-changed", () => {
    listWasPressed = Boolean(sheet()?.contains(document.activeElement));
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!header()) return;
    // Of a page that says what it has seen, nothing is missed between its making and its socket.
    last = Number(document.querySelector("[data-live-rows], [data-live-room]")?.dataset.seen ?? 0);
    connect();
  });
})();
