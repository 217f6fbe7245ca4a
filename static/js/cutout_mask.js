// A cut-out as it is painted: a list of strokes over the mask that was there. cutout_brush.js paints on it.
(() => {
  "use strict";
  // What is left out stays to be seen, so that it can be brought back.
  const LEFT_OUT = 0.28;

  function loaded(src) {
    const image = new Image();
    image.src = src;
    return image.decode().then(() => image);
  }

  function newCanvas(width, height) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    return canvas;
  }

  // A grey mask as a canvas that is clear where the mask is black.
  function clearWhereBlack(image) {
    const canvas = newCanvas(image.naturalWidth, image.naturalHeight);
    const context = canvas.getContext("2d");
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
    for (let at = 0; at < pixels.data.length; at += 4) {
      pixels.data[at + 3] = pixels.data[at];
      pixels.data.fill(255, at, at + 3);
    }
    context.putImageData(pixels, 0, 0);
    return canvas;
  }

  class PaintedMask {
    // Of the addresses of a photo, of the mask in use, and of the one that was found.
    static async of({ photo, mask, found }) {
      return new PaintedMask(...(await Promise.all([photo, mask, found].map(loaded))));
    }

    constructor(photo, mask, found) {
      this.base = clearWhereBlack(mask);
      this.found = clearWhereBlack(found);
      this.width = this.base.width;
      this.height = this.base.height;
      this.photo = newCanvas(this.width, this.height);
      this.photo.getContext("2d").drawImage(photo, 0, 0, this.width, this.height);
      this.mask = newCanvas(this.width, this.height);
      this.shown = newCanvas(this.width, this.height);
      this.strokes = [];
      this.repaint();
    }

    add(stroke) {
      this.strokes.push(stroke);
      this.draw(stroke, 0);
    }

    lengthen(stroke, point) {
      stroke.points.push(point);
      this.draw(stroke, stroke.points.length - 2);
    }

    drop(stroke = this.strokes.at(-1)) {
      this.strokes = this.strokes.filter((one) => one !== stroke);
      this.repaint();
    }

    // A stroke on the mask, from one of its points on.
    draw({ mode, width, points }, from) {
      const context = this.mask.getContext("2d");
      if (mode === "reset") {
        context.clearRect(0, 0, this.width, this.height);
        context.drawImage(this.found, 0, 0, this.width, this.height);
        return;
      }
      context.globalCompositeOperation = mode === "add" ? "source-over" : "destination-out";
      Object.assign(context, { lineWidth: width, lineCap: "round", lineJoin: "round", strokeStyle: "#fff" });
      context.beginPath();
      context.moveTo(...points[from]);
      // A line of no length is a dot, with round ends.
      for (const point of points.length > 1 ? points.slice(from + 1) : points) context.lineTo(...point);
      context.stroke();
      context.globalCompositeOperation = "source-over";
    }

    repaint() {
      const context = this.mask.getContext("2d");
      context.clearRect(0, 0, this.width, this.height);
      context.drawImage(this.base, 0, 0);
      for (const stroke of this.strokes) this.draw(stroke, 0);
    }

    showOn(canvas) {
      const cut = this.shown.getContext("2d");
      cut.globalCompositeOperation = "copy";
      cut.drawImage(this.mask, 0, 0);
      cut.globalCompositeOperation = "source-in";
      cut.drawImage(this.photo, 0, 0);
      const context = canvas.getContext("2d");
      context.clearRect(0, 0, this.width, this.height);
      context.globalAlpha = LEFT_OUT;
      context.drawImage(this.photo, 0, 0);
      context.globalAlpha = 1;
      context.drawImage(this.shown, 0, 0);
    }

    // A grey PNG, white where the product is.
    png() {
      const grey = newCanvas(this.width, this.height);
      const context = grey.getContext("2d");
      context.fillRect(0, 0, grey.width, grey.height);
      context.drawImage(this.mask, 0, 0);
      return new Promise((resolve) => {
        grey.toBlob(resolve, "image/png");
      });
    }
  }

  studio.PaintedMask = PaintedMask;
})();
