// The preview's pictures: one layer a scene, moved by its camera, and how one scene gives way to the next.
(() => {
  "use strict";
  const { createElement, reducedMotion, gettext } = studio;
  const { clamp, mix, ease } = studio.preview;
  // A clip runs by itself; only when it is this far off (in s), playing or standing, is it set right.
  const [DRIFT_PLAYING_S, DRIFT_PAUSED_S] = [0.25, 0.03];

  class Shot {
    constructor(scene, film) {
      this.scene = scene;
      this.film = film;
      this.views = [];
      this.layer = createElement("div", "pv-shot");
      this.layer.hidden = true;
      const { picture } = scene;
      if (!picture) this.addWords();
      else if (picture.clip) this.addClip(picture);
      else this.addStills(picture);
    }

    // A scene without a picture shows its words.
    addWords() {
      const { index, text, title } = this.scene;
      this.layer.classList.add("pv-shot--bare");
      this.layer.append(
        createElement("b", "", gettext("Scene %(number)s", { number: index })),
        createElement("p", "", text || title || gettext("No words, no picture")),
      );
    }

    addClip({ clip, focus }) {
      this.video = createElement("video", "pv-clip");
      Object.assign(this.video, { src: clip, muted: true, loop: true, playsInline: true, preload: "auto" });
      this.video.addEventListener("loadedmetadata", () => this.crop(focus));
      this.layer.append(this.video);
    }

    // What is cut off lies around the focus, as far as the clip reaches.
    crop(focus) {
      const size = [this.video.videoWidth, this.video.videoHeight];
      const frame = [this.film.width, this.film.height];
      const scale = Math.max(frame[0] / size[0], frame[1] / size[1]);
      const position = size.map((side, axis) => {
        const room = side * scale - frame[axis];
        return room > 1 ? clamp(focus[axis] * side * scale - frame[axis] / 2, 0, room) / room : 0.5;
      });
      this.video.style.objectPosition = position.map((share) => `${share * 100}%`).join(" ");
    }

    // The picture, or the ground and the product before it, each under a camera of its own.
    addStills(picture) {
      this.addView({ ...picture, place: [0, 0, 1, 1] });
      if (picture.front) this.addView({ ...picture.front, cover: picture.cover });
    }

    addView({ image: src, cover, place, from, to }) {
      const image = createElement("img", "pv-image");
      image.alt = "";
      const size = [0, 1].map((axis) => (place[axis + 2] - place[axis]) * cover[axis]);
      const corner = [0, 1].map((axis) => place[axis] * cover[axis]);
      [image.style.width, image.style.height] = size.map((share) => `${share * 100}%`);
      this.views.push({ image, src, size, corner, from, to });
      this.layer.append(image);
    }

    // Only pictures that are seen or soon will be are asked for.
    loadPictures() {
      for (const { image, src } of this.views) if (!image.src) image.src = src;
    }

    hide(isSoonSeen) {
      this.layer.hidden = true;
      this.video?.pause();
      if (isSoonSeen) this.loadPictures();
    }

    // Show the scene at a frame of the film, with the style of a transition.
    draw(frame, { opacity = "", transform = "", mask = "" }, isPlaying) {
      this.loadPictures();
      this.layer.hidden = false;
      Object.assign(this.layer.style, { opacity, transform, maskImage: mask });
      const elapsed = frame - this.scene.start;
      const share = ease(this.film, elapsed / Math.max(1, this.scene.frames - 1));
      for (const view of this.views) moveCamera(view, reducedMotion.matches ? 0.5 : share);
      if (this.video) this.followClip(elapsed / this.film.fps, isPlaying);
    }

    followClip(seconds, isPlaying) {
      const { video } = this;
      const goal = video.duration ? seconds % video.duration : seconds;
      const drift = Math.abs(video.currentTime - goal);
      if (drift > (isPlaying ? DRIFT_PLAYING_S : DRIFT_PAUSED_S)) video.currentTime = goal;
      // A browser may refuse to play; the clip is then moved by hand as above.
      if (isPlaying && video.paused) video.play().catch(() => {});
      if (!isPlaying) video.pause();
    }
  }

  // The camera's view is a rectangle of the cover: `at` is its corner, `step` its size beside the frame's.
  function moveCamera({ image, size, corner, from, to }, share) {
    const step = mix(from.step, to.step, share);
    const [left, top] = [0, 1].map((axis) => {
      const at = mix(from.at[axis], to.at[axis], share);
      return ((corner[axis] - at) / size[axis]) * 100;
    });
    image.style.transform = `scale(${1 / step}) translate(${left}%, ${top}%)`;
  }

  // Transitions: how a scene comes in over the one before, and how that one goes, at an eased share 0..1.

  function entering(film, kind, share) {
    if (reducedMotion.matches) return { opacity: share };
    if (kind === "slide") return { transform: `translateX(${(1 - share) * 100}%)` };
    if (kind === "wipe") return { mask: wipeMask(film, share) };
    const opacity = opacityAt(film, kind, share);
    if (kind !== "zoom") return { opacity };
    return { opacity, transform: `scale(${mix(film.transitions.zoom, 1, share)})` };
  }

  function leaving(film, kind, share) {
    if (reducedMotion.matches) return {};
    if (kind === "slide") return { transform: `translateX(${-share * 100}%)` };
    if (kind === "zoom") return { transform: `scale(${mix(1, film.transitions.zoom, share)})` };
    return {};
  }

  // How much of the new picture is there: one gives way to the other in the middle of the time.
  function opacityAt(film, kind, share) {
    const [first, last] = film.transitions.mixes[kind];
    const linear = clamp((share - first) / (last - first), 0, 1);
    return linear * linear * (3 - 2 * linear);
  }

  function wipeMask(film, share) {
    const { feather } = film.transitions;
    const edge = share * (1 + feather);
    return `linear-gradient(90deg, #000 ${(edge - feather) * 100}%, transparent ${edge * 100}%)`;
  }

  // What fades goes out of focus on the way, what slides is smeared: the engine's box blurs, as the standard
  // deviations [haze, smear] of Gaussians, in pixels of the film.
  function transitionBlur(film, kind, share) {
    const { soft, smear } = film.transitions;
    const bell = Math.sin(Math.PI * share);
    const reach = Math.min(film.width, film.height) * bell;
    return [
      // Two boxes, one after the other.
      kind in soft ? boxDeviation(soft[kind] * reach) * Math.SQRT2 : 0,
      kind === "slide" ? boxDeviation(smear * film.width * bell) : 0,
    ];
  }

  // The standard deviation of one box blur that reaches over so many pixels.
  function boxDeviation(reach) {
    const side = 2 * Math.round(reach / 2) + 1;
    return Math.sqrt((side ** 2 - 1) / 12);
  }

  Object.assign(studio.preview, { Shot, entering, leaving, transitionBlur });
})();
