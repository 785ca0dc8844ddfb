import { type FurnitureKind } from "../../streets/streets.ts";
import { Shape } from "../shape.ts";
import { matter } from "./matter.ts";
import { addBox, addDisc, addFace, addPost } from "./solids.ts";

/** Levels of detail of street furniture: up to that many metres from the eye, the finest first. */
export const FURNITURE_REACHES: Readonly<Record<FurnitureKind, readonly [number, number, number]>> =
  {
    street_lamp: [18, 45, Infinity],
    highway_lamp: [25, 60, Infinity],
    bollard: [10, 22, 60],
    bench: [10, 24, 70],
    litter_bin: [9, 20, 60],
    bus_shelter: [20, 50, 160],
    hydrant: [9, 18, 50],
    post_box: [9, 22, 70],
    wooden_fence: [9, 22, 90],
    hedge: [12, 25, 120],
    guard_rail: [14, 40, 200],
    reflector_post: [10, 30, 120],
    sign_post: [12, 35, 150],
    signal_post: [14, 40, 200],
    signal_head: [16, 40, 200],
    pedestrian_head: [12, 28, 100],
    mast: [15, 50, Infinity],
    beam: [15, 50, Infinity],
    planter: [10, 24, 70],
  };

/** The triangles of a piece of street furniture; the `part` of a vertex is an index of `MATTERS`. */
export function furnitureShape(kind: FurnitureKind, level: 0 | 1 | 2): Shape {
  const shape = new Shape();
  MAKERS[kind](shape, level);
  return shape;
}

/** Sides of a round post at each level. */
const ROUND = [8, 5, 3] as const;
type Level = 0 | 1 | 2;

