/** Params of kernels that go through windows or through the windows of a pixel; see `windowParams()`. */
export const WINDOW_PARAMS = {
  iw: "u32",
  ih: "u32",
  ow: "u32",
  oh: "u32",
  kh: "u32",
  kw: "u32",
  sy: "u32",
  sx: "u32",
  top: "u32",
  left: "u32",
  reachY: "u32",
  reachX: "u32",
} as const;

/**
 * For a lane that is a window of a plane: `oy`, `ox`, the taps within the image (`ky` from `ky0` to below
 * `ky1`, `kx` likewise), and `corner`, where tap (0, 0) is or would be. The sums wrap around zero and back.
 */
export const WINDOW = `  let line = lane / p.ow;
  let plane = line / p.oh;
  let oy = line - plane * p.oh;
  let ox = lane - line * p.ow;
  let ky0 = p.top - min(p.top, oy * p.sy);
  let kx0 = p.left - min(p.left, ox * p.sx);
  let ky1 = min(p.kh, p.ih + p.top - oy * p.sy);
  let kx1 = min(p.kw, p.iw + p.left - ox * p.sx);
  let corner = (plane * p.ih + oy * p.sy - p.top) * p.iw + ox * p.sx - p.left;
`;

/** Runs `code` with each tap's place in the image, `at`. */
export function eachTap(code: string): string {
  return `  for (var ky = ky0; ky < ky1; ky++) {
    for (var kx = kx0; kx < kx1; kx++) {
      let at = corner + ky * p.iw + kx;
      ${code}
    }
  }
`;
}

/**
 * For a lane that is a pixel of a plane: runs `code` with each window that covers it, `oy`, `ox`, whose
 * place among all is `at`, and the tap (`ky`, `kx`) that the pixel is there. No window comes twice.
 */
export function eachWindow(code: string): string {
  return `  let line = lane / p.iw;
  let plane = line / p.ih;
  let py = line - plane * p.ih + p.top;
  let px = lane - line * p.iw + p.left;
  // The last window that begins at or before this pixel, and up to "reach" before it, cover it.
  let bottom = py / p.sy;
  let right = px / p.sx;
  for (var oy = bottom - min(bottom, p.reachY); oy <= min(bottom, p.oh - 1u); oy++) {
    let ky = py - oy * p.sy;
    if (ky >= p.kh) { continue; }
    for (var ox = right - min(right, p.reachX); ox <= min(right, p.ow - 1u); ox++) {
      let kx = px - ox * p.sx;
      if (kx >= p.kw) { continue; }
      let at = (plane * p.oh + oy) * p.ow + ox;
      ${code}
    }
  }
`;
}

/** Number of pixels of the image in window (`oy`, `ox`). */
export const PIXELS_OF_WINDOW = `
fn pixels(oy: u32, ox: u32) -> f32 {
  let rows = min(p.kh, p.ih + p.top - oy * p.sy) - (p.top - min(p.top, oy * p.sy));
  let columns = min(p.kw, p.iw + p.left - ox * p.sx) - (p.left - min(p.left, ox * p.sx));
  return f32(rows * columns);
}`;
