// The preview's panel on the page: opening it, asking for the film, its buttons, its strip of scenes and its keys.
(() => {
  "use strict";
  const { createElement, reducedMotion, gettext, hasSingleKeys } = studio;
  const { formatTime, Screen, Player } = studio.preview;
  const panel = document.getElementById("preview");
  if (!panel) return;
  const STEP_MS = 1000;
  // After a change of the board, so long is waited for the next one.
  const REFRESH_DELAY_MS = 400;
  // A longer answer is no message for a person.
  const LONGEST_MESSAGE = 300;
  // What is left of the scene before at the left end of the strip.
  const STRIP_MARGIN_PX = 20;

  const part = (name) => panel.querySelector(`[data-part="${name}"]`);
  const button = (act) => panel.querySelector(`[data-act="${act}"]`);
  const screen = new Screen(part);
  const player = new Player({ draw, showState, showMessage });

  // What is seen

  let sceneShown = -1;

  function draw({ film, ms, isPlaying }) {
    const now = screen.draw(ms, isPlaying);
    part("range").value = Math.round(ms);
    part("range").style.setProperty("--pv-done", `${(ms / film.duration_ms) * 100}%`);
    part("now").textContent = formatTime(ms);
    if (now === sceneShown) return;
    sceneShown = now;
    const where = `${formatTime(ms)}, scene ${now + 1} of ${film.scenes.length}`;
    part("range").setAttribute("aria-valuetext", where);
    markInStrip(now);
  }

  function markInStrip(now) {
    [...part("strip").children].forEach((piece, number) => {
      if (number === now) piece.setAttribute("aria-current", "true");
      else piece.removeAttribute("aria-current");
    });
    scrollStrip(part("strip").children[now]);
  }

  // Only the strip scrolls, never the page.
  function scrollStrip(piece) {
    const strip = part("strip");
    const [left, right] = [piece.offsetLeft, piece.offsetLeft + piece.offsetWidth];
    const isSeen = left >= strip.scrollLeft && right <= strip.scrollLeft + strip.clientWidth;
    if (!isSeen) strip.scrollLeft = left - STRIP_MARGIN_PX;
  }

  function showState({ isPlaying }) {
    panel.dataset.state = isPlaying ? "playing" : "paused";
    button("toggle").setAttribute("aria-label", isPlaying ? gettext("Pause") : gettext("Play"));
    for (const icon of button("toggle").querySelectorAll("[data-when]")) {
      icon.hidden = icon.dataset.when !== panel.dataset.state;
    }
  }

  // A message over the picture; none takes it away.
  function showMessage(text) {
    part("veil").textContent = text;
    part("veil").hidden = !text;
  }

  // What is played

  let lastRequest = 0;
  let filmText = "";

  async function fetchFilm() {
    const headers = { Accept: "application/json", "HX-Request": "true" };
    const response = await fetch(panel.dataset.playback, { headers });
    if (response.ok && !response.redirected) return response.text();
    const message = response.redirected
      ? gettext("You are signed out. Sign in again to go on.")
      : await response.text();
    throw new Error(
      message.length < LONGEST_MESSAGE ? message : gettext("The preview cannot be had just now."),
    );
  }

  // Ask for the film; show it if it is another one. Of several requests only the last counts.
  async function refresh() {
    lastRequest += 1;
    const request = lastRequest;
    try {
      const text = await fetchFilm();
      if (request !== lastRequest || text === filmText) return;
      filmText = text;
    } catch (error) {
      if (request === lastRequest) showFailure(error);
      return;
    }
    showFilm(JSON.parse(filmText));
  }

  function showFailure(error) {
    player.pause();
    showMessage(error instanceof TypeError ? gettext("The studio cannot be reached.") : error.message);
  }

  function showFilm(film) {
    showMessage("");
    sceneShown = -1;
    player.replaceFilm(film);
    screen.show(film);
    part("range").max = film.duration_ms;
    part("total").textContent = formatTime(film.duration_ms);
    part("strip").replaceChildren(...film.scenes.map((scene, number) => stripPiece(film, scene, number)));
    part("notes").replaceChildren(...film.notes.map((note) => createElement("li", "", note)));
    for (const note of panel.querySelectorAll("[data-outdated]")) {
      note.hidden = note.dataset.outdated === film.digest;
    }
    draw(player);
    player.reloadSound();
  }

  function stripPiece(film, scene, number) {
    const piece = createElement("button", "strip-piece");
    piece.type = "button";
    piece.dataset.scene = number;
    piece.style.flexGrow = scene.stop - scene.start;
    if (scene.thumb) piece.style.backgroundImage = `url("${scene.thumb}")`;
    const start = formatTime((scene.start / film.fps) * 1000);
    piece.setAttribute(
      "aria-label",
      gettext("Scene %(number)s, from %(start)s", { number: scene.index, start }),
    );
    piece.append(createElement("span", "", String(scene.index)));
    return piece;
  }

  // Opening and closing

  const isOpen = () => !panel.hidden;
  const openers = () => document.querySelectorAll("[data-preview]");

  function showOpeners() {
    for (const opener of openers()) opener.setAttribute("aria-expanded", String(isOpen()));
  }

  function openPanel() {
    panel.hidden = false;
    showOpeners();
    panel.scrollIntoView({ block: "start", behavior: reducedMotion.matches ? "auto" : "smooth" });
  }

  async function openAndPlay() {
    openPanel();
    button("toggle").focus({ preventScroll: true });
    await refresh();
    if (!reducedMotion.matches) player.play();
  }

  function closePanel() {
    player.pause();
    panel.hidden = true;
    panel.dataset.state = "closed";
    for (const video of panel.querySelectorAll("video")) video.pause();
    showOpeners();
    openers()[0]?.focus();
  }

  function togglePanel() {
    if (isOpen()) closePanel();
    else openAndPlay();
  }

  // Buttons

  function toggleMute() {
    player.sound.mute(!player.sound.muted);
    button("mute").setAttribute("aria-pressed", player.sound.muted);
  }

  const ACTS = {
    toggle: () => player.toggle(),
    before: () => player.skip(-1),
    after: () => player.skip(1),
    close: closePanel,
    mute: toggleMute,
  };

  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-preview]")) {
      togglePanel();
      return;
    }
    const act = target.closest("#preview [data-act]")?.dataset.act;
    if (act) ACTS[act]();
    const piece = target.closest("#preview [data-scene]");
    if (piece) player.seekScene(Number(piece.dataset.scene));
    if (target.closest("#preview .pv-stage")) player.toggle();
  });

  part("range").addEventListener("input", ({ target }) => player.seek(Number(target.value)));

  // Keys: P from anywhere on the page; the others while the preview is open and nobody types.

  const KEYS = {
    " ": ACTS.toggle,
    k: ACTS.toggle,
    m: ACTS.mute,
    ArrowLeft: ({ shiftKey }) => (shiftKey ? player.skip(-1) : player.seek(player.ms - STEP_MS)),
    ArrowRight: ({ shiftKey }) => (shiftKey ? player.skip(1) : player.seek(player.ms + STEP_MS)),
    Home: () => player.seek(0),
    End: () => player.seek(player.film?.duration_ms ?? 0),
    Escape: closePanel,
  };

  // Keys that the browser, a field, a dialog, a menu or a focused button has a use for.
  function isTakenElsewhere({ target, key, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey || altKey || document.querySelector("dialog[open]")) return true;
    return Boolean(
      target.closest?.("input:not([type=range]), textarea, select, [contenteditable], video") ||
      (key === "Escape" && document.querySelector("details.menu[open]")) ||
      (key === " " && target.closest?.("button, summary, a") && !target.closest('[data-act="toggle"]')),
    );
  }

  function actionFor(key) {
    const name = key.length === 1 ? key.toLowerCase() : key;
    if (name.length === 1 && name !== " " && !hasSingleKeys()) return null;
    if (name === "p" && openers().length) return togglePanel;
    return isOpen() ? KEYS[name] : null;
  }

  document.addEventListener("keydown", (event) => {
    const action = isTakenElsewhere(event) ? null : actionFor(event.key);
    if (!action) return;
    event.preventDefault();
    action(event);
  });

  // The board was changed here, by somebody else or by a job: what is open is brought up to date.

  let refreshTimer = null;

  function refreshSoon() {
    if (!isOpen()) return;
    clearTimeout(refreshTimer);
    refreshTimer = setTimeout(refresh, REFRESH_DELAY_MS);
  }

  const CHANGES = ["studio:edit-saved", "studio:project-changed", "studio:preview-finished"];
  for (const name of CHANGES) document.body.addEventListener(name, refreshSoon);
  // A finished preview video is shown, but does not start by itself.
  document.body.addEventListener("studio:preview-finished", () => {
    if (isOpen()) return;
    openPanel();
    refresh();
  });
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.elt.id === "desk") refreshSoon();
    if (isOpen()) showOpeners();
  });
  // The review room shows the film from the beginning; nothing starts by itself.
  if ("open" in panel.dataset) {
    panel.hidden = false;
    panel.dataset.state = "paused";
    showOpeners();
    refresh();
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden && player.isPlaying) player.pause();
  });
})();
