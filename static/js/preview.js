// The preview: plays the board in the page, without rendering. The server works out everything that moves
// (timeline, camera paths, easing, captions; see rendering/playback.py); here two views are mixed and shown.
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
      await Promise.race([Promise.allSettled([this.context.resume(), ...all.map(({ src }) => this.load(src))]), late]);
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
      source.start(this.when(voice.start, at), Math.max(0, at - voice.start) / 1000, (voice.until - Math.max(at, voice.start)) / 1000);
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
        duck.gain.setTargetAtTime(factor(music.duck_db), this.when(voice.start - music.ahead_ms, at), music.attack_ms / 1000);
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

  // Picture: each scene is a layer of its own; of them at most two are seen at a time.

  class Screen {
    show(film) {
      this.film = film;
      const stage = part("stage");
      stage.style.aspectRatio = `${film.width} / ${film.height}`;
      stage.style.setProperty("--pv-ratio", film.width / film.height);
      this.shots = film.scenes.map((scene) => new Shot(scene, film));
      part("shots").replaceChildren(...this.shots.map((shot) => shot.layer));
      this.cue = undefined;
      this.dress(film.captions);
    }

    dress(look) {
      const box = part("caption");
      box.dataset.look = look?.look ?? "";
      if (!look) return;
      const set = (name, value) => box.style.setProperty(`--pv-${name}`, value);
      set("ink", look.ink);
      set("ground", look.ground);
      set("accent", look.accent);
      set("opacity", `${look.opacity * 100}%`);
      set("size", look.size);
      set("leading", look.leading);
      set("padding", `${look.padding}em`);
      set("side", `${look.side}em`);
      for (const side of ["left", "right", "bottom"]) box.style[side] = `${look[side] * 100}%`;
      box.dataset.family = look.family;
    }

    draw(at, playing) {
      const { film } = this;
      const frame = (at / 1000) * film.fps;
      const now = sceneAt(film, at);
      const scene = film.scenes[now];
      const blending = now > 0 && frame < scene.start + scene.window;
      const share = blending ? ease(film, (frame - scene.start + 1) / (scene.window + 1)) : 1;
      this.shots.forEach((shot, number) => {
        if (number === now) shot.draw(frame, blending ? entering(film, scene.transition, share) : {}, playing);
        else if (number === now - 1 && blending) shot.draw(frame, leaving(film, scene.transition, share), playing);
        else shot.hide(number > now && number <= now + 2);
      });
      this.say(at);
      return now;
    }

    say(at) {
      const number = this.film.captions ? this.film.cues.findIndex((cue) => cue.start <= at && at < cue.end) : -1;
      const cue = this.film.cues[number];
      const word = cue && this.film.captions.look === "karaoke" ? spoken(cue, at) : null;
      const seen = `${number}:${word}`;
      if (seen === this.cue) return;
      this.cue = seen;
      part("caption").replaceChildren(...(cue ? [written(cue, word)] : []));
    }
  }

  class Shot {
    constructor(scene, film) {
      [this.scene, this.film] = [scene, film];
      this.layer = element("div", "pv-shot");
      this.layer.hidden = true;
      const { picture } = scene;
      if (!picture) this.words();
      else if (picture.clip) this.clip(picture.clip);
      else this.still(picture);
    }

    words() {
      this.layer.classList.add("pv-shot--bare");
      this.layer.append(element("b", "", `Scene ${this.scene.index}`), element("p", "", this.scene.text || this.scene.title || "No words, no picture"));
    }

    clip(src) {
      this.media = Object.assign(document.createElement("video"), { src, muted: true, loop: true, playsInline: true, preload: "auto" });
      this.media.className = "pv-clip";
      this.layer.append(this.media);
    }

    still({ image, cover }) {
      this.source = image;
      this.image = element("img", "pv-image");
      this.image.alt = "";
      this.image.style.width = `${cover[0] * 100}%`;
      this.image.style.height = `${cover[1] * 100}%`;
      this.layer.append(this.image);
    }

    // Only pictures that are seen or soon will be are asked for.
    wanted() {
      if (this.source && !this.image.src) this.image.src = this.source;
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
      if (this.image) this.move(still.matches ? 0.5 : ease(this.film, gone / Math.max(1, this.scene.frames - 1)));
      if (this.media) this.follow(gone / this.film.fps, playing);
    }

    // The camera's view is a rectangle of the cover: `at` is its corner, `step` its size beside the frame's.
    move(share) {
      const { from, to, cover } = this.scene.picture;
      const mix = (a, b) => a + (b - a) * share;
      const step = mix(from.step, to.step);
      const [left, top] = [0, 1].map((axis) => (-mix(from.at[axis], to.at[axis]) / cover[axis]) * 100);
      this.image.style.transform = `scale(${1 / step}) translate(${left}%, ${top}%)`;
    }

    follow(seconds, playing) {
      const { media } = this;
      const goal = media.duration ? seconds % media.duration : seconds;
      if (Math.abs(media.currentTime - goal) > (playing ? 0.25 : 0.03)) media.currentTime = goal;
      if (playing && media.paused) media.play().catch(() => {});
      if (!playing) media.pause();
    }
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
    if (still.matches) return { opacity: share };
    if (kind === "slide") return { transform: `translateX(${(1 - share) * 100}%)` };
    if (kind === "wipe") return { mask: wipe(film, share) };
    return { opacity: share, ...(kind === "zoom" && { transform: `scale(${film.zoom - (film.zoom - 1) * share})` }) };
  }

  function leaving(film, kind, share) {
    if (still.matches) return {};
    if (kind === "slide") return { transform: `translateX(${-share * 100}%)` };
    return kind === "zoom" ? { transform: `scale(${1 + (film.zoom - 1) * share})` } : {};
  }

  function wipe({ feather }, share) {
    const edge = share * (1 + feather);
    return `linear-gradient(90deg, #000 ${(edge - feather) * 100}%, transparent ${edge * 100}%)`;
  }

  // Captions

  function spoken({ words }, at) {
    const places = words.flatMap((row, line) => row.map((word, column) => [line, column, word[2]]));
    const said = places.filter(([, , start]) => start <= at).at(-1) ?? places[0];
    return said ? `${said[0]}.${said[1]}` : null;
  }

  function written(cue, word) {
    const box = element("p", "pv-cue");
    cue.lines.forEach((line, number) => {
      const row = element("span", "pv-line");
      row.dir = "auto";
      const [at, column] = word ? word.split(".").map(Number) : [];
      const told = at === number ? cue.words[number][column] : null;
      if (told) row.append(told[1], element("mark", "", told[0]), line.slice(told[1].length + told[0].length));
      else row.textContent = line;
      box.append(row);
    });
    return box;
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
    range.setAttribute("aria-valuetext", `${clock(player.at)}, scene ${now + 1} of ${player.film.scenes.length}`);
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
    for (const one of toggle.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== place.dataset.state;
  }

  function veil(text) {
    part("veil").textContent = text;
    part("veil").hidden = !text;
  }

  // What is played

  async function load() {
    const answer = await fetch(place.dataset.playback, { headers: { Accept: "application/json", "HX-Request": "true" } });
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
    for (const one of place.querySelectorAll("[data-outdated]")) one.hidden = one.dataset.outdated === film.digest;
    draw();
    if (player.playing) sound.ready(film).then(() => player.playing && anchor());
  }

  function piece(film, scene, number) {
    const made = element("button", "strip-piece");
    made.type = "button";
    made.dataset.scene = number;
    made.style.flexGrow = scene.stop - scene.start;
    if (scene.picture?.image) made.style.backgroundImage = `url("${scene.picture.image.replace(/\?w=\d+$/, "?w=160")}")`;
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
    const pressed = key === " " && target.closest?.("button, summary, a") && !target.closest('[data-act="toggle"]');
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
