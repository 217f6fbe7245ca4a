// The focal point: what stays in sight of a picture or a clip in every ratio. A click, a drag or two sliders set
// it; small frames show how each ratio is cut then.
(() => {
  "use strict";
  const editorOf = (target) => target.closest?.("[data-aim]");
  const padOf = (target) => target.closest?.("[data-aim-pad]");
  const part = (editor, name) => editor.querySelector(`[data-aim-${name}]`);
  const sourceOf = (editor) => part(editor, "pad").querySelector("img, video");
  // Less room than this is a rounding error: the picture has the frame's own shape.
  const NO_ROOM_PX = 0.001;

  function draw(editor) {
    const point = ["x", "y"].map((axis) => Number(part(editor, axis).value) / 100);
    Object.assign(part(editor, "mark").style, { left: `${point[0] * 100}%`, top: `${point[1] * 100}%` });
    for (const cut of editor.querySelectorAll("[data-aim-cut]")) drawCut(cut, sourceOf(editor), point);
  }

  // The cut the engine makes: the point in the middle, as far as the picture reaches.
  function drawCut(cut, source, point) {
    const size = [source.naturalWidth || source.videoWidth, source.naturalHeight || source.videoHeight];
    if (!size[0]) return;
    if (!cut.firstChild) cut.append(copyOf(source));
    const frame = cut.dataset.aimCut.split(":").map(Number);
    const scale = Math.max(frame[0] / size[0], frame[1] / size[1]);
    const position = point.map((share, axis) => {
      const room = size[axis] * scale - frame[axis];
      const left = Math.min(Math.max(share * size[axis] * scale - frame[axis] / 2, 0), room);
      return room > NO_ROOM_PX ? (left / room) * 100 : 50;
    });
    cut.firstChild.style.objectPosition = `${position[0]}% ${position[1]}%`;
  }

  function copyOf(source) {
    const copy = source.cloneNode();
    copy.removeAttribute("width");
    copy.removeAttribute("height");
    return copy;
  }

  function setPoint(editor, { clientX, clientY }) {
    const box = sourceOf(editor).getBoundingClientRect();
    part(editor, "x").value = Math.round(((clientX - box.left) / box.width) * 100);
    part(editor, "y").value = Math.round(((clientY - box.top) / box.height) * 100);
    draw(editor);
  }

  document.addEventListener("pointerdown", (event) => {
    const pad = padOf(event.target);
    if (!pad) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    setPoint(editorOf(pad), event);
  });
  document.addEventListener("pointermove", (event) => {
    const pad = padOf(event.target);
    if (pad?.hasPointerCapture(event.pointerId)) setPoint(editorOf(pad), event);
  });
  document.addEventListener("input", ({ target }) => {
    const editor = editorOf(target);
    if (editor) draw(editor);
  });

  // Cuts can be shown once the size of the picture is known.
  function onSourceLoaded({ target }) {
    const editor = editorOf(target);
    if (editor && padOf(target)) draw(editor);
  }
  for (const type of ["load", "loadedmetadata"]) document.addEventListener(type, onSourceLoaded, true);
})();
