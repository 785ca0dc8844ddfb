/** An upright rectangle in a picture, in pixels; a pixel's centre is at whole numbers. */
export interface PixelBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What is seen of one entity in a picture. */
export interface Sighting {
  readonly entity: number;
  /** Label id of most of its pixels. */
  readonly label: number;
  /** Around the centres of its pixels. */
  readonly box: PixelBox;
  readonly pixels: number;
}

/**
 * Every entity that a picture of ids shows, by entity, in the order in which rows show them.
 *
 * @param ids Label id `<< 24 |` entity id for each pixel, row by row.
 */
export function sightings(ids: Uint32Array, width: number): Map<number, Sighting> {
  interface Count extends Sighting {
    pixels: number;
    label: number;
    readonly labels: Map<number, number>;
  }
  const seen = new Map<number, Count>();
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at]!;
    const entity = id & 0xffffff;
    const u = at % width, v = (at - u) / width;
    let count = seen.get(entity);
    if (!count) {
      const box = { left: u, top: v, right: u, bottom: v };
      count = { entity, label: id >>> 24, box, pixels: 0, labels: new Map() };
      seen.set(entity, count);
    }
    const { box, labels } = count;
    if (u < box.left) box.left = u;
    if (u > box.right) box.right = u;
    box.bottom = v;
    count.pixels++;
    labels.set(id >>> 24, (labels.get(id >>> 24) ?? 0) + 1);
  }
  for (const count of seen.values()) {
    let most = 0;
    for (const [label, pixels] of count.labels) {
      if (pixels > most) most = pixels, count.label = label;
    }
  }
  return seen;
}
