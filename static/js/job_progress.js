// Watching work: each [data-job] on the page is kept current from its event log. The log is read by
// WebSocket while there is one, else by polling; both are asked for what follows the last event we
// have, so nothing is missed and nothing counts twice. A job that is over is not asked about again.
(() => {
  "use strict";
  const { findAll, createElement, send, onNewContent, gettext } = studio;
  const POLL_MS = 1500;
  const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [1000, 20000];
  // What the page hears when a job of a kind has succeeded: the list of videos reloads itself.
  const SUCCESS_EVENTS = {
    render: "studio:render-finished",
    ratios: "studio:render-finished",
    package: "studio:render-finished",
    preview: "studio:preview-finished",
  };
  // The words of generation/models/work.py (JobState).
  const STATES = {
    queued: gettext("Queued"),
    running: gettext("Running"),
    cancelling: gettext("Cancelling"),
    cancelled: gettext("Cancelled"),
    succeeded: gettext("Succeeded"),
    failed: gettext("Failed"),
  };
  const runningJobs = new Map();
  // A list of jobs that was drawn before the end of one may come after it: its end is no news then, and the player
  // that somebody has begun is not drawn anew.
  const succeededJobs = new Set();
  const allJobs = [];

  class JobWatcher {
    constructor(panel) {
      this.panel = panel;
      this.id = panel.dataset.job;
      this.kind = panel.dataset.kind;
      this.feedUrl = panel.dataset.feed;
      this.socketPath = panel.dataset.socket;
      // Events up to here are in the page already; older ones only say which pictures are at work.
      this.seqOnPage = Number(panel.dataset.seen);
      this.lastSeq = 0;
      this.isOver = false;
      this.waitMs = FIRST_WAIT_MS;
      this.stage = null;
      this.sceneEvents = new Map(); // the newest event of each scene
      allJobs.push(this);
      this.connect();
    }

    // WebSocket, and what to do without

    connect() {
      if (this.isOver) return;
      const scheme = location.protocol === "https:" ? "wss:" : "ws:";
      try {
        this.socket = new WebSocket(`${scheme}//${location.host}${this.socketPath}?after=${this.lastSeq}`);
      } catch {
        this.fallBack();
        return;
      }
      this.socket.onmessage = ({ data }) => {
        this.waitMs = FIRST_WAIT_MS;
        clearTimeout(this.poller);
        this.poller = null;
        this.read(JSON.parse(data));
      };
      this.socket.onclose = () => this.fallBack();
    }

    // Poll, and try the socket again less and less often.
    fallBack() {
      if (this.isOver) return;
      if (!this.poller) this.poll();
      setTimeout(() => this.connect(), this.waitMs);
      this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
    }

    async poll() {
      if (this.isOver) return;
      this.poller = setTimeout(() => this.poll(), POLL_MS);
      try {
        const url = `${this.feedUrl}?after=${this.lastSeq}`;
        const response = await fetch(url, { headers: { Accept: "application/json" } });
        if (response.status === 404) this.stop();
        else if (response.ok && !response.redirected) this.read(await response.json());
      } catch {
        // The next round asks for the same.
      }
    }

    stop() {
      this.isOver = true;
      clearTimeout(this.poller);
      this.socket?.close();
      runningJobs.delete(this.id);
    }

    // What the log says

    read({ job, events, last }) {
      const news = events.filter((event) => event.seq > this.lastSeq);
      const newest = news.at(-1);
      this.lastSeq = Math.max(this.lastSeq, last);
      this.draw(job, newest);
      this.updatePictures(news);
      // A step that is held for a person, or is so no more, changes what the panel asks.
      const hasMoved = news.some(
        (event) =>
          event.seq > this.seqOnPage &&
          (event.stage !== this.stage || event.data.state !== this.state || "held" in event.data),
      );
      if (newest) [this.stage, this.state] = [newest.stage, newest.data.state];
      if (job.is_over && this.lastSeq >= job.last_event) this.finish(job);
      else if (hasMoved) send("studio:project-changed");
    }

    finish(job) {
      this.stop();
      const hasNews = job.state === "succeeded" && SUCCESS_EVENTS[this.kind] && !succeededJobs.has(this.id);
      if (hasNews) send(SUCCESS_EVENTS[this.kind]);
      if (job.state === "succeeded") succeededJobs.add(this.id);
      send("studio:project-changed");
    }

    draw(job, event) {
      const panel = document.getElementById(this.panel.id);
      if (!panel) return;
      const part = (name) => panel.querySelector(`[data-part="${name}"]`);
      part("bar").value = job.progress;
      part("bar").textContent = `${job.progress} %`;
      if (part("message").textContent !== job.message) part("message").textContent = job.message;
      part("eta").textContent = timeLeft(job);
      if (part("state").dataset.state !== job.state) {
        part("state").dataset.state = job.state;
        part("state").textContent = STATES[job.state];
      }
      if (event?.data.scenes_total) {
        part("count").textContent = `${event.data.scenes_done} / ${event.data.scenes_total}`;
      }
      markStages(panel, job.stage);
    }

    // The newest word about a scene: its picture is being made, or there is something new to show.
    updatePictures(news) {
      const about = news.filter((event) => event.data.scene && event.stage === "images");
      for (const event of about) this.sceneEvents.set(event.data.scene, event);
      for (const scene of new Set(about.map((event) => event.data.scene))) {
        this.updatePicture(scene, this.seqOnPage);
      }
    }

    updatePicture(scene, knownSeq) {
      const picture = document.getElementById(`scene-${scene}-picture`);
      const event = this.sceneEvents.get(scene);
      if (!picture) return;
      if (event.data.working && !this.isOver) coverPicture(picture);
      else if (event.seq > knownSeq) htmx.trigger(picture, "studio:reload-picture");
    }

    // A board that was asked for before an event and came after it does not show what the event said.
    boardRequested() {
      this.seqAtRequest = this.lastSeq;
    }

    boardRedrawn() {
      for (const scene of this.sceneEvents.keys()) {
        this.updatePicture(scene, this.seqAtRequest ?? this.lastSeq);
      }
    }
  }

  // The words of generation/engine/eta.py (time_left): the feed carries seconds, for programs.
  function timeLeft({ is_over: isOver, eta_s: seconds }) {
    if (isOver || seconds === null || seconds === undefined) return "";
    if (seconds < 60) return gettext("about %(seconds)s s left", { seconds: Math.max(1, seconds) });
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    return gettext("about %(time)s left", { time });
  }

  function markStages(panel, current) {
    const stages = [...panel.querySelectorAll("[data-stage]")];
    const at = stages.findIndex((stage) => stage.dataset.stage === current);
    if (at < 0) return;
    stages.forEach((stage, index) => {
      if (index === at) stage.className = "is-now";
      else stage.className = index < at ? "is-done" : "";
    });
  }

  // A picture that is being made lies under a note that says so.
  function coverPicture(picture) {
    if (picture.querySelector(".scene-veil--working")) return;
    for (const old of picture.querySelectorAll(".scene-veil")) old.remove();
    const cover = createElement("div", "scene-veil scene-veil--working");
    cover.append(createElement("span", "spinner"), createElement("span", "", gettext("Drawing the picture")));
    picture.append(cover);
  }

  onNewContent((part) => {
    for (const panel of findAll("[data-job]", part)) {
      const watcher = runningJobs.get(panel.dataset.job);
      if (watcher) watcher.panel = panel;
      else runningJobs.set(panel.dataset.job, new JobWatcher(panel));
    }
  });

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.elt.id === "desk") for (const watcher of allJobs) watcher.boardRequested();
  });
  document.addEventListener("htmx:load", ({ detail }) => {
    if (detail.elt.id === "desk") for (const watcher of allJobs) watcher.boardRedrawn();
  });
})();
