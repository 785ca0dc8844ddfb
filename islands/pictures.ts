import type { LegendEntry, View } from "../agents/session/protocol.ts";

/** RGBA words by class id, as canvas memory wants them. */
export type Palette = Uint32Array<ArrayBuffer>;

const UNKNOWN = rgba(255, 0, 255, 255); // an id that the legend lacks must be seen

/** The palette of a legend, for all 256 ids. */
export function paletteOf(legend: readonly LegendEntry[]): Palette {
  const palette = new Uint32Array(256).fill(UNKNOWN);
  for (const { id, colour: [r, g, b] } of legend) palette[id] = rgba(r, g, b, 255);
  return palette;
}

/** The pixels of a view as canvas memory; `overlay`, labels of the same size, is laid over half. */
export function pixelsOf(
  view: View,
  palette: Palette,
  overlay?: View,
): Uint8ClampedArray<ArrayBuffer> {
  const count = view.width * view.height;
  const pixels = new Uint8ClampedArray(count * 4);
  if (view.format === "rgba8") {
    pixels.set(view.bytes.subarray(0, count * 4));
  } else {
    const words = new Uint32Array(pixels.buffer);
    for (let i = 0; i < count; i++) words[i] = palette[view.bytes[i]!]!;
  }
  if (overlay && overlay.bytes.length === count) {
    const colours = new Uint8Array(palette.buffer);
    for (let i = 0; i < count; i++) {
      const id = overlay.bytes[i]! * 4;
      for (let c = 0; c < 3; c++) {
        pixels[i * 4 + c] = (pixels[i * 4 + c]! + colours[id + c]!) >> 1;
      }
    }
  }
  return pixels;
}

/** Paints a view on a canvas, one canvas pixel per picture pixel. */
export function paint(
  canvas: HTMLCanvasElement,
  view: View,
  palette: Palette,
  overlay?: View,
): void {
  if (canvas.width !== view.width) canvas.width = view.width;
  if (canvas.height !== view.height) canvas.height = view.height;
  const pixels = pixelsOf(view, palette, overlay);
  canvas.getContext("2d")?.putImageData(new ImageData(pixels, view.width, view.height), 0, 0);
}

function rgba(r: number, g: number, b: number, a: number): number {
  return new Uint32Array(new Uint8Array([r, g, b, a]).buffer)[0]!;
}
