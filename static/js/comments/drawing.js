// Drawing on a frame: a box, an arrow or a line over a still, by mouse, touch and keys, sent with a comment as
// shares of the frame (projects/board/anchors.py). Drawings that came with comments are shown over their still.
(() => {
  "use strict";
  const { findAll, createElement, onNewContent, toast, gettext } = studio;
  const SVG = "http://www.w3.org/2000/svg";
  const [STEP, BIG_STEP, LEAST_MOVE, MOST_POINTS, HEAD] = [0.02, 0.1, 0.006, 200, 45];
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const dialog = () => document.getElementById("draw-dialog");
  const stage = () => dialog().querySelector(".draw-stage");
  const shape = () => dialog().querySelector("[name=draw-shape]:checked").value;
  const clamp = (share) => Math.min(Math.max(share, 0), 1);

  // The comment that is drawn for, what is drawn, where the pen of the keys is, and whether it is down.
  let form = null;
  let points = [];
  let pen = [0.5, 0.5];
  let isDown = false;

  // --- shapes ---------------------------------------------------------------------------------
  // The `d` of a path in a frame of 1000 × 1000 units, as projects/board/anchors.py writes it.
  function pathOf({ shape: kind, points: shares }) {
    const dots = shares.map(([x, y]) => [Math.round(x * 1000), Math.round(y * 1000)]);
    if (dots.length < 2) return "";
    const [[left, top], [right, bottom]] = dots;
    if (kind === "box") return `M${left} ${top}H${right}V${bottom}H${left}Z`;
    const drawn = `M${dots.map((dot) => dot.join(" ")).join("L")}`;
    return kind === "arrow" ? drawn + headOf(dots[0], dots[1]) : drawn;
  }

  function headOf(start, end) {
    const angle = Math.atan2(end[1] - start[1], end[0] - start[0]);
    const [first, second] = [angle + Math.PI - 0.5, angle + Math.PI + 0.5].map((side) =>
      [end[0] + HEAD * Math.cos(side), end[1] + HEAD * Math.sin(side)].map(Math.round).join(" "),
    );
    return `M${first}L${end.join(" ")}L${second}`;
  }

  function overlay(path) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", "0 0 1000 1000");
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    for (const name of ["drawing drawing--under", "drawing"]) {
      const line = document.createElementNS(SVG, "path");
      line.setAttribute("class", name);
      line.setAttribute("d", path);
      svg.append(line);
    }
    return svg;
  }

  // --- stills ---------------------------------------------------------------------------------
  const video = () => document.querySelector("[data-film] video");
  const stills = () => findAll("[data-draw-scene]", dialog());

  function pictureOf(url, sight) {
    const picture = createElement("img");
    picture.alt = "";
    picture.src = url;
    picture.style.objectPosition = sight;
    return picture;
  }

  // The card's picture as it is by now; where there are no cards, as the page was drawn.
  function stillOfScene(key) {
    const card = document.querySelector(`#scene-${key}-picture > img`);
    if (card) return pictureOf(card.currentSrc || card.src, card.dataset.sight);
    const known = stills().find(({ dataset }) => dataset.drawScene === key);
    return known ? pictureOf(known.dataset.url, known.dataset.at) : null;
  }

  function stillAt(ms) {
    const all = stills();
    const known = all.find(({ dataset }) => Number(dataset.ends) > ms) ?? all.at(-1);
    return known ? stillOfScene(known.dataset.drawScene) : null;
  }

  // What the video shows; before it shows anything, the picture of the scene at that moment.
  function frameAt(ms) {
    const film = video();
    if (!(film?.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA)) return stillAt(ms);
    const canvas = createElement("canvas");
    [canvas.width, canvas.height] = [film.videoWidth, film.videoHeight];
    canvas.getContext("2d").drawImage(film, 0, 0);
    return canvas;
  }

  // Which moment a comment on the board is about: the video's, else that of the open preview; null: none.
  function momentNow() {
    if (video()) return Math.round(video().currentTime * 1000);
    const preview = document.querySelector("#preview:not([hidden])");
    return preview ? Number(preview.querySelector("[data-part=range]").value) : null;
  }

  function openFor(comment) {
    const scene = comment.dataset.scene;
    const moment = scene ? null : momentNow();
    if (!scene && moment === null) {
      toast(gettext("Open the preview first, and stop it at the moment that you mean."));
      return;
    }
    video()?.pause();
    const still = scene ? stillOfScene(scene) : frameAt(moment);
    if (!still) {
      toast(gettext("There is no picture to draw on yet."), "bad");
      return;
    }
    form = comment;
    if (moment !== null) studio.setMoment(moment);
    stage().querySelector(".draw-still").replaceChildren(still);
    begin();
    dialog().showModal();
    stage().focus();
  }

  // --- drawing --------------------------------------------------------------------------------
  function begin() {
    [points, pen, isDown] = [[], [0.5, 0.5], false];
    show();
  }

  const isWhole = () =>
    points.length > 1 && points.some(([x, y]) => Math.hypot(x - points[0][0], y - points[0][1]) > LEAST_MOVE);

  function show() {
    const [under, line, cross] = findAll("path", stage());
    const path = pathOf({ shape: shape(), points });
    for (const one of [under, line]) one.setAttribute("d", path);
    const [x, y] = pen.map((share) => Math.round(share * 1000));
    cross.setAttribute("d", `M${x - 25} ${y}H${x + 25}M${x} ${y - 25}V${y + 25}`);
    stage().classList.toggle("is-down", isDown);
    dialog().querySelector("[data-draw-use]").disabled = !isWhole();
  }

  function tell(words) {
    dialog().querySelector("[data-draw-said]").textContent = words;
  }

  function drawTo(point) {
    if (shape() === "line") {
      const last = points.at(-1);
      if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < LEAST_MOVE) return;
      points.push(point);
      // A long line keeps every second of its points.
      if (points.length >= MOST_POINTS) points = points.filter((_, at) => at % 2 === 0);
    } else points = [points[0], point];
    show();
  }

  function shareAt({ clientX, clientY }) {
    const { left, top, width, height } = stage().getBoundingClientRect();
    return [clamp((clientX - left) / width), clamp((clientY - top) / height)];
  }

  function listen() {
    const board = stage();
    board.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      board.setPointerCapture(event.pointerId);
      board.classList.remove("is-by-keys");
      pen = shareAt(event);
      [points, isDown] = [[pen], true];
      show();
    });
    board.addEventListener("pointermove", (event) => {
      if (!board.hasPointerCapture(event.pointerId)) return;
      pen = shareAt(event);
      drawTo(pen);
    });
    for (const end of ["pointerup", "pointercancel"]) {
      board.addEventListener(end, () => {
        isDown = false;
        show();
      });
    }
    board.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const way = ARROWS[event.key];
      if (way) movePen(way, event.shiftKey ? BIG_STEP : STEP);
      else if (event.key === " " || event.key === "Enter") press();
      else return;
      event.preventDefault();
    });
    dialog().addEventListener("change", begin);
    dialog().querySelector("[data-draw-use]").addEventListener("click", use);
  }

  function movePen([x, y], step) {
    stage().classList.add("is-by-keys");
    pen = [clamp(pen[0] + x * step), clamp(pen[1] + y * step)];
    if (isDown) drawTo(pen);
    show();
    tell(
      gettext("%(x)s from the left, %(y)s from the top", {
        x: `${Math.round(pen[0] * 100)} %`,
        y: `${Math.round(pen[1] * 100)} %`,
      }),
    );
  }

  function press() {
    stage().classList.add("is-by-keys");
    isDown = !isDown;
    if (isDown) points = [pen];
    show();
    const drawn = isWhole()
      ? gettext("The pen is up. It is drawn.")
      : gettext("The pen is up. Nothing is drawn.");
    tell(isDown ? gettext("The pen is down.") : drawn);
  }

  function use() {
    const field = form.querySelector("[name=anchor]");
    const rounded = points.map((point) => point.map((share) => Math.round(share * 10000) / 10000));
    field.value = JSON.stringify({ shape: shape(), points: rounded });
    showChosen(form);
    dialog().close();
    form.querySelector("textarea").focus();
  }

  // --- in the comment --------------------------------------------------------------------------
  // What a comment that is being written has as its drawing.
  function showChosen(comment) {
    const line = comment.querySelector("[data-drawn]");
    const { value } = comment.querySelector("[name=anchor]");
    line.hidden = !value;
    line.querySelector(".note-still")?.remove();
    if (!value) return;
    const moment = comment.querySelector("[name=at_ms]")?.value;
    line.prepend(...figure(pathOf(JSON.parse(value)), comment.dataset.scene, moment));
  }

  function figure(path, scene, moment) {
    const still = scene ? stillOfScene(scene) : stillAt(Number(moment));
    if (!still) return [];
    const box = createElement("span", "note-still");
    box.dataset.ratio = dialog().dataset.ratio;
    box.append(still, overlay(path));
    return [box];
  }

  onNewContent((part) => {
    if (!dialog()) return;
    for (const place of findAll("[data-drawing-of]", part)) {
      const { drawing, drawingOf, moment } = place.dataset;
      place.replaceChildren(...figure(drawing, drawingOf, moment));
    }
    for (const comment of findAll("form[data-talk]", part)) {
      if (comment.querySelector("[name=anchor]")) showChosen(comment);
    }
  });

  // A moment of the video that somebody drew on: the drawing lies over the player until it moves on.
  function showOnFilm(path) {
    const player = document.querySelector("[data-film]");
    player?.querySelector("svg.on-film")?.remove();
    if (!player || !path) return;
    const drawn = overlay(path);
    drawn.classList.add("on-film");
    player.append(drawn);
    video().addEventListener("play", () => drawn.remove(), { once: true });
  }

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-draw]");
    if (button) openFor(button.closest("form"));
    const mark = target.closest?.("[data-seek]");
    if (mark) showOnFilm(mark.dataset.drawing);
    const off = target.closest?.("[data-draw-off]");
    if (off) {
      const comment = off.closest("form");
      comment.querySelector("[name=anchor]").value = "";
      showChosen(comment);
      comment.querySelector("textarea").focus();
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (dialog()) listen();
  });
})();
