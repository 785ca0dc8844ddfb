import { defineLaneKernel, read, write } from "../../kernel/kernel.ts";

/** Axes of the result that a kernel tells apart, outermost first. */
export const AXES = 5;

const each = Array.from({ length: AXES }, (_, k) => k);

/** One field of each kind for every axis. */
function fields<N extends string>(...names: readonly N[]) {
  const all = names.flatMap((name) => each.map((k) => [name + k, name === "from" ? "i32" : "u32"]));
  return Object.fromEntries(all) as Record<`${N}${0 | 1 | 2 | 3 | 4}`, "u32" | "i32">;
}

/**
 * Of axis `k`: the result's size, where it begins in the source, the source's size, and how far apart
 * the source's elements lie: `far` from one group of four to the next, `near` within one, so that the
 * channels of images are an axis like any other.
 */
const PARAMS = { axes: "u32", ...fields("size", "from", "extent", "far", "near") } as const;

/** Place of coordinate `v` of axis `k` in the source. */
const place = (k: number, v: string) => `((${v} >> 2u) * p.far${k} + (${v} & 3u) * p.near${k})`;

/**
 * Elements of a tensor in another order, as a row-major tensor; 0 where the result reaches beyond the
 * source. One lane four neighbours: the first is found by division, the others by carrying.
 */
export const rearrangeLinear = defineLaneKernel({
  name: "rearrange",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: PARAMS,
  body: `  var rest = 4u * lane;
${each.map((k) => `  var i${k} = 0u;`).join("\n")}
${
    each.toReversed().map((k) =>
      `  if (p.axes > ${AXES - 1 - k}u) {
    let above = ${k === 0 ? "0u" : `rest / p.size${k}`};
    i${k} = rest - above * p.size${k};
    rest = above;
  }`
    ).join("\n")
  }
  var value = vec4f(0.0);
  for (var l = 0u; l < 4u; l++) {
${each.map((k) => `    let v${k} = u32(i32(i${k}) + p.from${k});`).join("\n")}
    if (${each.map((k) => `v${k} < p.extent${k}`).join(" && ")}) {
      let at = ${each.map((k) => place(k, `v${k}`)).join(" +\n        ")};
      value[l] = x[at >> 2u][at & 3u];
    }
    i4++;
${
    each.slice(1).toReversed().map((k) =>
      `    if (i${k} == p.size${k}) { i${k} = 0u; i${k - 1}++; }`
    ).join("\n")
  }
  }
  y[lane] = value;`,
});

/**
 * The same with an image `[n, c, h, w]` in groups of four channels as the result: axes 1 to 4. One
 * lane a pixel of four channels, which with `whole` lie side by side in the source too.
 */
export const rearrangeImages = defineLaneKernel({
  name: "rearrange to images",
  bindings: { x: read("vec4f"), y: write("vec4f") },
  params: { ...PARAMS, groups: "u32", whole: "u32" },
  body: `  let line = lane / p.size4;
  let plane = line / p.size3;
  let n = plane / p.groups;
  let first = 4u * (plane - n * p.groups);
  let v1 = u32(i32(n) + p.from1);
  let v3 = u32(i32(line - plane * p.size3) + p.from3);
  let v4 = u32(i32(lane - line * p.size4) + p.from4);
  var value = vec4f(0.0);
  if (v1 < p.extent1 && v3 < p.extent3 && v4 < p.extent4) {
    let base = ${[1, 3, 4].map((k) => place(k, `v${k}`)).join(" + ")};
    for (var l = 0u; l < 4u; l++) {
      let v2 = u32(i32(first + l) + p.from2);
      if (first + l < p.size2 && v2 < p.extent2) {
        let at = base + ${place(2, "v2")};
        if (p.whole == 1u && first + 4u <= p.size2 && v2 + 4u <= p.extent2) {
          value = x[at >> 2u];
          break;
        }
        value[l] = x[at >> 2u][at & 3u];
      }
    }
  }
  y[lane] = value;`,
});

/** Images as row-major tensors, one lane a pixel of four channels: one load, up to four stores. */
export const imagesToRows = defineLaneKernel({
  name: "images to rows",
  bindings: { x: read("vec4f"), y: write("f32") },
  params: { plane: "u32", groups: "u32", channels: "u32" },
  body: `  let block = lane / p.plane;
  let n = block / p.groups;
  let first = 4u * (block - n * p.groups);
  let value = x[lane];
  let at = (n * p.channels + first) * p.plane + lane - block * p.plane;
  y[at] = value.x;
  if (first + 1u < p.channels) { y[at + p.plane] = value.y; }
  if (first + 2u < p.channels) { y[at + 2u * p.plane] = value.z; }
  if (first + 3u < p.channels) { y[at + 3u * p.plane] = value.w; }`,
});

/** The way back from {@link imagesToRows}: up to four loads, one store. */
export const rowsToImages = defineLaneKernel({
  name: "rows to images",
  bindings: { x: read("f32"), y: write("vec4f") },
  params: { plane: "u32", groups: "u32", channels: "u32" },
  body: `  let block = lane / p.plane;
  let n = block / p.groups;
  let first = 4u * (block - n * p.groups);
  let at = (n * p.channels + first) * p.plane + lane - block * p.plane;
  var value = vec4f(x[at], 0.0, 0.0, 0.0);
  if (first + 1u < p.channels) { value.y = x[at + p.plane]; }
  if (first + 2u < p.channels) { value.z = x[at + 2u * p.plane]; }
  if (first + 3u < p.channels) { value.w = x[at + 3u * p.plane]; }
  y[lane] = value;`,
});
