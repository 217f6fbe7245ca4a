// Marking mouth and eyes on a portrait: three handles for the mouth and one for each eye to drag or to move with the arrow keys, and how it will look.
// The picture is moved as generation/local/lip_sync/photo.py moves it, only coarser: the constants are
// the same, in halves of the mouth's width.
(() => {
  "use strict";
  const { findAll, reducedMotion, gettext } = studio;
  // How far a vowel opens the mouth, how much of that the upper lip does, how much of the line parts.
  const [GAP, UPPER, OPENS] = [0.44, 0.16, 0.94];
  // What moves with the mouth: this far to the sides, up to the nose, down to the chin and below it.
  const [SIDES, NOSE, CHIN, BELOW] = [2.6, 0.85, 1.6, 3.1];
  // Red, green and blue of what is behind the lips.
  const [INSIDE, TEETH] = [
    [46, 17, 22],
    [196, 184, 168],
  ];
  // The preview is so many halves of the mouth wide, and the mouth's middle lies this far down.
  const [HALVES_ACROSS, MIDDLE_DOWN] = [5.4, 0.36];
  // How far an arrow key moves a handle, of the picture's width: with Alt, alone, with Shift.
  const [FINE_STEP, STEP, COARSE_STEP] = [0.002, 0.01, 0.05];
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const MARKS = ["left", "right", "middle"];
  // Only where eyes were found.
  const EYES = ["eye_left", "eye_right"];
  // How far the mouth is open in a preview that stands still.
  const OPEN_WHEN_PAUSED = 0.7;

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  const readPoint = (text) => text.split(",").map(Number);

  // Curves over a distance in halves of the mouth: a bell that ends at 1, a soft step from 0 to 1, and how far
  // the lips are parted there.
  const bell = (distance) => Math.max(0, 1 - distance * distance) ** 2;
  function softStep(distance) {
    const share = clamp(distance, 0, 1);
    return share * share * (3 - 2 * share);
  }
  function parting(across) {
    const flat = Math.max(0, 1 - (across / OPENS) ** 2);
    return flat * (1.2 - 0.2 * flat);
  }

  // Some syllables, over and over, shut between them: how far the mouth is open at a time in ms.
  const opening = (time) => Math.max(0, Math.sin(time / 130) * (0.55 + 0.45 * Math.sin(time / 410)));

  function stepOf({ altKey, shiftKey }) {
    if (altKey) return FINE_STEP;
    return shiftKey ? COARSE_STEP : STEP;
  }

  // The handles over the picture, and the fields of the form that hold where they are.
  class MouthMarks {
    constructor(root, onChange) {
      this.onChange = onChange;
      this.picture = root.querySelector("img");
      this.lines = root.querySelectorAll(".mouth-line path:not([data-eye-line])");
      this.eyeLines = root.querySelectorAll("[data-eye-line]");
      this.status = root.querySelector("[data-mouth-told]");
      this.fields = root.closest("form").elements;
      const handles = [...root.querySelectorAll("[data-grip]")];
      const perHandle = (make) => Object.fromEntries(handles.map((one) => [one.dataset.grip, make(one)]));
      this.handles = perHandle((handle) => handle);
      this.labels = perHandle((handle) => handle.getAttribute("aria-label"));
      this.at = perHandle((handle) => readPoint(this.fields[handle.dataset.grip].value));
      this.outlines = this.readOutlines();
      for (const name of Object.keys(this.handles)) {
        this.listenToPointer(name);
        this.listenToKeys(name);
        this.show(name);
      }
    }

    place(name, x, y) {
      this.at[name] = [clamp(x, 0, 1), clamp(y, 0, 1)];
      this.fields[name].value = this.at[name].map((share) => share.toFixed(4)).join(",");
      this.show(name);
    }

    show(name) {
      const [x, y] = this.at[name];
      const handle = this.handles[name];
      handle.style.left = `${x * 100}%`;
      handle.style.top = `${y * 100}%`;
      const where = gettext("%(x)s across, %(y)s down", {
        x: `${(x * 100).toFixed(1)} %`,
        y: `${(y * 100).toFixed(1)} %`,
      });
      handle.setAttribute("aria-label", `${this.labels[name]}: ${where}`);
      for (const line of this.lines) line.setAttribute("d", this.path());
      for (const [index, line] of this.eyeLines.entries()) line.setAttribute("d", this.eyePath(index));
      this.onChange();
    }

    // Of each eye its corners and lids (left, right, upper, lower), seen from its middle.
    readOutlines() {
      const points = this.fields.eyes.value.split(" ").filter(Boolean).map(readPoint);
      return EYES.map((_, index) => points.slice(4 * index, 4 * index + 4)).map((eye) => {
        const middle = [0, 1].map((axis) => eye.reduce((sum, point) => sum + point[axis], 0) / eye.length);
        return eye.map((point) => point.map((share, axis) => share - middle[axis]));
      });
    }

    // The two lids of an eye where its handle is, in percent of the picture.
    eyePath(index) {
      const middle = this.at[EYES[index]];
      const [left, right, upper, lower] = this.outlines[index].map((point) =>
        point.map((share, axis) => (share + middle[axis]) * 100),
      );
      const bend = (lid) => [0, 1].map((axis) => 2 * lid[axis] - (left[axis] + right[axis]) / 2);
      return `M${left} Q${bend(upper)} ${right} Q${bend(lower)} ${left}`;
    }

    // From corner to corner through the middle, in percent of the picture.
    path() {
      const [left, right, middle] = MARKS.map((name) => this.at[name].map((share) => share * 100));
      const bend = [0, 1].map((axis) => 2 * middle[axis] - (left[axis] + right[axis]) / 2);
      return `M${left} Q${bend} ${right}`;
    }

    listenToPointer(name) {
      const handle = this.handles[name];
      let start = null;
      handle.addEventListener("pointerdown", (event) => {
        handle.setPointerCapture(event.pointerId);
        const [x, y] = this.at[name];
        start = { x, y, clientX: event.clientX, clientY: event.clientY };
        event.preventDefault();
        handle.focus();
      });
      handle.addEventListener("pointermove", ({ clientX, clientY }) => {
        if (!start) return;
        const { width, height } = this.picture.getBoundingClientRect();
        const moved = [(clientX - start.clientX) / width, (clientY - start.clientY) / height];
        this.place(name, start.x + moved[0], start.y + moved[1]);
      });
      const end = () => {
        start = null;
      };
      for (const type of ["pointerup", "pointercancel"]) handle.addEventListener(type, end);
    }

    listenToKeys(name) {
      const handle = this.handles[name];
      handle.addEventListener("keydown", (event) => {
        if (!ARROWS[event.key]) return;
        event.preventDefault();
        const [dx, dy] = ARROWS[event.key].map((direction) => direction * stepOf(event));
        this.place(name, this.at[name][0] + dx, this.at[name][1] + dy);
        this.status.textContent = handle.getAttribute("aria-label");
      });
    }
  }

  // How it will look: the part of the picture about the mouth, with its lips moved.
  class MouthPreview {
    constructor(root) {
      this.root = root;
      this.picture = root.querySelector("img");
      this.canvas = root.querySelector("canvas");
      this.button = root.querySelector("[data-mouth-play]");
      this.isPlaying = !reducedMotion.matches;
      this.cutout = null;
      this.marks = new MouthMarks(root, () => this.outdate());
    }

    start() {
      this.button.addEventListener("click", () => {
        this.isPlaying = !this.isPlaying;
        this.outdate();
        this.showButton();
      });
      this.showButton();
      requestAnimationFrame((time) => this.frame(time));
    }

    outdate() {
      this.cutout = null;
    }

    showButton() {
      this.button.textContent = this.isPlaying ? gettext("Pause") : gettext("Let it speak");
      this.button.setAttribute("aria-pressed", this.isPlaying);
    }

    frame(time) {
      if (!this.root.isConnected) return;
      if (this.picture.complete && this.picture.naturalWidth) {
        const isOutdated = !this.cutout;
        this.cutout ??= this.cut();
        if (this.isPlaying || isOutdated) this.draw(this.isPlaying ? opening(time) : OPEN_WHEN_PAUSED);
      }
      requestAnimationFrame((next) => this.frame(next));
    }

    // The picture about the mouth, turned so that its corners are level; a half of its width is `half` pixels.
    cut() {
      const { naturalWidth, naturalHeight } = this.picture;
      const size = this.canvas.width;
      const [left, right, middle] = MARKS.map((name) => {
        const [x, y] = this.marks.at[name];
        return [x * naturalWidth, y * naturalHeight];
      });
      const across = [right[0] - left[0], right[1] - left[1]];
      const length = Math.hypot(...across) || 1;
      const half = size / HALVES_ACROSS;
      const centre = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2];
      const off = ((middle[1] - centre[1]) * across[0] - (middle[0] - centre[0]) * across[1]) / length;
      const copy = document.createElement("canvas");
      copy.width = size;
      copy.height = size;
      const context = copy.getContext("2d", { willReadFrequently: true });
      context.translate(size / 2, size * MIDDLE_DOWN);
      context.scale((2 * half) / length, (2 * half) / length);
      context.rotate(-Math.atan2(across[1], across[0]));
      context.drawImage(this.picture, -centre[0], -centre[1]);
      return { pixels: context.getImageData(0, 0, size, size), half, bend: (2 * off) / length };
    }

    // Every column of pixels for itself: where it parts, and where each of its pixels comes from.
    draw(open) {
      const { pixels, half, bend } = this.cutout;
      const size = this.canvas.width;
      const image = new ImageData(size, size);
      const from = new Uint32Array(pixels.data.buffer);
      const to = new Uint32Array(image.data.buffer);
      for (let x = 0; x < size; x++) {
        const column = columnAt((x - size / 2) / half, bend, GAP * open);
        for (let y = 0; y < size; y++) {
          const down = (y - size * MIDDLE_DOWN) / half;
          const isInside = down >= column.upper && down <= column.lower;
          if (isInside && open > 0.02 && Math.abs(column.across) < OPENS) {
            to[y * size + x] = insideColour(column, down);
          } else {
            const source = clamp(Math.round(y + movement(column, down) * half), 0, size - 1);
            to[y * size + x] = from[source * size + x];
          }
        }
      }
      this.canvas.getContext("2d").putImageData(image, 0, 0);
    }
  }

  // A column: how far from the middle, how far its lips part, how far the jaw takes it, and where its lips end.
  function columnAt(across, bend, gap) {
    const middle = bend * Math.max(0, 1 - across * across);
    const part = parting(across);
    const jaw = bell(Math.min(1, across / SIDES));
    const [upper, lower] = [middle - UPPER * gap * part, middle + (1 - UPPER) * gap * part];
    return { across, gap, part, jaw, upper, lower };
  }

  // How far away the pixel comes from that is to be seen here.
  function movement({ gap, part, jaw, upper, lower }, down) {
    if (down > lower) {
      const below = softStep((down - lower) / 0.9);
      const fading = 1 - softStep((down - CHIN) / (BELOW - CHIN));
      return -gap * (1 - UPPER) * ((1 - below) * part + below * jaw) * fading;
    }
    if (down < upper) return gap * UPPER * part * (1 - softStep((upper - down) / NOSE));
    return 0;
  }

  // Dark, with a hint of teeth above; as the 32 bits of a pixel.
  function insideColour({ across, gap, upper }, down) {
    const tooth = down - upper < Math.min(0.15, 0.42 * gap) * (1 - across ** 4) ? 0.4 : 0;
    const [red, green, blue] = INSIDE.map((dark, channel) => dark + (TEETH[channel] - dark) * tooth);
    return (255 << 24) | (blue << 16) | (green << 8) | red;
  }

  document.addEventListener("htmx:load", ({ detail }) => {
    for (const root of findAll("[data-mouth]", detail.elt)) {
      if (root.dataset.ready) continue;
      root.dataset.ready = "yes";
      new MouthPreview(root).start();
    }
  });
})();
