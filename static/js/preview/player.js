// The preview's player: one position in the film, moved by the clock or by hand.
(() => {
  "use strict";
  const { gettext } = studio;
  const { clamp, sceneAt, sceneStartMs, Sound } = studio.preview;
  // So far may the two clocks part before sound is started anew.
  const STALL_MS = 300;
  // Going back goes to the start of this scene if more of it than this was seen, else to the one before.
  const BACK_MS = 700;

  class Player {
    // What the page does: draw(player), showState(player), showMessage(text).
    constructor(page) {
      this.page = page;
      this.sound = new Sound();
      this.film = null;
      this.ms = 0;
      this.isPlaying = false;
      this.isWaiting = false;
    }

    async play() {
      if (!this.film || this.isPlaying || this.isWaiting) return;
      if (this.ms >= this.film.duration_ms - 1) this.ms = 0;
      this.isWaiting = true;
      this.page.showMessage(gettext("Loading the sound"));
      await this.sound.load(this.film);
      this.page.showMessage("");
      if (!this.isWaiting) return;
      this.isWaiting = false;
      this.isPlaying = true;
      this.startClocks();
      this.page.showState(this);
      requestAnimationFrame(() => this.tick());
    }

    pause() {
      this.isPlaying = false;
      this.isWaiting = false;
      this.sound.stop();
      this.page.showMessage("");
      this.page.showState(this);
      if (this.film) this.page.draw(this);
    }

    toggle() {
      if (this.isPlaying || this.isWaiting) this.pause();
      else this.play();
    }

    // From here both clocks count.
    startClocks() {
      this.sound.start(this.film, this.ms);
      this.startMs = this.ms;
      this.startTime = performance.now();
    }

    // A frame of the screen: go on by what was heard, or by the clock where there is no sound.
    tick() {
      if (!this.isPlaying) return;
      const elapsed = performance.now() - this.startTime;
      const heard = this.sound.heardMs();
      this.ms = Math.min(this.film.duration_ms, this.startMs + (heard ?? elapsed));
      // A sound device that stands still, or a machine that slept: sound is started anew where the picture is.
      if (heard !== null && elapsed - heard > STALL_MS) {
        this.ms = Math.min(this.film.duration_ms, this.startMs + elapsed);
        this.startClocks();
      }
      this.page.draw(this);
      if (this.ms >= this.film.duration_ms) this.pause();
      else requestAnimationFrame(() => this.tick());
    }

    seek(ms) {
      if (!this.film) return;
      this.ms = clamp(ms, 0, this.film.duration_ms);
      if (this.isPlaying) this.startClocks();
      this.page.draw(this);
    }

    seekScene(number) {
      if (this.film) this.seek(sceneStartMs(this.film, number));
    }

    // To the start of the next scene (by = 1), or back (by = -1).
    skip(by) {
      if (!this.film) return;
      const now = sceneAt(this.film, this.ms);
      const isWellIn = by < 0 && this.ms - sceneStartMs(this.film, now) > BACK_MS;
      const goal = isWellIn ? now : now + by;
      if (goal >= this.film.scenes.length) this.seek(this.film.duration_ms);
      else this.seekScene(Math.max(0, goal));
    }

    // Another board than the one that was played: go on at the same moment.
    replaceFilm(film) {
      this.film = film;
      this.ms = Math.min(this.ms, film.duration_ms);
    }

    // The new film's sound, if the old one was playing.
    async reloadSound() {
      if (!this.isPlaying) return;
      await this.sound.load(this.film);
      if (this.isPlaying) this.startClocks();
    }
  }

  studio.preview.Player = Player;
})();
