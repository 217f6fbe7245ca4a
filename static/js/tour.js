// Two minutes on a board: step after step, each place is scrolled to and framed. The page stays usable; Escape, Skip
// and Done end it for good.
(() => {
  "use strict";

  const tour = document.getElementById("tour");
  const button = (name) => tour.querySelector(`[data-tour="${name}"]`);
  const place = (step) => document.querySelector(step.dataset.at);
  let steps = [];
  let now = 0;

  function show(number) {
    now = number;
    document.querySelector(".tour-here")?.classList.remove("tour-here");
    steps.forEach((step, at) => (step.hidden = at !== now));
    frame(place(steps[now]));
    const progress = document.getElementById("tour-progress");
    progress.max = steps.length;
    progress.value = now + 1;
    button("back").disabled = now === 0;
    const isLast = now === steps.length - 1;
    button("next").hidden = button("end").hidden = isLast;
    button("done").hidden = !isLast;
    (isLast ? button("done") : button("next")).focus({ preventScroll: true });
  }

  // What is shown is not behind the tour: it stands on top of a phone's page, else the tour goes to the other side.
  function frame(shown) {
    tour.classList.remove("tour--left");
    if (!shown) return;
    shown.classList.add("tour-here");
    const isPhone = matchMedia("(width < 720px)").matches;
    shown.scrollIntoView({ block: isPhone ? "start" : "center" });
    const [here, over] = [shown, tour].map((one) => one.getBoundingClientRect());
    const isCovered = here.right > over.left && here.bottom > over.top && here.left > over.width;
    tour.classList.toggle("tour--left", isCovered && !isPhone);
  }

  function end() {
    document.querySelector(".tour-here")?.classList.remove("tour-here");
    tour.close();
    // Loaded again, the page does not begin anew.
    history.replaceState(null, "", location.pathname + location.hash);
    document.getElementById("main")?.focus({ preventScroll: true });
  }

  tour.addEventListener("click", ({ target }) => {
    const pressed = target.closest("[data-tour]")?.dataset.tour;
    if (pressed === "next") show(now + 1);
    if (pressed === "back") show(now - 1);
  });
  tour.addEventListener("submit", end);
  tour.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    tour.querySelector("form").requestSubmit();
  });

  document.addEventListener("DOMContentLoaded", () => {
    steps = [...document.querySelectorAll("#tour-steps > div")].filter((step) => place(step));
    tour.show();
    show(0);
  });
})();
