// What stays in sight of a picture or a clip: a click, a drag or two sliders, and how it is cut then.
(() => {
  "use strict";
  const aimOf = (target) => target.closest?.("[data-aim]");
  const part = (aim, name) => aim.querySelector(`[data-aim-${name}]`);

  function draw(aim) {
    const [x, y] = ["x", "y"].map((axis) => Number(part(aim, axis).value) / 100);
    Object.assign(part(aim, "mark").style, { left: `${x * 100}%`, top: `${y * 100}%` });
    for (const cut of aim.querySelectorAll("[data-aim-cut]")) show(cut, source(aim), x, y);
  }

  const source = (aim) => part(aim, "pad").querySelector("img, video");

  // The cut the engine makes: the point in the middle, as far as the picture reaches.
  function show(cut, shown, x, y) {
    const size = [shown.naturalWidth || shown.videoWidth, shown.naturalHeight || shown.videoHeight];
    if (!size[0]) return;
    if (!cut.firstChild) {
      const copy = shown.cloneNode();
      copy.removeAttribute("width");
      copy.removeAttribute("height");
      cut.append(copy);
    }
    const frame = cut.dataset.aimCut.split(":").map(Number);
    const scale = Math.max(frame[0] / size[0], frame[1] / size[1]);
    const place = [x, y].map((share, axis) => {
      const room = size[axis] * scale - frame[axis];
      const left = Math.min(Math.max(share * size[axis] * scale - frame[axis] / 2, 0), room);
      return room > 0.001 ? (left / room) * 100 : 50;
    });
    cut.firstChild.style.objectPosition = `${place[0]}% ${place[1]}%`;
  }

  function point(aim, event) {
    const box = source(aim).getBoundingClientRect();
    const shares = { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    for (const [axis, share] of Object.entries(shares)) part(aim, axis).value = Math.round(share * 100);
    draw(aim);
  }

  document.addEventListener("pointerdown", (event) => {
    const pad = event.target.closest?.("[data-aim-pad]");
    if (!pad) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    point(aimOf(pad), event);
  });
  document.addEventListener("pointermove", (event) => {
    const pad = event.target.closest?.("[data-aim-pad]");
    if (pad?.hasPointerCapture(event.pointerId)) point(aimOf(pad), event);
  });
  document.addEventListener("input", ({ target }) => aimOf(target) && draw(aimOf(target)));
  const loaded = ({ target }) => aimOf(target) && target.closest("[data-aim-pad]") && draw(aimOf(target));
  for (const name of ["load", "loadedmetadata"]) document.addEventListener(name, loaded, true);
})();
