// The preview plays the board in the page, without rendering. The server works out everything that moves
// (timeline, camera paths, easing, captions; see rendering/preview/player.py), as the `film` that all files here share.
// This file: the small arithmetic they need.
(() => {
  "use strict";

  const clamp = (value, least, most) => Math.min(most, Math.max(least, value));
  const mix = (from, to, share) => from + (to - from) * share;

  // 83400 ms: "1:23.4"
  const formatTime = (ms) => `${Math.floor(ms / 60000)}:${((ms % 60000) / 1000).toFixed(1).padStart(4, "0")}`;

  // The number of the scene that is to be seen at a moment. A frame's edge may be a rounding error away.
  function sceneAt(film, ms) {
    const frame = (ms / 1000) * film.fps;
    const later = film.scenes.findIndex((scene) => scene.start > frame + 0.001);
    return later < 0 ? film.scenes.length - 1 : Math.max(0, later - 1);
  }

  const sceneStartMs = (film, number) => (film.scenes[number].start / film.fps) * 1000;

  // The engine's easing curve, given as points at equal distances.
  function ease({ easing }, share) {
    const place = clamp(share, 0, 1) * (easing.length - 1);
    const before = Math.floor(place);
    const after = Math.min(before + 1, easing.length - 1);
    return mix(easing[before], easing[after], place - before);
  }

  // Lay an element on a box [left, top, right, bottom], in shares of the stage.
  function setBox(element, [left, top, right, bottom]) {
    const shares = { left, top, width: right - left, height: bottom - top };
    for (const [side, share] of Object.entries(shares)) element.style[side] = `${share * 100}%`;
  }

  studio.preview = { clamp, mix, formatTime, sceneAt, sceneStartMs, ease, setBox };
})();
