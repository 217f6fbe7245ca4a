// The preview's screen: all layers of a film, drawn for one moment. Of the scenes at most two are seen at a time.
(() => {
  "use strict";
  const { reducedMotion } = studio;
  const { sceneAt, ease, setBox, Shot, entering, leaving, transitionBlur } = studio.preview;
  const { Accent, Sign, Caption } = studio.preview;
  // Less blur than this (in pixels of the page) is not seen.
  const LEAST_BLUR_PX = 0.2;
  // Pictures of so many scenes, and drawings of so many captions, are asked for ahead.
  const [SCENES_AHEAD, CAPTIONS_AHEAD] = [2, 2];

  class Screen {
    // `part(name)` finds an element of the player.
    constructor(part) {
      this.part = part;
    }

    show(film) {
      const { part } = this;
      this.film = film;
      part("stage").style.aspectRatio = `${film.width} / ${film.height}`;
      part("stage").style.setProperty("--pv-ratio", film.width / film.height);
      this.shots = film.scenes.map((scene) => new Shot(scene, film));
      part("shots").replaceChildren(...this.shots.map((shot) => shot.layer));
      this.accents = film.scenes.map(({ accent }) => accent && new Accent(accent));
      part("lights").replaceChildren(...this.accents.filter(Boolean).map((accent) => accent.layer));
      this.signs = film.signs.map((sign) => new Sign(sign));
      part("signs").replaceChildren(...this.signs.map((sign) => sign.layer));
      this.captions = film.captions && film.cues.map((cue) => new Caption(cue, film.captions));
      this.cueShown = undefined;
      if (film.captions) setBox(part("caption"), film.captions.box);
    }

    // Draw a moment; answers the number of its scene.
    draw(ms, isPlaying) {
      const { film } = this;
      const frame = (ms / 1000) * film.fps;
      // What the engine draws changes from frame to frame; only cameras go on in between.
      const wholeFrame = Math.floor(frame + 0.001);
      const now = sceneAt(film, ms);
      this.drawScenes(frame, now, isPlaying);
      this.accents.forEach((accent, number) => {
        accent?.draw(number === now && !reducedMotion.matches ? wholeFrame : -1);
      });
      for (const sign of this.signs) sign.draw(wholeFrame, film.fps);
      this.drawCaption((wholeFrame * 1000) / film.fps);
      return now;
    }

    drawScenes(frame, now, isPlaying) {
      const { film } = this;
      const { start, window: blendFrames, transition } = film.scenes[now];
      const isBlending = now > 0 && frame < start + blendFrames;
      const share = isBlending ? ease(film, (frame - start + 1) / (blendFrames + 1)) : 1;
      this.shots.forEach((shot, number) => {
        if (number === now) shot.draw(frame, isBlending ? entering(film, transition, share) : {}, isPlaying);
        else if (number === now - 1 && isBlending) {
          shot.draw(frame, leaving(film, transition, share), isPlaying);
        } else shot.hide(number > now && number <= now + SCENES_AHEAD);
      });
      this.blur(isBlending && !reducedMotion.matches ? transition : "", share);
    }

    blur(transition, share) {
      const { film, part } = this;
      const scale = part("stage").clientWidth / film.width;
      const [haze, smear] = transitionBlur(film, transition, share).map((deviation) => deviation * scale);
      const isHazy = haze >= LEAST_BLUR_PX;
      part("haze").hidden = !isHazy;
      part("haze").style.backdropFilter = isHazy ? `blur(${haze}px)` : "";
      if (smear) part("smear").setAttribute("stdDeviation", `${smear} 0`);
      part("shots").style.filter = smear ? "url(#pv-smear)" : "";
    }

    drawCaption(ms) {
      const { cues } = this.film;
      const number = this.captions ? cues.findIndex((cue) => cue.start <= ms && ms < cue.end) : -1;
      const caption = this.captions?.[number];
      caption?.light(ms);
      if (number === this.cueShown) return;
      this.cueShown = number;
      this.part("caption").replaceChildren(...(caption ? [caption.layer] : []));
      this.loadCaptions(caption ? number + 1 : cues.findIndex((cue) => cue.start > ms));
    }

    // From a cue on; -1 means that there is none.
    loadCaptions(from) {
      if (!this.captions || from < 0) return;
      for (const caption of this.captions.slice(from, from + CAPTIONS_AHEAD)) caption.load();
    }
  }

  studio.preview.Screen = Screen;
})();
