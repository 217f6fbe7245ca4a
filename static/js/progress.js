// Watching work: each [data-job] on the page is kept current from its event log. The log is read by
// WebSocket while there is one, else by polling; both are asked for what follows the last event we
// have, so nothing is missed and nothing counts twice. A job that is over is not asked about again.
(() => {
  "use strict";
  const POLL_MS = 1500;
  const FIRST_WAIT_MS = 1000;
  const LONGEST_WAIT_MS = 20000;
  // What the page hears when a job of a kind has succeeded: the shelf of videos reloads itself.
  const OVER = {
    render: "render-over",
    ratios: "render-over",
    package: "render-over",
    preview: "preview-over",
  };
  const watched = new Map();
  const everyone = [];

  class Watch {
    constructor(panel) {
      this.panel = panel;
      this.id = panel.dataset.job;
      this.kind = panel.dataset.kind;
      this.feed = panel.dataset.feed;
      this.path = panel.dataset.socket;
      // Events up to here are in the page already; older ones only tell which pictures are at work.
      this.seen = Number(panel.dataset.seen);
      this.last = 0;
      this.over = false;
      this.wait = FIRST_WAIT_MS;
      this.stage = null;
      this.scenes = new Map(); // the newest event of each scene
      everyone.push(this);
      this.connect();
    }

    // WebSocket, and what to do without

    connect() {
      if (this.over) return;
      const scheme = location.protocol === "https:" ? "wss:" : "ws:";
      try {
        this.socket = new WebSocket(`${scheme}//${location.host}${this.path}?after=${this.last}`);
      } catch {
        return this.without();
      }
      this.socket.onmessage = ({ data }) => {
        this.wait = FIRST_WAIT_MS;
        clearTimeout(this.poller);
        this.poller = null;
        this.take(JSON.parse(data));
      };
      this.socket.onclose = () => this.without();
    }

    without() {
      if (this.over) return;
      if (!this.poller) this.poll();
      setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
    }

    async poll() {
      if (this.over) return;
      this.poller = setTimeout(() => this.poll(), POLL_MS);
      try {
        const answer = await fetch(`${this.feed}?after=${this.last}`, {
          headers: { Accept: "application/json" },
        });
        if (answer.status === 404) return this.end();
        if (answer.ok && !answer.redirected) this.take(await answer.json());
      } catch {
        // The next round asks for the same.
      }
    }

    end() {
      this.over = true;
      clearTimeout(this.poller);
      this.socket?.close();
      watched.delete(this.id);
    }

    // What the log says

    take({ job, events, last }) {
      const news = events.filter((event) => event.seq > this.last);
      this.last = Math.max(this.last, last);
      this.draw(job, news[news.length - 1]);
      this.pictures(news);
      const fresh = news.filter((event) => event.seq > this.seen);
      // A step that is held for a person, or is so no more, changes what the panel asks.
      const moved = fresh.some(
        (event) => event.stage !== this.stage || event.data.state !== this.state || "held" in event.data,
      );
      const newest = news[news.length - 1];
      if (newest) [this.stage, this.state] = [newest.stage, newest.data.state];
      if (job.is_over && this.last >= job.last_event) return this.finish(job);
      if (moved) tell("moved");
    }

    finish(job) {
      this.end();
      if (job.state === "succeeded" && OVER[this.kind]) tell(OVER[this.kind]);
      tell("moved");
    }

    draw(job, event) {
      const panel = document.getElementById(this.panel.id);
      if (!panel) return;
      const part = (name) => panel.querySelector(`[data-part="${name}"]`);
      part("bar").value = job.progress;
      part("bar").textContent = `${job.progress} %`;
      if (part("message").textContent !== job.message) part("message").textContent = job.message;
      part("eta").textContent = left(job);
      if (part("state").dataset.state !== job.state) {
        part("state").dataset.state = job.state;
        part("state").textContent = job.state[0].toUpperCase() + job.state.slice(1);
      }
      if (event?.data.scenes_total)
        part("count").textContent = `${event.data.scenes_done} / ${event.data.scenes_total}`;
      steps(panel, job.stage);
    }

    // The newest word about a scene: its picture is being made, or there is something new to show.
    pictures(news) {
      const told = news.filter((event) => event.data.scene && event.stage === "images");
      for (const event of told) this.scenes.set(event.data.scene, event);
      for (const scene of new Set(told.map((event) => event.data.scene))) this.paint(scene, this.seen);
    }

    paint(scene, known) {
      const picture = document.getElementById(`scene-${scene}-picture`);
      const event = this.scenes.get(scene);
      if (!picture) return;
      if (event.data.working && !this.over) veil(picture);
      else if (event.seq > known) htmx.trigger(picture, "repaint");
    }

    // A board that was asked for before an event and came after it does not show what the event told.
    asked() {
      this.atRequest = this.last;
    }

    redrawn() {
      for (const scene of this.scenes.keys()) this.paint(scene, this.atRequest ?? this.last);
    }
  }

  function left({ is_over: over, eta_s: seconds }) {
    if (over || seconds == null) return "";
    if (seconds < 60) return `about ${Math.max(1, seconds)} s left`;
    return `about ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
  }

  function steps(panel, now) {
    const all = [...panel.querySelectorAll("[data-stage]")];
    const at = all.findIndex((step) => step.dataset.stage === now);
    if (at < 0) return;
    all.forEach((step, index) => (step.className = index < at ? "is-done" : index === at ? "is-now" : ""));
  }

  function veil(picture) {
    if (picture.querySelector(".scene-veil--working")) return;
    picture.querySelectorAll(".scene-veil").forEach((old) => old.remove());
    const cover = document.createElement("div");
    cover.className = "scene-veil scene-veil--working";
    cover.innerHTML = '<span class="spinner"></span><span>Drawing the picture</span>';
    picture.append(cover);
  }

  const tell = (name) => document.body.dispatchEvent(new CustomEvent(name, { bubbles: true }));

  function look(part) {
    const panels = part.matches?.("[data-job]") ? [part] : part.querySelectorAll("[data-job]");
    for (const panel of panels) {
      const known = watched.get(panel.dataset.job);
      if (known) known.panel = panel;
      else watched.set(panel.dataset.job, new Watch(panel));
    }
  }

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.id === "desk") for (const watch of everyone) watch.asked();
  });
  document.addEventListener("htmx:load", ({ detail }) => {
    look(detail.elt);
    if (detail.elt.id === "desk") for (const watch of everyone) watch.redrawn();
  });
  document.addEventListener("DOMContentLoaded", () => look(document.body));
})();
