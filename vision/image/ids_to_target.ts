import type { Device } from "../device.ts";
import { ShapeError } from "../errors.ts";
import { defineLaneKernel, lanes, read, texture, uniform, write } from "../kernel/kernel.ts";
import type { Uniforms } from "../kernel/uniforms.ts";
import { sameShape, showShape } from "../shape.ts";
import type { Tensor } from "../tensor.ts";

/** Which image of the batch is written; may change between replays. */
export const TARGET_SETTINGS = {
  slot: "u32",
  /** 1 to swap left and right. */
  mirror: "u32",
} as const;

/** Which image of a batch is written. */
export type TargetSettings = Uniforms<typeof TARGET_SETTINGS>;

/** The class in the top eight bits of each id, looked up in a table of 256; one lane a pixel. */
const idsToTargetKernel = defineLaneKernel({
  name: "ids to target",
  bindings: {
    source: texture("u32"),
    table: read("u32"),
    labels: write("u32"),
    settings: uniform(TARGET_SETTINGS),
  },
  params: { width: "u32", height: "u32", images: "u32" },
  body: `  let x = lane % p.width;
  let y = lane / p.width;
  let column = select(x, p.width - 1u - x, settings.mirror != 0u);
  let pixel = textureLoad(source, vec2u(column, y), 0).r;
  if (settings.slot < p.images) {
    labels[settings.slot * p.width * p.height + lane] = table[pixel >> 24u];
  }`,
});

/** Settings of the first image, not mirrored. */
export function targetSettings(device: Device): TargetSettings {
  return device.uniforms(TARGET_SETTINGS, { slot: 0, mirror: 0 });
}

/**
 * Notes down the conversion of a picture of ids into image `settings.slot` of a batch of targets.
 * May be recorded; each replay takes what the texture holds then.
 *
 * @param source `r32uint`: class id in the top eight bits of each pixel.
 * @param target u32 `[n, h, w]`; the other images of the batch stay as they are.
 * @param table u32 `[256]`: target of each class id (a channel, or 255 for pixels not to count).
 * @throws {ShapeError} If sizes differ.
 * @throws {TypeError} If the texture's format is another.
 */
export function idsToTarget(
  source: GPUTexture,
  target: Tensor,
  settings: TargetSettings,
  table: Tensor,
): void {
  const [n, h, w] = target.shape;
  if (
    target.dtype !== "u32" || target.shape.length !== 3 || h !== source.height || w !== source.width
  ) {
    throw new ShapeError(
      `Cannot convert a texture of ${source.width} x ${source.height} into ${target.dtype} ` +
        `${showShape(target.shape)}: want u32 [n, ${source.height}, ${source.width}]`,
    );
  }
  if (source.format !== "r32uint") {
    throw new TypeError(`Cannot convert a texture of format ${source.format}: want r32uint`);
  }
  if (table.dtype !== "u32" || !sameShape(table.shape, [256])) {
    throw new ShapeError(
      `Cannot look up classes in ${table.dtype} ${showShape(table.shape)}: want u32 [256]`,
    );
  }
  const count = source.width * source.height;
  target.device.dispatch(idsToTargetKernel, {
    bindings: { source, table, labels: target, settings },
    params: { lanes: count, width: source.width, height: source.height, images: n! },
    workgroups: lanes(count),
  });
}
