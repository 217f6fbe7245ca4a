// Words and product on a scene's frame: each is a box that is dragged, or moved and sized by keys or in number fields.
// A box shows its part of the picture as it is now, so that one sees what moves; the picture is made anew afterwards.
(() => {
  "use strict";
  const { findAll, onNewContent, gettext } = studio;
  // An arrow key moves by these shares of the frame, alone and with Shift; + and - size by this share.
  const [STEP, FAR_STEP, SIZE_STEP] = [0.01, 0.05, 0.05];
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const SIZES = { "+": 1, "=": 1, "-": -1, "−": -1 };
  // Percents are shown with one decimal.
  const TENTH = 10;

  const clamp = (value, low, high) => Math.min(Math.max(value, low), Math.max(low, high));
  const numbers = (text) => text.trim().split(/\s+/).map(Number);
  const percent = (share) => Math.round(share * 100 * TENTH) / TENTH;

  class Thing {
    constructor(box, root) {
      this.box = box;
      this.root = root;
      this.name = box.dataset.place;
      this.fields = root.querySelector(`[data-place-fields="${this.name}"]`);
      [this.x, this.y, this.scale] = numbers(box.dataset.at);
      [this.wide, this.tall] = [Number(box.dataset.wide), Number(box.dataset.tall)];
      this.room = numbers(box.dataset.room);
      this.start = { x: this.x, y: this.y, scale: this.scale };
      this.keep();
      this.draw();
      this.ghost();
    }

    field(part) {
      return this.fields.querySelector(`[name="${this.name}_${part}"]`);
    }

    get isPut() {
      return this.fields.querySelector(`[name="${this.name}"]`).value === "put";
    }

    say(value) {
      this.fields.querySelector(`[name="${this.name}"]`).value = value;
      const told = this.fields.querySelector("[data-place-told]");
      told.textContent = value === "own" ? gettext("Stands where the layout has it.") : "";
      this.box.classList.toggle("places-box--own", value === "own");
    }

    // Inside of the room, and no larger than it.
    keep() {
      const [left, top, right, bottom] = this.room;
      const most = Math.min(
        Number(this.box.dataset.most),
        (right - left) / this.wide,
        (bottom - top) / this.tall,
      );
      this.scale = clamp(this.scale, Math.min(Number(this.box.dataset.least), most), most);
      const [halfWide, halfTall] = [(this.wide * this.scale) / 2, (this.tall * this.scale) / 2];
      this.x = clamp(this.x, left + halfWide, right - halfWide);
      this.y = clamp(this.y, top + halfTall, bottom - halfTall);
    }

    put(change) {
      Object.assign(this, change);
      this.keep();
      this.say("put");
      this.draw();
    }

    draw(except = null) {
      const [wide, tall] = [this.wide * this.scale, this.tall * this.scale];
      Object.assign(this.box.style, {
        left: `${(this.x - wide / 2) * 100}%`,
        top: `${(this.y - tall / 2) * 100}%`,
        width: `${wide * 100}%`,
        height: `${tall * 100}%`,
      });
      for (const part of ["x", "y", "scale"]) {
        if (this.field(part) !== except) this.field(part).value = percent(this[part]);
      }
    }

    // Its part of the picture, as large as the box is.
    ghost() {
      const picture = this.root.querySelector("img");
      const { x, y, scale } = this.start;
      const [wide, tall] = [this.wide * scale, this.tall * scale];
      const at = (middle, size) => (size < 1 ? ((middle - size / 2) / (1 - size)) * 100 : 0);
      Object.assign(this.box.style, {
        backgroundImage: `url("${picture.src}")`,
        backgroundSize: `${100 / wide}% ${100 / tall}%`,
        backgroundPosition: `${at(x, wide)}% ${at(y, tall)}%`,
      });
    }

    back() {
      Object.assign(this, this.start);
      this.keep();
      this.draw();
      this.say("own");
    }
  }

  const known = new WeakMap();

  function begin(root) {
    for (const room of findAll("i[data-room]", root)) {
      const [left, top, right, bottom] = numbers(room.dataset.room);
      Object.assign(room.style, {
        left: `${left * 100}%`,
        top: `${top * 100}%`,
        width: `${(right - left) * 100}%`,
        height: `${(bottom - top) * 100}%`,
      });
    }
    for (const box of findAll("[data-place]", root)) {
      const thing = new Thing(box, root);
      known.set(box, thing);
      thing.say(thing.isPut ? "put" : "own");
    }
  }
  onNewContent((part) => findAll("[data-places]", part).forEach(begin));

  const thingOf = (target) => known.get(target.closest?.("[data-place]"));
  const thingOfFields = (target, attribute) => {
    const fields = target.closest?.("[data-place-fields]");
    const root = target.closest?.("[data-places]");
    return fields && attribute
      ? known.get(root.querySelector(`[data-place="${fields.dataset.placeFields}"]`))
      : null;
  };

  // Dragging: the box by itself, its corner for the size.
  let drag = null;

  document.addEventListener("pointerdown", (event) => {
    const thing = thingOf(event.target);
    if (!thing || event.button > 0) return;
    event.preventDefault();
    thing.box.focus({ preventScroll: true });
    thing.box.setPointerCapture(event.pointerId);
    const frame = thing.box.parentElement.getBoundingClientRect();
    const { x, y, scale } = thing;
    drag = {
      thing,
      frame,
      from: [event.clientX, event.clientY],
      x,
      y,
      scale,
      sizes: "placeCorner" in event.target.dataset,
    };
  });

  document.addEventListener("pointermove", ({ target, clientX, clientY }) => {
    if (!drag || thingOf(target) !== drag.thing) return;
    const [right, down] = [
      (clientX - drag.from[0]) / drag.frame.width,
      (clientY - drag.from[1]) / drag.frame.height,
    ];
    if (!drag.sizes) {
      drag.thing.put({ x: drag.x + right, y: drag.y + down });
      return;
    }
    // The corner follows the pointer along the longer way; the middle stays.
    const grown = Math.max((right * 2) / drag.thing.wide, (down * 2) / drag.thing.tall);
    drag.thing.put({ x: drag.x, y: drag.y, scale: drag.scale + grown });
  });

  for (const type of ["pointerup", "pointercancel"]) {
    document.addEventListener(type, () => {
      drag = null;
    });
  }

  document.addEventListener("keydown", (event) => {
    const thing = event.target.matches?.("[data-place]") ? known.get(event.target) : null;
    if (!thing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? FAR_STEP : STEP;
    if (event.key in ARROWS) {
      const [right, down] = ARROWS[event.key];
      thing.put({ x: thing.x + right * step, y: thing.y + down * step });
    } else if (event.key in SIZES) {
      thing.put({ scale: thing.scale + SIZES[event.key] * SIZE_STEP });
    } else return;
    event.preventDefault();
  });

  // What is typed is taken when the field is left, so that half a number moves nothing.
  document.addEventListener("change", ({ target }) => {
    const thing = thingOfFields(target, target.name);
    if (!thing || target.value === "") return;
    thing.put({ [target.name.replace(`${thing.name}_`, "")]: Number(target.value) / 100 });
  });

  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-place-back]");
    if (button) thingOfFields(button, "back")?.back();
  });
})();
