// What lies over the preview's pictures: accents of light and shapes, then signs, then captions. Shapes, signs
// and captions are the engine's own drawings; light is mixed by the browser.
(() => {
  "use strict";
  const { createElement, reducedMotion } = studio;
  const { setBox } = studio.preview;

  // Signs: they come, stand and go.

  class Sign {
    constructor(sign) {
      this.sign = sign;
      this.layer = createElement("img", "pv-sign");
      this.layer.alt = sign.text;
      this.layer.dataset.kind = sign.kind;
      this.layer.hidden = true;
      setBox(this.layer, sign.box);
    }

    draw(frame, fps) {
      const { first, stop, src } = this.sign;
      // Asked for three seconds ahead.
      if (!this.layer.src && frame > first - 3 * fps && frame < stop) this.layer.src = src;
      this.layer.hidden = frame < first || frame >= stop;
      if (!this.layer.hidden) this.pose(frame);
    }

    // The poses of coming, frame by frame; from the pose `again` on they repeat.
    pose(frame) {
      const { first, stop, going, poses, again } = this.sign;
      const elapsed = reducedMotion.matches ? again : frame - first;
      const number = elapsed < poses.length ? elapsed : again + ((elapsed - again) % (poses.length - again));
      const [scale, across, down, opacity] = poses[number];
      this.layer.style.transform = `translate(${across * 100}cqw, ${down * 100}cqh) scale(${scale})`;
      this.layer.style.opacity = opacity * (going ? Math.min(1, (stop - frame) / going) : 1);
    }
  }

  // Accents: a band of light that sweeps by, light that leaks in from a side, or shapes that fly through.

  class Accent {
    constructor(accent) {
      this.accent = accent;
      this.layer = createElement("div", "pv-light");
      this.layer.hidden = true;
      this.parts = accentParts(accent);
      this.layer.append(...this.parts);
    }

    // `frame` is one of the film; one outside of the accent hides it.
    draw(frame) {
      const { accent } = this;
      const number = frame - accent.first;
      const now = accent.shapes ? accent.shapes[0]?.at[number] : accent.frames[number];
      this.layer.hidden = now === undefined;
      if (this.layer.hidden) return;
      if (accent.kind === "sweep") this.drawSweep(...now);
      else if (accent.kind === "leak") this.drawLeak(...now);
      else this.drawShapes(number);
    }

    drawShapes(number) {
      this.accent.shapes.forEach(({ at }, shape) => {
        this.parts[shape].style.transform = `translateX(${at[number] * 100}cqw)`;
      });
    }

    drawSweep(across, strength) {
      const [band] = this.parts;
      const slant = -Math.atan(this.accent.slant);
      band.style.transform = `translateX(${(across - 0.5) * 100}cqw) skewX(${slant}rad)`;
      band.style.opacity = strength;
    }

    drawLeak(down, strength) {
      const [tint, glow] = this.parts;
      for (const part of this.parts) part.style.setProperty("--pv-down", `${down * 100}%`);
      tint.style.opacity = strength * 0.55;
      glow.style.opacity = strength * this.accent.brighter;
    }
  }

  function accentParts(accent) {
    if (accent.kind === "sweep") return [sweepBand(accent)];
    // First the picture takes on the colour, then it becomes brighter.
    if (accent.kind === "leak") {
      return [leakGlow("pv-tint", accent.side, accent.colour), leakGlow("pv-glow", accent.side, "#fff")];
    }
    return accent.shapes.map(polygon);
  }

  function sweepBand({ sigma, gain }) {
    const band = createElement("div", "pv-band");
    const brightness = (distance) => gain * Math.exp(-0.5 * distance ** 2);
    const place = (distance) => 50 + distance * sigma * 100;
    band.style.backgroundImage = `linear-gradient(90deg, ${dodgeStops(3, brightness, place)})`;
    return band;
  }

  // Stops of a symmetrical gradient, from `most` before the middle to as far behind it: dodging by the grey
  // s makes everything 1 / (1 - s) times as bright.
  function dodgeStops(most, brightness, place) {
    const steps = Array.from({ length: 13 }, (_step, k) => (k / 6 - 1) * most);
    const grey = (distance) => (255 * brightness(distance)) / (1 + brightness(distance));
    const inside = steps.map((distance) => {
      const value = grey(distance);
      return `rgb(${value} ${value} ${value}) ${place(distance)}%`;
    });
    return [`#000 ${place(-most)}%`, ...inside, `#000 ${place(most)}%`].join(", ");
  }

  function leakGlow(className, side, colour) {
    const glow = createElement("div", className);
    const stops = [0, 0.25, 0.5, 0.75, 1].map(
      (far) => `color-mix(in srgb, ${colour} ${(1 - far) ** 1.5 * 100}%, transparent) ${far * 100}%`,
    );
    glow.style.backgroundImage = `radial-gradient(75% 60% at ${side * 100}% var(--pv-down), ${stops})`;
    return glow;
  }

  function polygon({ colour, points }) {
    const shape = createElement("div", "pv-shape");
    const [across, down] = [0, 1].map((axis) => points.map((point) => point[axis]));
    const [left, top, right, bottom] = [
      Math.min(...across),
      Math.min(...down),
      Math.max(...across),
      Math.max(...down),
    ];
    setBox(shape, [left, top, right, bottom]);
    const corners = points.map(
      ([x, y]) => `${((x - left) / (right - left)) * 100}% ${((y - top) / (bottom - top)) * 100}%`,
    );
    shape.style.clipPath = `polygon(${corners.join(", ")})`;
    shape.style.background = colour;
    return shape;
  }

  // Captions: drawn whole, or as letters over their ground where words are lit one by one.

  class Caption {
    constructor(cue, look) {
      this.cue = cue;
      this.look = look;
      this.layer = createElement("div", "pv-cue");
      this.layer.append(createElement("p", "visually-hidden", cue.text));
    }

    // Ask for the drawings, once.
    load() {
      if (this.isLoaded) return;
      this.isLoaded = true;
      const { whole, under, letters, words } = this.cue;
      const drawing = createElement("img", "pv-words");
      drawing.alt = "";
      drawing.src = whole ?? under;
      this.layer.append(drawing);
      if (!letters) return;
      const mask = createElement("div", "pv-words");
      mask.style.maskImage = `url("${letters}")`;
      this.words = words.map(([, boxes]) => boxes.map(wordBox));
      mask.append(...this.words.flat());
      this.layer.append(mask);
    }

    // Light the word that is said at a moment.
    light(ms) {
      this.load();
      if (!this.words) return;
      const begun = this.cue.words.filter(([start]) => start <= ms).length + (ms > this.cue.over ? 1 : 0);
      if (begun === this.begun) return;
      this.begun = begun;
      const { ink, accent, coming } = this.look;
      this.words.forEach((boxes, index) => {
        const number = index + 1;
        for (const { style } of boxes) {
          style.background = number === begun ? accent : ink;
          style.opacity = number > begun ? coming : 1;
        }
      });
    }
  }

  function wordBox(box) {
    const word = createElement("i");
    setBox(word, box);
    return word;
  }

  Object.assign(studio.preview, { Sign, Accent, Caption });
})();
