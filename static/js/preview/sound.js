// The preview's sound: voices and music on the Web Audio clock, which the picture follows while it runs.
(() => {
  "use strict";
  // Every voice is brought to this level (RMS), as the composer does by loudness; music is set against it.
  const VOICE_LEVEL = 0.09;
  // What is nearly silent is not blown up further than this.
  const MAX_GAIN = 12;
  // Samples below are pauses and do not count; a file's level is taken as at least MIN_LEVEL.
  const [PAUSE_LEVEL, MIN_LEVEL] = [0.005, 0.002];
  // Every seventh sample says enough about a file's level.
  const SAMPLE_STEP = 7;
  // So long is waited for sound before the picture starts without it.
  const LOAD_TIMEOUT_MS = 4000;

  // The last chord's level is followed at these distances.
  const ENDING_STEP_MS = 20;

  const decibelsToGain = (db) => 10 ** (db / 20);

  class Sound {
    constructor() {
      this.files = new Map();
      this.nodes = [];
      this.muted = false;
    }

    // Browsers give sound only after a click, so the context is made when it is first needed.
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
    async load(film) {
      const all = [...film.voices, ...(film.music ? [film.music] : [])];
      if (!all.length) return;
      this.open();
      const timeout = new Promise((resolve) => {
        setTimeout(resolve, LOAD_TIMEOUT_MS);
      });
      const loading = [this.context.resume(), ...all.map(({ src }) => this.loadFile(src))];
      await Promise.race([Promise.allSettled(loading), timeout]);
    }

    loadFile(src) {
      if (!this.files.has(src)) {
        const loading = this.fetchFile(src).catch(() => this.files.delete(src));
        this.files.set(src, { loading });
      }
      return this.files.get(src).loading;
    }

    async fetchFile(src) {
      const response = await fetch(src);
      if (!response.ok) throw new Error(response.status);
      const buffer = await this.context.decodeAudioData(await response.arrayBuffer());
      this.files.set(src, { buffer, level: levelOf(buffer) });
    }

    // Let everything be heard from a moment of the film on.
    start(film, fromMs) {
      this.stop();
      if (this.context?.state !== "running") return;
      this.origin = this.context.currentTime;
      const voices = film.voices.map((voice, number) => ({ ...voice, until: voiceEndMs(film, number) }));
      for (const voice of voices) this.playVoice(voice, fromMs);
      if (film.music) this.playMusic(film, voices, fromMs);
    }

    // A moment of the film on the audio clock.
    timeOf(ms, fromMs) {
      return this.origin + Math.max(0, (ms - fromMs) / 1000);
    }

    playVoice(voice, fromMs) {
      const file = this.files.get(voice.src);
      if (!file?.buffer || voice.until <= fromMs) return;
      const gain = this.gainNode(Math.min(MAX_GAIN, VOICE_LEVEL / file.level), this.master);
      const skipped = Math.max(0, fromMs - voice.start) / 1000;
      const seconds = (voice.until - Math.max(fromMs, voice.start)) / 1000;
      this.sourceNode(file.buffer, gain).start(this.timeOf(voice.start, fromMs), skipped, seconds);
    }

    // Music steps back before a voice and comes back after it, as in the composer's mix.
    playMusic(film, voices, fromMs) {
      const { music } = film;
      const file = this.files.get(music.src);
      if (!file?.buffer) return;
      const loud = Math.min(MAX_GAIN, (VOICE_LEVEL / file.level) * decibelsToGain(music.volume_db));
      const ducking = this.gainNode(1, this.master);
      const fading = this.gainNode(loud, ducking);
      const source = this.sourceNode(file.buffer, fading);
      source.loop = true;
      for (const voice of voices.filter(({ until }) => until + music.hold_ms > fromMs)) {
        const [down, up] = [voice.start - music.ahead_ms, voice.until + music.hold_ms];
        const quiet = decibelsToGain(music.duck_db);
        ducking.gain.setTargetAtTime(quiet, this.timeOf(down, fromMs), music.attack_ms / 1000);
        ducking.gain.setTargetAtTime(1, this.timeOf(up, fromMs), music.release_ms / 1000);
      }
      if (music.ring_ms && voices.length) this.liftEnding(film, voices, fromMs, loud, ducking.gain);
      const fadeMs = Math.max(fromMs, film.duration_ms - music.fade_out_ms);
      const end = this.timeOf(film.duration_ms, fromMs);
      fading.gain.setValueAtTime(loud, this.timeOf(fadeMs, fromMs));
      // A little after the end: a ramp of no length would be refused.
      fading.gain.linearRampToValueAtTime(0, end + 0.01);
      source.start(this.origin, (fromMs / 1000) % file.buffer.duration);
      source.stop(end + 0.02);
    }

    // After the last word the music's last chord is heard: what rings of it is lifted moment by moment.
    liftEnding(film, voices, fromMs, loud, gain) {
      const { music } = film;
      const { ending } = music;
      const { buffer } = this.files.get(music.src);
      const over = Math.max(...voices.map(({ until }) => until)) - ending.ahead_ms;
      const heardFrom = Math.max(over, film.duration_ms - music.ring_ms);
      const struck = Math.max(heardFrom, fromMs);
      if (struck >= film.duration_ms) return;
      const short = shortness(ending, film.duration_ms - heardFrom);
      const attack = (ending.attack_ms - short * (ending.attack_ms - ending.short_attack_ms)) / 1000;
      gain.cancelScheduledValues(this.timeOf(over, fromMs));
      gain.setTargetAtTime(1, this.timeOf(over, fromMs), attack);
      for (let ms = struck; ms < film.duration_ms; ms += ENDING_STEP_MS) {
        const lift = endingLift(film, buffer, loud, ms, heardFrom);
        gain.setTargetAtTime(lift, this.timeOf(ms, fromMs), attack);
      }
    }

    gainNode(value, target) {
      const node = this.context.createGain();
      node.gain.value = value;
      node.connect(target);
      this.nodes.push(node);
      return node;
    }

    sourceNode(buffer, target) {
      const node = this.context.createBufferSource();
      node.buffer = buffer;
      node.connect(target);
      this.nodes.push(node);
      return node;
    }

    stop() {
      for (const node of this.nodes) {
        node.stop?.();
        node.disconnect();
      }
      this.nodes = [];
    }

    // How much of the film was heard since `start`, or null while there is nothing to go by.
    heardMs() {
      if (!this.nodes.length || this.context.state !== "running") return null;
      return Math.max(0, this.context.currentTime - this.origin - (this.context.outputLatency || 0)) * 1000;
    }
  }

  // How much too short an ending is: 0 where there is time enough, 1 at most.
  function shortness(ending, restMs) {
    return Math.min(1, Math.max(0, (ending.enough_ms - restMs) / (ending.enough_ms - ending.short_ms)));
  }

  // How much louder the music must be at a moment after the last word; the composer's sum (audio/mix.py).
  function endingLift(film, buffer, loud, ms, struck) {
    const { music } = film;
    const { ending } = music;
    const left = film.duration_ms - ms;
    const rest = film.duration_ms - struck;
    const fadeMs = Math.min(ending.fade_ms, rest / 3);
    const first = ending.db + ending.short_db * shortness(ending, rest);
    const top = decibelsToGain(music.volume_db + first - (ending.fall_db * (ms - struck)) / 1000);
    const wanted = VOICE_LEVEL * top * Math.min(1, left / fadeMs);
    const heard = levelAround(buffer, ms, ending.window_ms) * loud * Math.min(1, left / music.fade_out_ms);
    return Math.min(decibelsToGain(ending.most_db), Math.max(1, wanted / Math.max(heard, 1e-6)));
  }

  function levelAround(buffer, ms, windowMs) {
    const samples = buffer.getChannelData(0);
    const [from, until] = [ms - windowMs / 2, ms + windowMs / 2].map((at) =>
      Math.round((at / 1000) * buffer.sampleRate),
    );
    const heard = samples.subarray(Math.max(0, from), Math.max(0, until));
    return Math.sqrt(heard.reduce((sum, sample) => sum + sample ** 2, 0) / Math.max(1, heard.length));
  }

  // A voice is over when it ends, and at the latest when the next one begins.
  function voiceEndMs(film, number) {
    const voice = film.voices[number];
    const next = film.voices[number + 1]?.start ?? film.duration_ms;
    return Math.min(voice.start + (voice.ms ?? Infinity), next);
  }

  // How loud a file is where it is not silent: the root of the mean of squares.
  function levelOf(buffer) {
    const samples = buffer.getChannelData(0);
    let sum = 0;
    let count = 1;
    for (let k = 0; k < samples.length; k += SAMPLE_STEP) {
      if (Math.abs(samples[k]) < PAUSE_LEVEL) continue;
      sum += samples[k] ** 2;
      count += 1;
    }
    return Math.max(MIN_LEVEL, Math.sqrt(sum / count));
  }

  studio.preview.Sound = Sound;
})();
