// Two films side by side: one button and one position for both. Without it each has its own controls.
(() => {
  "use strict";
  const { onNewContent, findAll, gettext } = studio;
  // Further apart than this, the second film is put where the first is.
  const MOST_DRIFT_S = 0.12;

  function formatSeconds(seconds) {
    const whole = Math.floor(seconds / 60);
    return `${whole}:${(seconds - whole * 60).toFixed(1).padStart(4, "0")}`;
  }

  class InStep {
    constructor(section) {
      this.films = [...section.querySelectorAll("video")];
      this.part = (name) => section.querySelector(`[data-step="${name}"]`);
      if (this.films.length !== 2) return;
      const [then, now] = this.films;
      for (const film of this.films) film.controls = false;
      then.muted = true;
      section.querySelector(".two-bar").hidden = false;
      this.part("toggle").addEventListener("click", () => this.toggle());
      this.part("range").addEventListener("input", ({ target }) => this.seek(Number(target.value) / 1000));
      this.part("sound").addEventListener("click", ({ currentTarget }) => {
        then.muted = !then.muted;
        now.muted = !then.muted;
        currentTarget.setAttribute("aria-pressed", String(!then.muted));
      });
      for (const film of this.films) {
        for (const name of ["loadedmetadata", "timeupdate", "play", "pause", "ended", "seeked"]) {
          film.addEventListener(name, () => this.follow());
        }
        film.addEventListener("click", () => this.toggle());
      }
      this.follow();
    }

    // The longer one leads: the other stands at its end until both begin anew.
    get leader() {
      const [then, now] = this.films;
      return (then.duration || 0) > (now.duration || 0) ? then : now;
    }

    get isPlaying() {
      return this.films.some((film) => !film.paused && !film.ended);
    }

    toggle() {
      if (this.isPlaying) {
        for (const film of this.films) film.pause();
        return;
      }
      if (this.leader.ended) this.seek(0);
      for (const film of this.films) {
        if (film.currentTime < (film.duration || 0)) film.play().catch(() => {});
      }
    }

    seek(seconds) {
      for (const film of this.films) film.currentTime = Math.min(seconds, film.duration || seconds);
      this.follow();
    }

    follow() {
      const { leader } = this;
      const other = this.films.find((film) => film !== leader);
      const wanted = Math.min(leader.currentTime, other.duration || 0);
      const isApart = Math.abs(other.currentTime - wanted) > MOST_DRIFT_S;
      if (isApart && !other.seeking && !leader.seeking) other.currentTime = wanted;
      const range = this.part("range");
      range.max = Math.round((leader.duration || 1) * 1000);
      range.value = Math.round(leader.currentTime * 1000);
      range.style.setProperty("--pv-done", `${(leader.currentTime / (leader.duration || 1)) * 100}%`);
      range.setAttribute("aria-valuetext", formatSeconds(leader.currentTime));
      this.part("time").textContent =
        `${formatSeconds(leader.currentTime)} / ${formatSeconds(leader.duration || 0)}`;
      const button = this.part("toggle");
      button.setAttribute("aria-label", this.isPlaying ? gettext("Pause both") : gettext("Play both"));
      for (const icon of button.querySelectorAll("[data-when]")) {
        icon.hidden = (icon.dataset.when === "playing") !== this.isPlaying;
      }
    }
  }

  onNewContent((part) => {
    for (const section of findAll("[data-in-step]", part)) new InStep(section);
  });
})();
