// The photo of oneself, as it will be: the middle of the chosen picture. What is saved is the form alone.
(() => {
  "use strict";
  const { createElement } = studio;
  const form = document.querySelector("[data-own-photo]");
  if (!form) return;
  const now = form.querySelector("[data-now]");
  const before = [...now.children];
  const SIDE_PX = 160;
  let asked = 0;

  // Drawn on a canvas: the policy of the page lets no picture in that is not the studio's.
  function drawn(bitmap) {
    const canvas = createElement("canvas", "avatar avatar--large");
    canvas.width = canvas.height = SIDE_PX;
    const side = Math.min(bitmap.width, bitmap.height);
    const [left, top] = [(bitmap.width - side) / 2, (bitmap.height - side) / 2];
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, SIDE_PX, SIDE_PX);
    pen.drawImage(bitmap, left, top, side, side, 0, 0, SIDE_PX, SIDE_PX);
    return canvas;
  }

  // A format that this browser does not read is shown when it is saved. Of two choices the later one counts.
  form.elements.photo.addEventListener("change", async ({ target }) => {
    const turn = ++asked;
    const [file] = target.files;
    const bitmap = file && (await createImageBitmap(file).catch(() => null));
    if (turn === asked) now.replaceChildren(...(bitmap ? [drawn(bitmap)] : before));
    bitmap?.close();
  });
})();
