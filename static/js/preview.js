// The preview: plays the board in the page, without rendering. The server works out everything that moves
// (timeline, camera paths, easing, captions; see rendering/preview/player.py); here two views are mixed and shown.
(() => {
  "use strict";
  const place = document.getElementById("preview");
  if (!place) return;
  const STEP_MS = 1000;
  // Every voice is brought to this level (RMS), as the composer does by loudness; music is set against it.
  const VOICE_LEVEL = 0.09;
  const MOST_GAIN = 12;
  // So long is waited for sound before the picture starts without it, and so far may the two clocks part.
  const SOUND_WAIT_MS = 4000;
  const STALL_MS = 300;
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  const part = (name) => place.querySelector(`[data-part="${name}"]`);
  const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
  const factor = (db) => 10 ** (db / 20);
  const clock = (ms) => `${Math.floor(ms / 60000)}:${((ms % 60000) / 1000).toFixed(1).padStart(4, "0")}`;

  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  // Sound: voices and the bed in the Web Audio clock, which the picture follows while it runs.

  class Sound {
    constructor() {
      this.files = new Map();
      this.playing = [];
      this.muted = false;
    }

    open() {
      if (this.context) return;
      this.context = new AudioContext();
      this.master = this.context.createGain();
      this.master.connect(this.context.destination);
      this.mute(this.muted);
    }

    mute(muted) {
      this.muted = muted;
      if (this.master) this.master.gain.value = muted ? 0 : 1;
    }

    // Fetch and decode what is to be heard; what cannot be had stays silent.
    async ready(film) {
      const all = [...film.voices, ...(film.music ? [film.music] : [])];
      if (!all.length) return;
      this.open();
      const late = new Promise((done) => setTimeout(done, SOUND_WAIT_MS));
      await Promise.race([
        Promise.allSettled([this.context.resume(), ...all.map(({ src }) => this.load(src))]),
        late,
      ]);
    }

    load(src) {
      if (!this.files.has(src)) {
        const loading = this.fetched(src).catch(() => this.files.delete(src));
        this.files.set(src, { loading });
      }
      return this.files.get(src).loading;
    }

    async fetched(src) {
      const answer = await fetch(src);
      if (!answer.ok) throw new Error(answer.status);
      const buffer = await this.context.decodeAudioData(await answer.arrayBuffer());
      this.files.set(src, { buffer, level: level(buffer) });
    }

    start(film, at) {
      this.stop();
      if (this.context?.state !== "running") return;
      this.origin = this.context.currentTime;
      const voices = film.voices.map((voice, number) => ({ ...voice, until: end(film, voice, number) }));
      for (const voice of voices) this.say(voice, at);
      if (film.music) this.bed(film, voices, at);
    }

    // A moment of the film on the audio clock.
    when(ms, at) {
      return this.origin + Math.max(0, (ms - at) / 1000);
    }

    say(voice, at) {
      const file = this.files.get(voice.src);
      if (!file?.buffer || voice.until <= at) return;
      const gain = this.gain(Math.min(MOST_GAIN, VOICE_LEVEL / file.level));
      const source = this.source(file.buffer, gain);
      source.start(
        this.when(voice.start, at),
        Math.max(0, at - voice.start) / 1000,
        (voice.until - Math.max(at, voice.start)) / 1000,
      );
    }

    // Music steps back before a voice and comes back after it, as in the composer's mix.
    bed(film, voices, at) {
      const { music } = film;
      const file = this.files.get(music.src);
      if (!file?.buffer) return;
      const loud = Math.min(MOST_GAIN, (VOICE_LEVEL / file.level) * factor(music.volume_db));
      const duck = this.gain(1);
      const fade = this.gain(loud, duck);
      const source = this.source(file.buffer, fade);
      source.loop = true;
      for (const voice of voices.filter(({ until }) => until + music.hold_ms > at)) {
        duck.gain.setTargetAtTime(
          factor(music.duck_db),
          this.when(voice.start - music.ahead_ms, at),
          music.attack_ms / 1000,
        );
        duck.gain.setTargetAtTime(1, this.when(voice.until + music.hold_ms, at), music.release_ms / 1000);
      }
      const fading = Math.max(at, film.duration_ms - music.fade_out_ms);
      fade.gain.setValueAtTime(loud, this.when(fading, at));
      fade.gain.linearRampToValueAtTime(0, this.when(film.duration_ms, at) + 0.01);
      source.start(this.origin, (at / 1000) % file.buffer.duration);
      source.stop(this.when(film.duration_ms, at) + 0.02);
    }

    gain(value, to = this.master) {
      const node = this.context.createGain();
      node.gain.value = value;
      node.connect(to);
      this.playing.push(node);
      return node;
    }

    source(buffer, to) {
      const node = this.context.createBufferSource();
      node.buffer = buffer;
      node.connect(to);
      this.playing.push(node);
      return node;
    }

    stop() {
      for (const node of this.playing) {
        node.stop?.();
        node.disconnect();
      }
      this.playing = [];
    }

    // How much of the film was heard since `start`, or null while there is nothing to go by.
    heard() {
      if (!this.playing.length || this.context.state !== "running") return null;
      return Math.max(0, this.context.currentTime - this.origin - (this.context.outputLatency || 0)) * 1000;
    }
  }

  // A voice is over when it ends, and at the latest when the next one begins.
  function end(film, voice, number) {
    const next = film.voices[number + 1]?.start ?? film.duration_ms;
    return Math.min(voice.start + (voice.ms ?? Infinity), next);
  }

  function level(buffer) {
    const samples = buffer.getChannelData(0);
    let sum = 0;
    let count = 1;
    for (let k = 0; k < samples.length; k += 7) {
      if (Math.abs(samples[k]) < 0.005) continue; // pauses do not count
      sum += samples[k] ** 2;
      count += 1;
    }
    return Math.max(0.002, Math.sqrt(sum / count));
  }

  // Picture: each scene is a layer of its own; of them at most two are seen at a time. Over them lie, as in the
  // engine, light and shapes, then signs, then captions.

  class Screen {
    show(film) {
      this.film = film;
      const stage = part("stage");
      stage.style.aspectRatio = `${film.width} / ${film.height}`;
      stage.style.setProperty("--pv-ratio", film.width / film.height);
      this.shots = film.scenes.map((scene) => new Shot(scene, film));
      part("shots").replaceChildren(...this.shots.map((shot) => shot.layer));
      this.lights = film.scenes.map(({ accent }) => accent && new Light(accent));
      part("lights").replaceChildren(...this.lights.filter(Boolean).map((light) => light.layer));
      this.signs = film.signs.map((sign) => new Sign(sign));
      part("signs").replaceChildren(...this.signs.map((sign) => sign.layer));
      this.captions = film.captions && film.cues.map((cue) => new Caption(cue, film.captions));
      this.cue = undefined;
      if (film.captions) lay(part("caption"), film.captions.box);
    }

    draw(at, playing) {
      const { film } = this;
      const frame = (at / 1000) * film.fps;
      // What the engine draws changes from frame to frame; only cameras go on in between.
      const whole = Math.floor(frame + 0.001);
      const now = sceneAt(film, at);
      const scene = film.scenes[now];
      const blending = now > 0 && frame < scene.start + scene.window;
      const share = blending ? ease(film, (frame - scene.start + 1) / (scene.window + 1)) : 1;
      this.shots.forEach((shot, number) => {
        if (number === now)
          shot.draw(frame, blending ? entering(film, scene.transition, share) : {}, playing);
        else if (number === now - 1 && blending)
          shot.draw(frame, leaving(film, scene.transition, share), playing);
        else shot.hide(number > now && number <= now + 2);
      });
      soften(film, blending && !still.matches ? scene.transition : "", share);
      this.lights.forEach((light, number) => light?.draw(number === now && !still.matches ? whole : -1));
      this.signs.forEach((sign) => sign.draw(whole, film.fps));
      this.say((whole * 1000) / film.fps);
      return now;
    }

    say(at) {
      const number = this.captions ? this.film.cues.findIndex((cue) => cue.start <= at && at < cue.end) : -1;
      const caption = this.captions?.[number];
      caption?.light(at);
      if (number === this.cue) return;
      this.cue = number;
      part("caption").replaceChildren(...(caption ? [caption.layer] : []));
      const coming =
        number >= 0 ? number + 1 : (this.film.cues.findIndex((cue) => cue.start > at) + 1 || Infinity) - 1;
      if (this.captions) for (const one of this.captions.slice(coming, coming + 2)) one.wanted();
    }
  }

  // A box of shares of the stage.
  function lay(element, [left, top, right, bottom]) {
    const share = { left, top, width: right - left, height: bottom - top };
    for (const [side, value] of Object.entries(share)) element.style[side] = `${value * 100}%`;
  }

  class Shot {
    constructor(scene, film) {
      [this.scene, this.film, this.views] = [scene, film, []];
      this.layer = element("div", "pv-shot");
      this.layer.hidden = true;
      const { picture } = scene;
      if (!picture) this.words();
      else if (picture.clip) this.clip(picture);
      else this.stills(picture);
    }

    words() {
      this.layer.classList.add("pv-shot--bare");
      this.layer.append(
        element("b", "", `Scene ${this.scene.index}`),
        element("p", "", this.scene.text || this.scene.title || "No words, no picture"),
      );
    }

    clip({ clip: src, focus }) {
      this.media = Object.assign(document.createElement("video"), {
        src,
        muted: true,
        loop: true,
        playsInline: true,
        preload: "auto",
      });
      this.media.className = "pv-clip";
      this.media.addEventListener("loadedmetadata", () => this.crop(focus));
      this.layer.append(this.media);
    }

    // What is cut off lies around the focus, as far as the clip reaches.
    crop(focus) {
      const { videoWidth, videoHeight } = this.media;
      const scale = Math.max(this.film.width / videoWidth, this.film.height / videoHeight);
      const places = [videoWidth, videoHeight].map((side, axis) => {
        const seen = [this.film.width, this.film.height][axis];
        const room = side * scale - seen;
        return room > 1 ? clamp(focus[axis] * side * scale - seen / 2, 0, room) / room : 0.5;
      });
      this.media.style.objectPosition = places.map((share) => `${share * 100}%`).join(" ");
    }

    // The picture, or the plate and the product before it, each under a camera of its own.
    stills(picture) {
      this.view({ ...picture, place: [0, 0, 1, 1] });
      if (picture.front) this.view({ ...picture.front, cover: picture.cover });
    }

    view({ image, cover, place, from, to }) {
      const shown = element("img", "pv-image");
      shown.alt = "";
      const size = [0, 1].map((axis) => (place[axis + 2] - place[axis]) * cover[axis]);
      [shown.style.width, shown.style.height] = size.map((share) => `${share * 100}%`);
      const corner = [0, 1].map((axis) => place[axis] * cover[axis]);
      this.views.push({ image: shown, source: image, size, corner, from, to });
      this.layer.append(shown);
    }

    // Only pictures that are seen or soon will be are asked for.
    wanted() {
      for (const { image, source } of this.views) if (!image.src) image.src = source;
    }

    hide(soon) {
      this.layer.hidden = true;
      this.media?.pause();
      if (soon) this.wanted();
    }

    draw(frame, style, playing) {
      this.wanted();
      this.layer.hidden = false;
      this.layer.style.opacity = style.opacity ?? "";
      this.layer.style.transform = style.transform ?? "";
      this.layer.style.maskImage = style.mask ?? "";
      const gone = frame - this.scene.start;
      const share = still.matches ? 0.5 : ease(this.film, gone / Math.max(1, this.scene.frames - 1));
      for (const view of this.views) move(view, share);
      if (this.media) this.follow(gone / this.film.fps, playing);
    }

    follow(seconds, playing) {
      const { media } = this;
      const goal = media.duration ? seconds % media.duration : seconds;
      if (Math.abs(media.currentTime - goal) > (playing ? 0.25 : 0.03)) media.currentTime = goal;
      if (playing && media.paused) media.play().catch(() => {});
      if (!playing) media.pause();
    }
  }

  // The camera's view is a rectangle of the cover: `at` is its corner, `step` its size beside the frame's.
  function move({ image, size, corner, from, to }, share) {
    const mix = (a, b) => a + (b - a) * share;
    const step = mix(from.step, to.step);
    const [left, top] = [0, 1].map(
      (axis) => ((corner[axis] - mix(from.at[axis], to.at[axis])) / size[axis]) * 100,
    );
    image.style.transform = `scale(${1 / step}) translate(${left}%, ${top}%)`;
  }

  // Signs: drawn by the engine; here they come, stand and go.

  class Sign {
    constructor(sign) {
      this.sign = sign;
      this.layer = element("img", "pv-sign");
      this.layer.alt = sign.text;
      this.layer.dataset.kind = sign.kind;
      this.layer.hidden = true;
      lay(this.layer, sign.box);
    }

    draw(frame, fps) {
      const { first, stop, src } = this.sign;
      if (!this.layer.src && frame > first - 3 * fps && frame < stop) this.layer.src = src;
      this.layer.hidden = frame < first || frame >= stop;
      if (!this.layer.hidden) this.pose(frame);
    }

    pose(frame) {
      const { first, stop, going, poses, again } = this.sign;
      const gone = still.matches ? again : frame - first;
      const number = gone < poses.length ? gone : again + ((gone - again) % (poses.length - again));
      const [scale, across, down, opacity] = poses[number];
      this.layer.style.transform = `translate(${across * 100}cqw, ${down * 100}cqh) scale(${scale})`;
      this.layer.style.opacity = opacity * (going ? Math.min(1, (stop - frame) / going) : 1);
    }
  }

  // Light and shapes: shapes are the engine's own, light is mixed by the browser.

  class Light {
    constructor(accent) {
      this.accent = accent;
      this.layer = element("div", "pv-light");
      this.layer.hidden = true;
      this.parts =
        { sweep: () => this.band(), leak: () => this.glow() }[accent.kind]?.() ?? accent.shapes.map(polygon);
      this.layer.append(...this.parts);
    }

    draw(frame) {
      const { accent, parts } = this;
      const number = frame - accent.first;
      const now = accent.shapes ? accent.shapes[0]?.at[number] : accent.frames[number];
      this.layer.hidden = now === undefined;
      if (this.layer.hidden) return;
      if (accent.shapes)
        accent.shapes.forEach(
          ({ at }, shape) => (parts[shape].style.transform = `translateX(${at[number] * 100}cqw)`),
        );
      else this.shine(...now);
    }

    shine(place, strength) {
      const [first, second] = this.parts;
      if (this.accent.kind === "sweep") {
        first.style.transform = `translateX(${(place - 0.5) * 100}cqw) skewX(${-Math.atan(this.accent.slant)}rad)`;
        first.style.opacity = strength;
        return;
      }
      for (const one of this.parts) one.style.setProperty("--pv-down", `${place * 100}%`);
      first.style.opacity = strength * 0.55;
      second.style.opacity = strength * this.accent.brighter;
    }

    band() {
      const band = element("div", "pv-band");
      const { sigma, gain } = this.accent;
      const stops = fall(
        3,
        (far) => gain * Math.exp(-0.5 * far ** 2),
        (far) => 50 + far * sigma * 100,
      );
      band.style.backgroundImage = `linear-gradient(90deg, ${stops})`;
      return [band];
    }

    // First the picture takes on the colour, then it becomes brighter.
    glow() {
      const { side, colour } = this.accent;
      return ["pv-tint", "pv-glow"].map((name) => {
        const one = element("div", name);
        const ink = name === "pv-tint" ? colour : "#fff";
        const stops = [0, 0.25, 0.5, 0.75, 1].map(
          (far) => `color-mix(in srgb, ${ink} ${(1 - far) ** 1.5 * 100}%, transparent) ${far * 100}%`,
        );
        one.style.backgroundImage = `radial-gradient(75% 60% at ${side * 100}% var(--pv-down), ${stops})`;
        return one;
      });
    }
  }

  // Stops of a symmetrical gradient, from `most` before the middle to as far behind it: dodging by the grey
  // s makes everything 1 / (1 - s) times as bright.
  function fall(most, gain, place) {
    const steps = Array.from({ length: 13 }, (_, k) => (k / 6 - 1) * most);
    const grey = (far) => (255 * gain(far)) / (1 + gain(far));
    const inside = steps.map((far) => `rgb(${grey(far)} ${grey(far)} ${grey(far)}) ${place(far)}%`);
    return [`#000 ${place(-most)}%`, ...inside, `#000 ${place(most)}%`].join(", ");
  }

  function polygon({ colour, points }) {
    const made = element("div", "pv-shape");
    const [across, down] = [0, 1].map((axis) => points.map((point) => point[axis]));
    const box = [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)];
    lay(made, box);
    const corner = ([x, y]) =>
      `${((x - box[0]) / (box[2] - box[0])) * 100}% ${((y - box[1]) / (box[3] - box[1])) * 100}%`;
    made.style.clipPath = `polygon(${points.map(corner).join(", ")})`;
    made.style.background = colour;
    return made;
  }

  function sceneAt(film, at) {
    const frame = (at / 1000) * film.fps;
    const later = film.scenes.findIndex((scene) => scene.start > frame + 0.001);
    return later < 0 ? film.scenes.length - 1 : Math.max(0, later - 1);
  }

  // The engine's easing curve, as points.
  function ease({ easing }, share) {
    const place = clamp(share, 0, 1) * (easing.length - 1);
    const before = Math.floor(place);
    const after = Math.min(before + 1, easing.length - 1);
    return easing[before] + (easing[after] - easing[before]) * (place - before);
  }

  // How a scene comes in over the one before, and how that one goes, at an eased share 0..1.
  function entering(film, kind, share) {
    const { zoom } = film.transitions;
    if (still.matches) return { opacity: share };
    if (kind === "slide") return { transform: `translateX(${(1 - share) * 100}%)` };
    if (kind === "wipe") return { mask: wipe(film, share) };
    return {
      opacity: mixed(film, kind, share),
      ...(kind === "zoom" && { transform: `scale(${zoom - (zoom - 1) * share})` }),
    };
  }

  function leaving(film, kind, share) {
    if (still.matches) return {};
    if (kind === "slide") return { transform: `translateX(${-share * 100}%)` };
    return kind === "zoom" ? { transform: `scale(${1 + (film.transitions.zoom - 1) * share})` } : {};
  }

  // How much of the new picture is there: one gives way to the other in the middle of the time.
  function mixed(film, kind, share) {
    const [first, last] = film.transitions.mixes[kind];
    const mix = clamp((share - first) / (last - first), 0, 1);
    return mix * mix * (3 - 2 * mix);
  }

  function wipe(film, share) {
    const { feather } = film.transitions;
    const edge = share * (1 + feather);
    return `linear-gradient(90deg, #000 ${(edge - feather) * 100}%, transparent ${edge * 100}%)`;
  }

  // What fades goes out of focus on the way, what slides is smeared: the engine's box blurs, as Gaussians.
  function soften(film, kind, share) {
    const { soft, smear } = film.transitions;
    const bell = Math.sin(Math.PI * share);
    const scale = part("stage").clientWidth / film.width;
    const haze =
      kind in soft ? spread(soft[kind] * Math.min(film.width, film.height) * bell) * Math.SQRT2 * scale : 0;
    part("haze").hidden = haze < 0.2;
    part("haze").style.backdropFilter = haze < 0.2 ? "" : `blur(${haze}px)`;
    const long = kind === "slide" ? spread(smear * film.width * bell) * scale : 0;
    if (long) part("smear").setAttribute("stdDeviation", `${long} 0`);
    part("shots").style.filter = long ? "url(#pv-smear)" : "";
  }

  // The standard deviation of one box blur that reaches over so many pixels.
  function spread(reach) {
    const side = 2 * Math.round(reach / 2) + 1;
    return Math.sqrt((side ** 2 - 1) / 12);
  }

  // Captions: drawn by the engine, whole, or as letters over their ground where words are lit one by one.

  class Caption {
    constructor(cue, look) {
      [this.cue, this.look] = [cue, look];
      this.layer = element("div", "pv-cue");
      this.layer.append(element("p", "visually-hidden", cue.text));
    }

    wanted() {
      if (this.asked) return;
      this.asked = true;
      const { whole, under, letters, words } = this.cue;
      const drawing = element("img", "pv-words");
      drawing.alt = "";
      drawing.src = whole ?? under;
      this.layer.append(drawing);
      if (!letters) return;
      const mask = element("div", "pv-words");
      mask.style.maskImage = `url("${letters}")`;
      this.words = words.map(([, spots]) =>
        spots.map((spot) => {
          const word = element("i", "");
          lay(word, spot);
          return word;
        }),
      );
      mask.append(...this.words.flat());
      this.layer.append(mask);
    }

    light(at) {
      this.wanted();
      if (!this.words) return;
      const begun = this.cue.words.filter(([start]) => start <= at).length + (at > this.cue.over ? 1 : 0);
      if (begun === this.begun) return;
      this.begun = begun;
      const { ink, accent, coming } = this.look;
      this.words.forEach((spots, number) =>
        spots.forEach(({ style }) => {
          style.background = number + 1 === begun ? accent : ink;
          style.opacity = number + 1 > begun ? coming : 1;
        }),
      );
    }
  }

  // The player: one position, two ways to move it.

  const screen = new Screen();
  const sound = new Sound();
  const player = { film: null, at: 0, playing: false, waiting: false, scene: -1 };

  async function play() {
    if (!player.film || player.playing || player.waiting) return;
    if (player.at >= player.film.duration_ms - 1) player.at = 0;
    player.waiting = true;
    veil("Loading the sound");
    await sound.ready(player.film);
    veil("");
    if (!player.waiting) return;
    Object.assign(player, { waiting: false, playing: true });
    anchor();
    state();
    requestAnimationFrame(frame);
  }

  function pause() {
    Object.assign(player, { playing: false, waiting: false });
    sound.stop();
    veil("");
    state();
    if (player.film) draw();
  }

  // From here both clocks count.
  function anchor() {
    sound.start(player.film, player.at);
    player.from = player.at;
    player.wall = performance.now();
  }

  function frame() {
    if (!player.playing) return;
    const gone = performance.now() - player.wall;
    const heard = sound.heard();
    player.at = Math.min(player.film.duration_ms, player.from + (heard ?? gone));
    // A sound device that stands still, or a machine that slept: sound is started anew where the picture is.
    if (heard !== null && gone - heard > STALL_MS) {
      player.at = Math.min(player.film.duration_ms, player.from + gone);
      anchor();
    }
    draw();
    if (player.at >= player.film.duration_ms) return pause();
    requestAnimationFrame(frame);
  }

  function seek(ms) {
    if (!player.film) return;
    player.at = clamp(ms, 0, player.film.duration_ms);
    if (player.playing) anchor();
    draw();
  }

  const startOf = (number) => (player.film.scenes[number].start / player.film.fps) * 1000;

  // To the start of the scene, or of the one before when it has only just begun.
  function jump(by) {
    if (!player.film) return;
    const now = sceneAt(player.film, player.at);
    const back = by < 0 && player.at - startOf(now) > 700 ? now : now + by;
    if (back >= player.film.scenes.length) return seek(player.film.duration_ms);
    seek(startOf(Math.max(0, back)));
  }

  function draw() {
    const now = screen.draw(player.at, player.playing);
    const range = part("range");
    range.value = Math.round(player.at);
    range.style.setProperty("--pv-done", `${(player.at / player.film.duration_ms) * 100}%`);
    part("now").textContent = clock(player.at);
    if (now === player.scene) return;
    player.scene = now;
    range.setAttribute(
      "aria-valuetext",
      `${clock(player.at)}, scene ${now + 1} of ${player.film.scenes.length}`,
    );
    [...part("strip").children].forEach((piece, number) => {
      if (number === now) piece.setAttribute("aria-current", "true");
      else piece.removeAttribute("aria-current");
    });
    reveal(part("strip").children[now]);
  }

  // Only the strip scrolls, never the page.
  function reveal(piece) {
    const strip = part("strip");
    const [left, right] = [piece.offsetLeft, piece.offsetLeft + piece.offsetWidth];
    if (left < strip.scrollLeft || right > strip.scrollLeft + strip.clientWidth) strip.scrollLeft = left - 20;
  }

  function state() {
    place.dataset.state = player.playing ? "playing" : "paused";
    const toggle = place.querySelector('[data-act="toggle"]');
    toggle.setAttribute("aria-label", player.playing ? "Pause" : "Play");
    for (const one of toggle.querySelectorAll("[data-when]"))
      one.hidden = one.dataset.when !== place.dataset.state;
  }

  function veil(text) {
    part("veil").textContent = text;
    part("veil").hidden = !text;
  }

  // What is played

  async function load() {
    const answer = await fetch(place.dataset.playback, {
      headers: { Accept: "application/json", "HX-Request": "true" },
    });
    if (!answer.ok || answer.redirected) {
      const said = answer.redirected ? "You are signed out. Sign in again to go on." : await answer.text();
      throw new Error(said.length < 300 ? said : "The preview cannot be had just now.");
    }
    return answer.text();
  }

  async function refresh() {
    const asked = (player.asked = {});
    let told;
    try {
      told = await load();
    } catch (error) {
      if (asked === player.asked) failed(error);
      return;
    }
    if (asked !== player.asked || told === player.told) return;
    player.told = told;
    take(JSON.parse(told));
  }

  function failed(error) {
    pause();
    veil(error instanceof TypeError ? "The studio cannot be reached." : error.message);
  }

  // Another board than the one that was played: go on at the same moment.
  function take(film) {
    veil("");
    Object.assign(player, { film, scene: -1, at: Math.min(player.at, film.duration_ms) });
    screen.show(film);
    part("range").max = film.duration_ms;
    part("total").textContent = clock(film.duration_ms);
    part("strip").replaceChildren(...film.scenes.map((scene, number) => piece(film, scene, number)));
    part("notes").replaceChildren(...film.notes.map((note) => element("li", "", note)));
    for (const one of place.querySelectorAll("[data-outdated]"))
      one.hidden = one.dataset.outdated === film.digest;
    draw();
    if (player.playing) sound.ready(film).then(() => player.playing && anchor());
  }

  function piece(film, scene, number) {
    const made = element("button", "strip-piece");
    made.type = "button";
    made.dataset.scene = number;
    made.style.flexGrow = scene.stop - scene.start;
    if (scene.thumb) made.style.backgroundImage = `url("${scene.thumb}")`;
    made.setAttribute("aria-label", `Scene ${scene.index}, from ${clock((scene.start / film.fps) * 1000)}`);
    made.append(element("span", "", String(scene.index)));
    return made;
  }

  // Opening and closing

  const isOpen = () => !place.hidden;
  const openers = () => document.querySelectorAll("[data-preview]");

  async function open({ quietly = false } = {}) {
    place.hidden = false;
    openers().forEach((button) => button.setAttribute("aria-expanded", "true"));
    place.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
    if (quietly) return refresh();
    place.querySelector('[data-act="toggle"]').focus({ preventScroll: true });
    await refresh();
    if (!still.matches) play();
  }

  function close() {
    pause();
    place.hidden = true;
    place.dataset.state = "closed";
    for (const video of place.querySelectorAll("video")) video.pause();
    openers().forEach((button) => button.setAttribute("aria-expanded", "false"));
    openers()[0]?.focus();
  }

  const acts = {
    toggle: () => (player.playing || player.waiting ? pause() : play()),
    before: () => jump(-1),
    after: () => jump(1),
    close,
    mute(button = place.querySelector('[data-act="mute"]')) {
      sound.mute(!sound.muted);
      button.setAttribute("aria-pressed", sound.muted);
    },
  };

  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-preview]")) return isOpen() ? close() : open();
    const act = target.closest("#preview [data-act]");
    if (act) acts[act.dataset.act](act);
    const scene = target.closest("#preview [data-scene]");
    if (scene && player.film) seek(startOf(Number(scene.dataset.scene)));
    if (target.closest("#preview .pv-stage")) acts.toggle();
  });

  part("range").addEventListener("input", ({ target }) => seek(Number(target.value)));

  // Keys: P from anywhere on the page; the others while the preview is open and nobody types.
  const KEYS = {
    " ": () => acts.toggle(),
    k: () => acts.toggle(),
    m: () => acts.mute(),
    ArrowLeft: ({ shiftKey }) => (shiftKey ? jump(-1) : seek(player.at - STEP_MS)),
    ArrowRight: ({ shiftKey }) => (shiftKey ? jump(1) : seek(player.at + STEP_MS)),
    Home: () => seek(0),
    End: () => seek(player.film?.duration_ms ?? 0),
    Escape: close,
  };

  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (target.closest?.("input:not([type=range]), textarea, select, [contenteditable], video")) return;
    if (key.toLowerCase() === "p" && openers().length) {
      event.preventDefault();
      return isOpen() ? close() : open();
    }
    const does = isOpen() && KEYS[key.length === 1 ? key.toLowerCase() : key];
    const pressed =
      key === " " && target.closest?.("button, summary, a") && !target.closest('[data-act="toggle"]');
    if (!does || pressed || (key === "Escape" && document.querySelector("details.menu[open]"))) return;
    event.preventDefault();
    does(event);
  });

  // The board was changed here, by somebody else or by a job: what is open is brought up to date.
  let soon;
  const changed = () => {
    if (!isOpen()) return;
    clearTimeout(soon);
    soon = setTimeout(refresh, 400);
  };
  for (const name of ["edited", "moved", "preview-over"]) document.body.addEventListener(name, changed);
  document.body.addEventListener("preview-over", () => !isOpen() && open({ quietly: true }));
  document.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.elt.id === "desk") changed();
    if (isOpen()) openers().forEach((button) => button.setAttribute("aria-expanded", "true"));
  });
  document.addEventListener("visibilitychange", () => document.hidden && player.playing && pause());
})();
