// Marking the mouth on a portrait: three grips to drag or to move with the arrow keys, and how it will look.
// The picture is moved as generation/local/lip_sync/photo.py moves it, only coarser.
(() => {
  "use strict";
  const GAP = 0.44,
    UPPER = 0.16,
    SIDES = 2.6,
    NOSE = 0.85,
    CHIN = 1.6,
    BELOW = 3.1,
    OPENS = 0.94;
  const INSIDE = [46, 17, 22],
    TEETH = [196, 184, 168];
  const NAMES = ["left", "right", "middle"];
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  const bump = (r) => Math.max(0, 1 - r * r) ** 2;
  const soft = (r) => ((r = clamp(r, 0, 1)), r * r * (3 - 2 * r));
  const parted = (u) => {
    const flat = Math.max(0, 1 - (u / OPENS) ** 2);
    return flat * (1.2 - 0.2 * flat);
  };

  function start(desk) {
    const picture = desk.querySelector("img");
    const canvas = desk.querySelector("canvas");
    const [shade, line] = desk.querySelectorAll(".mouth-line path");
    const told = desk.querySelector("[data-mouth-told]");
    const play = desk.querySelector("[data-mouth-play]");
    const form = desk.closest("form");
    const grips = Object.fromEntries(
      NAMES.map((name) => [name, desk.querySelector(`[data-grip="${name}"]`)]),
    );
    const at = Object.fromEntries(
      NAMES.map((name) => [name, form.elements[name].value.split(",").map(Number)]),
    );
    const labels = Object.fromEntries(NAMES.map((name) => [name, grips[name].getAttribute("aria-label")]));
    let plays = !calm.matches,
      source = null;

    // --- the grips

    function place(name, x, y, say = false) {
      at[name] = [clamp(x, 0, 1), clamp(y, 0, 1)];
      form.elements[name].value = at[name].map((part) => part.toFixed(4)).join(",");
      show(name);
      if (say) told.textContent = grips[name].getAttribute("aria-label");
    }

    function show(name) {
      const [x, y] = at[name];
      grips[name].style.left = `${x * 100}%`;
      grips[name].style.top = `${y * 100}%`;
      const where = `${(x * 100).toFixed(1)} % across, ${(y * 100).toFixed(1)} % down`;
      grips[name].setAttribute("aria-label", `${labels[name]}: ${where}`);
      const [left, right, middle] = NAMES.map((one) => at[one].map((part) => part * 100));
      const bend = [0, 1].map((axis) => 2 * middle[axis] - (left[axis] + right[axis]) / 2);
      const path = `M${left} Q${bend} ${right}`;
      shade.setAttribute("d", path);
      line.setAttribute("d", path);
      source = null;
    }

    for (const name of NAMES) {
      const grip = grips[name];
      let from = null;
      grip.addEventListener("pointerdown", (event) => {
        grip.setPointerCapture(event.pointerId);
        from = [event.clientX, event.clientY, ...at[name]];
        event.preventDefault();
        grip.focus();
      });
      grip.addEventListener("pointermove", (event) => {
        if (!from) return;
        const box = picture.getBoundingClientRect();
        place(
          name,
          from[2] + (event.clientX - from[0]) / box.width,
          from[3] + (event.clientY - from[1]) / box.height,
        );
      });
      for (const end of ["pointerup", "pointercancel"]) grip.addEventListener(end, () => (from = null));
      grip.addEventListener("keydown", (event) => {
        const [dx, dy] =
          { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [];
        if (dx === undefined) return;
        event.preventDefault();
        const step = event.altKey ? 0.002 : event.shiftKey ? 0.05 : 0.01;
        place(name, at[name][0] + dx * step, at[name][1] + dy * step, true);
      });
      show(name);
    }

    // --- how it will look

    // The picture about the mouth, turned so that its corners are level; a half of its width is `half` pixels.
    function cut() {
      const wide = picture.naturalWidth,
        high = picture.naturalHeight,
        size = canvas.width;
      const [left, right, middle] = NAMES.map((name) => [at[name][0] * wide, at[name][1] * high]);
      const across = [right[0] - left[0], right[1] - left[1]];
      const length = Math.hypot(...across) || 1,
        half = size / 5.4;
      const heart = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2];
      const off = ((middle[1] - heart[1]) * across[0] - (middle[0] - heart[0]) * across[1]) / length;
      const paper = document.createElement("canvas");
      paper.width = paper.height = size;
      const ink = paper.getContext("2d", { willReadFrequently: true });
      ink.translate(size / 2, size * 0.36);
      ink.scale((2 * half) / length, (2 * half) / length);
      ink.rotate(-Math.atan2(across[1], across[0]));
      ink.drawImage(picture, -heart[0], -heart[1]);
      return { pixels: ink.getImageData(0, 0, size, size), half, bend: (2 * off) / length };
    }

    function draw(open) {
      const { pixels, half, bend } = source;
      const size = canvas.width,
        gap = GAP * open,
        out = new ImageData(size, size);
      const from = new Uint32Array(pixels.data.buffer),
        to = new Uint32Array(out.data.buffer);
      for (let x = 0; x < size; x++) {
        const u = (x - size / 2) / half,
          part = parted(u),
          jaw = bump(Math.min(1, u / SIDES));
        const middle = bend * Math.max(0, 1 - u * u);
        const upper = middle - UPPER * gap * part,
          lower = middle + (1 - UPPER) * gap * part;
        for (let y = 0; y < size; y++) {
          const v = (y - size * 0.36) / half,
            here = y * size + x;
          let move = 0;
          if (v > lower) {
            const below = soft((v - lower) / 0.9);
            move =
              -gap *
              (1 - UPPER) *
              ((1 - below) * part + below * jaw) *
              (1 - soft((v - CHIN) / (BELOW - CHIN)));
          } else if (v < upper) {
            move = gap * UPPER * part * (1 - soft((upper - v) / NOSE));
          } else if (open > 0.02 && Math.abs(u) < OPENS) {
            const tooth = v - upper < Math.min(0.15, 0.42 * gap) * (1 - u ** 4) ? 0.4 : 0;
            const [r, g, b] = INSIDE.map((dark, one) => dark + (TEETH[one] - dark) * tooth);
            to[here] = (255 << 24) | (b << 16) | (g << 8) | r;
            continue;
          }
          to[here] = from[clamp(Math.round(y + move * half), 0, size - 1) * size + x];
        }
      }
      canvas.getContext("2d").putImageData(out, 0, 0);
    }

    // Some syllables, over and over: shut between them.
    const said = (time) => Math.max(0, Math.sin(time / 130) * (0.55 + 0.45 * Math.sin(time / 410)));

    function frame(time) {
      if (!desk.isConnected) return;
      if (picture.complete && picture.naturalWidth) {
        const fresh = !source;
        source ??= cut();
        if (plays || fresh) draw(plays ? said(time) : 0.7);
      }
      requestAnimationFrame(frame);
    }

    function tellPlay() {
      play.textContent = plays ? "Pause" : "Let it speak";
      play.setAttribute("aria-pressed", plays);
    }
    play.addEventListener("click", () => {
      plays = !plays;
      source = null;
      tellPlay();
    });
    tellPlay();
    requestAnimationFrame(frame);
  }

  document.addEventListener("htmx:load", ({ detail }) => {
    const desks = detail.elt.matches?.("[data-mouth]")
      ? [detail.elt]
      : detail.elt.querySelectorAll("[data-mouth]");
    desks.forEach((desk) => {
      if (desk.dataset.ready) return;
      desk.dataset.ready = "yes";
      start(desk);
    });
  });
})();