const MAKERS: Readonly<Record<FurnitureKind, (shape: Shape, level: Level) => void>> = {
  street_lamp: (shape, level) => lamp(shape, level, 6.2, 1.9),
  highway_lamp: (shape, level) => lamp(shape, level, 10.5, 3.2),
  bollard(shape, level) {
    addPost(shape, [0, 0, 0], 0.85, 0.09, ROUND[level], matter("dark"), 0.075);
    if (level === 0) addPost(shape, [0, 0, 0.66], 0.74, 0.092, 8, matter("white"));
  },
  bench(shape, level) {
    const wood = matter("wood"), iron = matter("green_iron");
    if (level === 2) {
      addBox(shape, [0, 0, 0.43], [0.24, 0.85, 0.03], wood);
      addBox(shape, [-0.25, 0, 0.68], [0.025, 0.85, 0.18], wood);
      return;
    }
    for (const side of [-0.65, 0.65]) {
      addBox(shape, [0.15, side, 0.2], [0.03, 0.03, 0.2], iron, true);
      addBox(shape, [-0.23, side, 0.42], [0.03, 0.03, 0.42], iron, true);
    }
    const slats = level === 0 ? [-0.17, -0.03, 0.11] : [-0.03];
    const half = level === 0 ? 0.055 : 0.2;
    for (const x of slats) addBox(shape, [x, 0, 0.43], [half, 0.85, 0.02], wood);
    for (const z of level === 0 ? [0.62, 0.78] : [0.7]) {
      addBox(shape, [-0.2, 0, z], [0.02, 0.85, level === 0 ? 0.06 : 0.13], wood);
    }
  },
  litter_bin(shape, level) {
    addPost(shape, [0, 0, 0.08], 0.85, 0.2, ROUND[level] + 2, matter("green_iron"), 0.24);
    if (level === 0) {
      addPost(shape, [0, 0, 0], 0.1, 0.15, 8, matter("dark"));
      addPost(shape, [0, 0, 0.85], 0.97, 0.25, 10, matter("dark"), 0.17);
    }
  },
  bus_shelter(shape, level) {
    const steel = matter("dark");
    addBox(shape, [0, 0, 2.42], [0.75, 1.9, 0.05], steel);
    for (const y of [-1.8, 1.8]) {
      addBox(shape, [-0.65, y, 1.18], [0.04, 0.04, 1.18], steel, true);
      if (level < 2) addBox(shape, [0.6, y, 1.18], [0.04, 0.04, 1.18], steel, true);
    }
    const glass = matter("glass");
    addBox(shape, [-0.66, 0, 1.3], [0.012, 1.76, 0.95], glass);
    addBox(shape, [-0.2, -1.8, 1.3], [0.42, 0.012, 0.95], glass);
    if (level === 0) {
      addBox(shape, [-0.66, 0, 2.28], [0.03, 1.8, 0.03], steel);
      addBox(shape, [-0.66, 0, 0.33], [0.03, 1.8, 0.03], steel);
    }
    if (level < 2) {
      addBox(shape, [-0.42, 0.3, 0.45], [0.17, 1.0, 0.025], matter("wood"));
      addBox(shape, [-0.42, 0.3, 0.22], [0.05, 0.05, 0.22], steel, true);
    }
  },
  hydrant(shape, level) {
    const red = matter("red");
    addPost(shape, [0, 0, 0], 0.62, 0.11, ROUND[level], red);
    if (level === 2) return;
    addPost(shape, [0, 0, 0.62], 0.78, 0.13, ROUND[level], red, 0.05);
    addBox(shape, [0, 0, 0.46], [0.06, 0.2, 0.06], red);
  },
  post_box(shape, level) {
    addBox(shape, [0, 0, 0.95], [0.18, 0.26, 0.42], matter("yellow"));
    addBox(shape, [0, 0, 0.27], [0.07, 0.12, 0.27], matter("dark"), true);
    if (level === 0) addBox(shape, [0.185, 0, 1.2], [0.008, 0.18, 0.022], matter("black"));
  },
  wooden_fence(shape, level) {
    const planks = matter("planks");
    addBox(shape, [0, 0, 0.55], [0.5, 0.02, 0.47], planks, true);
    if (level === 2) return;
    for (const x of [-0.48, 0]) {
      addBox(shape, [x, -0.03, 0.52], [0.018, 0.05, 0.55], matter("wood"), true);
    }
    if (level === 1) return;
    for (const z of [0.28, 0.85]) addBox(shape, [0, -0.035, z], [0.5, 0.02, 0.045], matter("wood"));
  },
  hedge(shape, level) {
    const leaves = matter("leaves");
    if (level === 2) {
      addBox(shape, [0, 0, 0.6], [0.5, 0.34, 0.62], leaves, true);
      return;
    }
    // Rounded above: five sides around its length.
    const section = [[-0.36, -0.1], [-0.34, 0.85], [-0.18, 1.24], [0.18, 1.24], [0.34, 0.85], [
      0.36,
      -0.1,
    ]] as const;
    for (let i = 0; i + 1 < section.length; i++) {
      const [[y0, z0], [y1, z1]] = [section[i]!, section[i + 1]!];
      const length = Math.hypot(y1 - y0, z1 - z0);
      addFace(
        shape,
        [[-0.5, y0, z0], [0.5, y0, z0], [0.5, y1, z1], [-0.5, y1, z1]],
        [0, -(z1 - z0) / length, (y1 - y0) / length],
        leaves,
      );
    }
    const ends = section.map(([y, z]) => [y, z] as const);
    addFace(shape, ends.map(([y, z]) => [-0.5, y, z] as const), [-1, 0, 0], leaves);
    addFace(shape, ends.toReversed().map(([y, z]) => [0.5, y, z] as const), [1, 0, 0], leaves);
  },
  guard_rail(shape, level) {
    const steel = matter("steel");
    if (level < 2) addBox(shape, [0, -0.12, 0.36], [0.012, 0.05, 0.36], steel, true);
    if (level > 0) {
      const [z0, z1] = [0.445, 0.755];
      const corners = (y: number) =>
        [[-0.5, y, z1], [-0.5, y, z0], [0.5, y, z0], [0.5, y, z1]] as const;
      addFace(shape, corners(0.03).toReversed(), [0, 1, 0], steel);
      addFace(shape, corners(-0.03), [0, -1, 0], steel);
      return;
    }
    // Two waves, seen from both sides.
    const wave = [[0, 0.76], [0.045, 0.72], [0.045, 0.66], [0, 0.62], [0, 0.58], [0.045, 0.54], [
      0.045,
      0.48,
    ], [0, 0.44]] as const;
    for (let i = 0; i + 1 < wave.length; i++) {
      const [[y0, z0], [y1, z1]] = [wave[i]!, wave[i + 1]!];
      const length = Math.hypot(y1 - y0, z1 - z0);
      for (const side of [1, -1] as const) {
        const at = side > 0 ? 0.008 : -0.008;
        const corners = [
          [-0.5, y1 + at, z1],
          [-0.5, y0 + at, z0],
          [0.5, y0 + at, z0],
          [0.5, y1 + at, z1],
        ] as const;
        addFace(
          shape,
          side > 0 ? corners.toReversed() : corners,
          [0, side * (z0 - z1) / length, side * (y1 - y0) / length],
          steel,
        );
      }
    }
  },
  reflector_post(shape, level) {
    addBox(shape, [0, 0, 0.5], [0.05, 0.06, 0.5], matter("white"), true);
    if (level === 2) return;
    addBox(shape, [0, 0, 0.76], [0.052, 0.062, 0.12], matter("black"));
    for (const side of [1, -1]) {
      addBox(shape, [side * 0.053, 0, 0.77], [0.004, 0.03, 0.07], matter("reflector"));
    }
  },
  sign_post: (shape, level) =>
    addPost(shape, [0, 0, -0.05], 1, 0.038, ROUND[level], matter("steel")),
  signal_post: (shape, level) =>
    addPost(shape, [0, 0, -0.05], 3.3, 0.065, ROUND[level], matter("dark")),
  signal_head(shape, level) {
    const dark = matter("dark");
    addBox(shape, [0, 0, 0], [0.09, 0.18, 0.54], dark);
    if (level === 2) return;
    // A board behind it sets the lamps off from the sky, and hoods shade them.
    addBox(shape, [-0.1, 0, 0], [0.008, 0.3, 0.68], matter("black"));
    if (level === 1) return;
    for (const z of [0.34, 0, -0.34]) {
      addBox(shape, [0.17, 0, z + 0.155], [0.09, 0.15, 0.006], dark);
      for (const side of [-0.15, 0.15]) {
        addBox(shape, [0.155, side, z + 0.07], [0.075, 0.005, 0.085], dark);
      }
      addDisc(shape, [0.092, 0, z], 0.148, 14, matter("black"));
    }
  },
  pedestrian_head(shape, level) {
    addBox(shape, [0, 0, 0], [0.07, 0.13, 0.27], matter("dark"));
    if (level > 0) return;
    for (const z of [0.13, -0.13]) {
      addBox(shape, [0.11, 0, z + 0.11], [0.05, 0.1, 0.005], matter("dark"));
    }
  },
  mast: (shape, level) => addPost(shape, [0, 0, -0.1], 1, 0.16, ROUND[level], matter("steel")),
  beam(shape, level) {
    const steel = matter("steel");
    if (level === 2) addBox(shape, [0, 0, 0], [0.5, 0.1, 0.3], steel);
    else {
      for (const z of [-0.27, 0.27]) addBox(shape, [0, 0, z], [0.5, 0.08, 0.05], steel);
      addBox(shape, [0, 0, 0], [0.5, 0.02, 0.03], steel);
    }
  },
  planter(shape, level) {
    addBox(shape, [0, 0, 0.25], [0.5, 0.5, 0.25], matter("concrete"), true);
    if (level === 2) return;
    addBox(shape, [0, 0, 0.5], [0.42, 0.42, 0.02], matter("soil"));
    addBox(shape, [0, 0, 0.68], [0.3, 0.3, 0.18], matter("leaves"));
  },
};

/** A pole with an arm that reaches over the road, along x, and the lamp at its end. */
function lamp(shape: Shape, level: Level, height: number, arm: number): void {
  const metal = matter("steel");
  const sides = ROUND[level];
  addPost(shape, [0, 0, -0.05], height, 0.085, sides, metal, 0.05);
  const half = arm / 2;
  if (level === 2) {
    addBox(shape, [half, 0, height], [half, 0.04, 0.04], metal);
    addBox(shape, [arm, 0, height - 0.02], [0.3, 0.13, 0.07], matter("lamp"));
    return;
  }
  if (level === 0) addPost(shape, [0, 0, 0], 0.9, 0.12, sides, metal, 0.11);
  addBox(shape, [half, 0, height - 0.02], [half, 0.035, 0.035], metal);
  addBox(shape, [arm, 0, height], [0.34, 0.14, 0.05], metal);
  addBox(shape, [arm, 0, height - 0.065], [0.28, 0.1, 0.025], matter("lamp"));
}
