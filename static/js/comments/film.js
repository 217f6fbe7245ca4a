// Comments on moments of the film: marks on a bar under the player, and "Comment here" at the player's time.
(() => {
  "use strict";
  const { findAll, onNewContent, reducedMotion, gettext } = studio;

  const film = () => document.querySelector("[data-film]");
  const video = () => film()?.querySelector("video") ?? null;
  const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

  // Where each mark stands. A video whose length is not known yet has the one that the server knows.
  function place(part) {
    const total = Number(film()?.dataset.film);
    if (!total) return;
    for (const mark of findAll("[data-mark]", part)) {
      const share = Math.min(Number(mark.dataset.seek) / total, 1);
      mark.style.left = `${share * 100}%`;
    }
  }
  onNewContent(place);

  function seek(ms) {
    const player = video();
    if (!player) return;
    player.pause();
    player.currentTime = ms / 1000;
    player.scrollIntoView({ block: "nearest", behavior: reducedMotion.matches ? "auto" : "smooth" });
  }

  // The form for the board takes a moment, or gives it back.
  function setMoment(ms) {
    const form = document.getElementById("talk-form");
    if (!form) return;
    const line = form.querySelector("[data-moment]");
    line.hidden = ms === null;
    line.querySelector("[name=at_ms]").value = ms ?? "";
    line.querySelector("[data-moment-words]").textContent = ms === null ? "" : clock(ms);
    const words = form.querySelector("textarea");
    words.placeholder =
      ms === null
        ? gettext("About the whole board")
        : gettext("About the video at %(time)s", { time: clock(ms) });
    words.focus({ preventScroll: true });
    form.scrollIntoView({ block: "center", behavior: reducedMotion.matches ? "auto" : "smooth" });
  }

  studio.setMoment = setMoment;

  document.addEventListener("click", ({ target }) => {
    const mark = target.closest?.("[data-seek]");
    if (mark) seek(Number(mark.dataset.seek));
    if (target.closest?.("[data-comment-here]")) {
      video()?.pause();
      setMoment(Math.round((video()?.currentTime ?? 0) * 1000));
    }
    if (target.closest?.("[data-moment-off]")) setMoment(null);
  });
})();
