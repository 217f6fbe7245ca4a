// Correcting a cut-out with a brush, by mouse, touch and keys, on a mask of cutout_mask.js.
(() => {
  "use strict";
  const { onNewContent, isSignInPage, gettext } = studio;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  // The brush is so wide, of the picture's longer side, at each of its sizes.
  const SIZES = [0.006, 0.012, 0.02, 0.035, 0.06, 0.1, 0.16];
  const ZOOMS = [1, 1.5, 2, 3, 4, 6];

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  class Brush {
    constructor(root) {
      this.root = root;
      this.view = this.part("view");
      this.canvas = this.part("canvas");
      this.ring = this.part("ring");
      this.pointers = new Map();
      this.zoom = 0;
      this.isSaving = false;
    }

    part(name) {
      return this.root.querySelector(`[data-brush-${name}]`);
    }

    async start() {
      this.painted = await studio.PaintedMask.of(this.root.dataset);
      const { width, height } = this.painted;
      Object.assign(this.canvas, { width, height });
      this.at = [width / 2, height / 2];
      this.root.hidden = false;
      this.listen();
      this.show();
      this.fit();
    }

    get strokes() {
      return this.painted.strokes;
    }

    get mode() {
      return this.root.querySelector("[name=brush-mode]:checked").value;
    }

    get width() {
      return SIZES[this.part("size").value] * Math.max(this.canvas.width, this.canvas.height);
    }

    // Painting

    begin(at) {
      this.stroke = { mode: this.mode, width: this.width, points: [at] };
      this.painted.add(this.stroke);
      this.show();
    }

    goOn(at) {
      if (!this.stroke) return;
      this.painted.lengthen(this.stroke, at);
      this.show();
    }

    end() {
      this.stroke = null;
    }

    show() {
      this.part("undo").disabled = !this.strokes.length;
      this.part("save").disabled = !this.strokes.length || this.isSaving;
      if (this.isWaiting) return;
      this.isWaiting = true;
      requestAnimationFrame(() => {
        this.isWaiting = false;
        this.painted.showOn(this.canvas);
      });
    }

    undo() {
      if (!this.strokes.length) return;
      this.painted.drop();
      this.show();
      this.say(gettext("Taken back."));
    }

    reset() {
      this.painted.add({ mode: "reset", points: [] });
      this.show();
      this.say(gettext("As it was found. Undo brings back what you painted."));
    }

    // Where it is shown

    // Pixels of the canvas in one of the page.
    get scale() {
      return this.canvas.width / this.canvas.getBoundingClientRect().width;
    }

    place({ clientX, clientY }) {
      const box = this.canvas.getBoundingClientRect();
      return [(clientX - box.left) * this.scale, (clientY - box.top) * this.scale];
    }

    fit() {
      const ratio = this.canvas.width / this.canvas.height;
      const width = Math.min(this.view.clientWidth, this.view.clientHeight * ratio);
      this.canvas.style.width = `${width * ZOOMS[this.zoom]}px`;
      this.part("in").disabled = this.zoom === ZOOMS.length - 1;
      this.part("out").disabled = this.zoom === 0;
      this.showRing();
    }

    setZoom(zoom) {
      const before = this.scale;
      this.zoom = clamp(zoom, 0, ZOOMS.length - 1);
      this.fit();
      const grown = before / this.scale;
      const { view } = this;
      view.scrollLeft = (view.scrollLeft + view.clientWidth / 2) * grown - view.clientWidth / 2;
      view.scrollTop = (view.scrollTop + view.clientHeight / 2) * grown - view.clientHeight / 2;
      this.say(gettext("%(times)s times as large.", { times: ZOOMS[this.zoom] }));
    }

    showRing() {
      const size = this.width / this.scale;
      Object.assign(this.ring.style, {
        width: `${size}px`,
        height: `${size}px`,
        left: `${this.canvas.offsetLeft + this.at[0] / this.scale}px`,
        top: `${this.canvas.offsetTop + this.at[1] / this.scale}px`,
      });
    }

    moveTo([x, y]) {
      this.at = [clamp(x, 0, this.canvas.width), clamp(y, 0, this.canvas.height)];
      this.showRing();
    }

    say(text) {
      this.part("status").textContent = text;
    }

    // Mouse and touch: one finger paints, two move and enlarge.

    listen() {
      this.canvas.addEventListener("pointerdown", (event) => this.press(event));
      this.canvas.addEventListener("pointermove", (event) => this.drag(event));
      for (const type of ["pointerup", "pointercancel"]) {
        this.canvas.addEventListener(type, (event) => this.release(event));
      }
      this.view.addEventListener("keydown", (event) => this.pressKey(event));
      this.view.addEventListener("keyup", ({ key }) => key === " " && this.end());
      this.view.addEventListener("blur", () => this.end());
      this.root.addEventListener("keydown", (event) => this.leaveByKey(event));
      this.part("size").addEventListener("input", () => this.showRing());
      this.part("undo").addEventListener("click", () => this.undo());
      this.part("reset").addEventListener("click", () => this.reset());
      this.part("in").addEventListener("click", () => this.setZoom(this.zoom + 1));
      this.part("out").addEventListener("click", () => this.setZoom(this.zoom - 1));
      this.part("save").addEventListener("click", () => this.save());
      this.part("leave").addEventListener("click", (event) => {
        event.preventDefault();
        this.leave();
      });
      addEventListener("resize", () => this.fit());
      addEventListener("beforeunload", (event) => {
        if (this.strokes.length) event.preventDefault();
      });
    }

    press(event) {
      if (event.button) return;
      event.preventDefault();
      this.view.focus({ preventScroll: true });
      this.canvas.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, event);
      if (this.pointers.size === 1) {
        this.moveTo(this.place(event));
        this.begin(this.at);
      } else if (this.stroke) {
        // A second finger: the first was no stroke.
        this.painted.drop(this.stroke);
        this.end();
        this.show();
      }
    }

    drag(event) {
      if (this.pointers.size > 1) {
        this.pinch(event);
        return;
      }
      const [x, y] = this.place(event);
      this.moveTo([x, y]);
      if (this.pointers.has(event.pointerId)) this.goOn([x, y]);
    }

    pinch(event) {
      const before = this.pointers.get(event.pointerId);
      if (!before) return;
      const other = [...this.pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId);
      const away = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
      this.view.scrollLeft -= (event.clientX - before.clientX) / 2;
      this.view.scrollTop -= (event.clientY - before.clientY) / 2;
      this.pinchedFrom ??= away(before);
      const grown = away(event) / this.pinchedFrom;
      if (grown > 1.25 || grown < 0.8) {
        this.setZoom(this.zoom + (grown > 1 ? 1 : -1));
        this.pinchedFrom = away(event);
      }
      this.pointers.set(event.pointerId, event);
    }

    release(event) {
      this.pointers.delete(event.pointerId);
      if (!this.pointers.size) this.pinchedFrom = null;
      this.end();
    }

    // Keys: arrows move the brush, space paints, + and - make it larger and smaller.

    pressKey(event) {
      const { key } = event;
      const isUndo = (event.ctrlKey || event.metaKey) && key === "z";
      if (!isUndo && (event.ctrlKey || event.metaKey || event.altKey)) return;
      const act = isUndo ? () => this.undo() : this.keys(event)[ARROWS[key] ? "Arrow" : key];
      if (!act) return;
      event.preventDefault();
      act();
    }

    keys({ key, shiftKey, repeat }) {
      return {
        Arrow: () => this.step(ARROWS[key], shiftKey),
        " ": () => !repeat && !this.stroke && this.begin(this.at),
        "+": () => this.resize(1),
        "=": () => this.resize(1),
        "-": () => this.resize(-1),
        x: () => this.switchMode(),
      };
    }

    step(direction, isFar) {
      const length = Math.max(1, this.width / (isFar ? 1 : 4));
      this.moveTo(this.at.map((place, axis) => place + direction[axis] * length));
      this.ring.scrollIntoView({ block: "nearest", inline: "nearest" });
      this.goOn(this.at);
    }

    switchMode() {
      this.root.querySelector("[name=brush-mode]:not(:checked)").click();
      this.say(this.mode === "add" ? gettext("The brush adds.") : gettext("The brush removes."));
    }

    resize(step) {
      const size = this.part("size");
      size.value = Number(size.value) + step;
      this.showRing();
      this.say(
        gettext("Brush %(number)s of %(all)s.", { number: Number(size.value) + 1, all: SIZES.length }),
      );
    }

    // Leaving and saving

    leaveByKey(event) {
      if (event.key !== "Escape" || event.target.closest("dialog")) return;
      event.preventDefault();
      this.leave();
    }

    leave() {
      const dialog = this.part("question");
      if (!this.strokes.length) {
        this.goTo(this.part("leave").href);
        return;
      }
      dialog.returnValue = "";
      dialog.showModal();
      dialog.addEventListener(
        "close",
        () => {
          if (dialog.returnValue === "leave") this.goTo(this.part("leave").href);
          else this.view.focus({ preventScroll: true });
        },
        { once: true },
      );
    }

    goTo(place) {
      this.painted.strokes = [];
      location.assign(place);
    }

    async save() {
      this.isSaving = true;
      this.show();
      this.say(gettext("Saving…"));
      try {
        await this.sendMask();
      } catch {
        this.say(
          gettext("Not saved: the studio cannot be reached. What you painted is still here; try again."),
        );
      }
      this.isSaving = false;
      this.show();
    }

    async sendMask() {
      const body = new FormData();
      body.set("mask", await this.painted.png(), "mask.png");
      body.set("version", this.root.dataset.version);
      body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
      const response = await fetch(this.root.dataset.save, { method: "POST", body });
      if (isSignInPage({ responseURL: response.url })) {
        this.say(gettext("Not saved: you are signed out. Sign in on another tab, then save again."));
        return;
      }
      const told = await response.json();
      if (response.ok) {
        this.goTo(told.next);
        return;
      }
      if (response.status === 409) {
        // Saving once more is a decision: it replaces what the other person made.
        this.root.dataset.version = told.version;
        this.say(
          gettext("Somebody else changed this cut-out meanwhile. Save again to put yours in its place."),
        );
      } else this.say(told.error);
    }
  }

  onNewContent((part) => {
    for (const root of studio.findAll("[data-brush]", part)) {
      if (root.dataset.ready) continue;
      root.dataset.ready = "yes";
      new Brush(root).start();
    }
  });
})();
