// The level of the music in words, while its slider is still being dragged. The server says the same after.
(() => {
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-words]")) return;
    const word = target.dataset.words
      .split(";")
      .map((row) => row.split(":"))
      .find(([most]) => Number(target.value) <= Number(most));
    const level = document.createElement("b");
    level.className = "mono";
    level.textContent = `${target.value} dB`;
    document.getElementById(`${target.id}-word`).replaceChildren(level, ` ${word?.[1] ?? ""}`);
  });
})();
