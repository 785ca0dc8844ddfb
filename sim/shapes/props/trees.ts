import { type Vec3 } from "../../pose.ts";
import { type Random } from "../../random.ts";
import { type Shape } from "../shape.ts";
import { addBlade, addLimb } from "./limb.ts";
import { crownLight, PART } from "./parts.ts";

/** A broadleaf tree, or a birch: clumps of leaves that wind upwards around a stem. */
export function broadleaf(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  variant: number,
  random: Random,
): void {
  const birch = variant === 2;
  const foot = birch ? 0.34 : 0.26;
  const crown = birch ? 0.19 * height : 0.31 * height;
  shape.tube({
    x: 0,
    y: 0,
    bottom: trunk * 1.1,
    top: trunk * 0.55,
    from: -0.25,
    to: (foot + 0.3) * height,
    sides: [8, 6, 4][level]!,
    part: birch ? PART.birchWood : PART.wood,
    lights: [0.8, 0.5],
  });
  const clumps = [11, 6, 2][level]!;
  const middle = (1 + foot) / 2 * height;
  const tall = (1 - foot) / 2 * height;
  for (let i = 0; i < clumps; i++) {
    // Clumps wind upwards around the stem: wide in the middle, narrow at the top.
    const t = clumps === 1 ? 0.5 : i / (clumps - 1);
    const angle = 2.4 * i + random();
    const tone = 0.82 + 0.26 * random();
    const belly = Math.sin(Math.PI * (0.22 + 0.7 * t));
    const out = level === 2 ? 0 : crown * 0.5 * belly * (t > 0.95 ? 0.1 : 1);
    const r = crown * (level === 2 ? 0.95 * (1 - 0.25 * t) : 0.56 + 0.16 * random()) *
      (0.75 + 0.35 * belly);
    const z = middle + tall * (level === 2 ? 0.75 * (t - 0.45) : 1.42 * (t - 0.48));
    shape.ball({
      centre: [out * Math.cos(angle), out * Math.sin(angle), z],
      radii: [
        r,
        r,
        Math.min(level === 2 ? tall * 0.68 : r * (birch ? 1.35 : 0.92), height * 1.02 - z),
      ],
      detail: level === 0 ? 1 : 0,
      rough: 0.19,
      light: ([, , dz]) => tone * crownLight(0.55 * dz + 0.45 * (2 * t - 1)),
      part: PART.leaf,
    }, random);
  }
}

/** A conifer: tiers of drooping branches. */
export function conifer(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  random: Random,
): void {
  shape.tube({
    x: 0,
    y: 0,
    bottom: trunk,
    top: trunk * 0.6,
    from: -0.25,
    to: 0.32 * height,
    sides: [7, 5, 4][level]!,
    part: PART.wood,
    lights: [0.75, 0.45],
  });
  const tiers = [7, 5, 3][level]!;
  // High enough for a rover to look underneath.
  const foot = 0.19;
  for (let i = 0; i < tiers; i++) {
    const t = i / tiers;
    const from = height * (foot + (1 - foot) * t * 0.93);
    const reach = height * 0.24 * (1 - 0.82 * t);
    shape.tube(
      {
        x: 0,
        y: 0,
        bottom: reach,
        top: 0,
        from,
        to: Math.min(height, from + (1.9 / tiers) * height * (1 - 0.35 * t)),
        sides: [11, 8, 6][level]!,
        part: PART.needle,
        lights: [0.52 + 0.3 * t, 1],
      },
      level === 2 ? 0.05 : 0.24,
      random,
    );
  }
}

/** A fir whose tiers carry snow. */
export function snowFir(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  random: Random,
): void {
  shape.tube({
    x: 0,
    y: 0,
    bottom: trunk,
    top: trunk * 0.6,
    from: -0.25,
    to: 0.3 * height,
    sides: [7, 5, 4][level]!,
    part: PART.wood,
    lights: [0.75, 0.45],
  });
  const tiers = [6, 4, 3][level]!;
  const sides = [11, 8, 6][level]!;
  for (let i = 0; i < tiers; i++) {
    const t = i / tiers;
    const from = height * (0.13 + 0.8 * t);
    const to = Math.min(0.985 * height, from + (1.8 / tiers) * height * (1 - 0.35 * t));
    const reach = height * 0.215 * (1 - 0.82 * t);
    const rough = level === 2 ? 0.05 : 0.2;
    shape.tube(
      {
        x: 0,
        y: 0,
        bottom: reach,
        top: 0,
        from,
        to,
        sides,
        part: PART.needle,
        lights: [0.5 + 0.3 * t, 1],
      },
      rough,
      random,
    );
    // Snow lies on the upper half of a tier, a hand thick, and hangs over in lobes.
    const rim = 0.3 + 0.1 * random();
    shape.tube(
      {
        x: 0,
        y: 0,
        bottom: reach * (1 - rim) * 1.16,
        top: 0,
        from: from + rim * (to - from) * 0.9,
        to: to + 0.012 * height,
        sides,
        part: PART.snow,
        lights: [0.8, 1],
      },
      0.6 * rough,
      random,
    );
  }
}

/** A dead tree: a bleached trunk with forking branches. */
export function deadTree(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  random: Random,
): void {
  const sides = [7, 5, 3][level]!;
  const part = PART.bleached;
  const bend: Vec3 = [0.05 * height, -0.03 * height, 0.55 * height];
  addLimb(shape, {
    from: [0, 0, -0.25],
    to: bend,
    bottom: trunk,
    top: 0.62 * trunk,
    sides,
    part,
    lights: [0.7, 0.85],
  });
  const tip: Vec3 = [0.02 * height, 0.02 * height, height];
  addLimb(shape, {
    from: bend,
    to: tip,
    bottom: 0.62 * trunk,
    top: 0,
    sides,
    part,
    lights: [0.85, 1],
  });
  const branches = [9, 7, 5][level]!;
  for (let i = 0; i < branches; i++) {
    const angle = 2.4 * i + 0.5 * random();
    const t = 0.34 + 0.5 * i / branches;
    const root: Vec3 = [
      bend[0] * Math.min(1, t / 0.55),
      bend[1] * Math.min(1, t / 0.55),
      t * height,
    ];
    const length = height * (0.36 - 0.2 * t) * (0.8 + 0.4 * random());
    const elbow: Vec3 = [
      root[0] + 0.72 * length * Math.cos(angle),
      root[1] + 0.72 * length * Math.sin(angle),
      root[2] + 0.3 * length,
    ];
    const r = 0.36 * trunk * (1.2 - t);
    addLimb(shape, {
      from: root,
      to: elbow,
      bottom: r,
      top: 0.6 * r,
      sides: Math.max(3, sides - 2),
      part,
      lights: [0.75, 0.9],
    });
    if (level === 2) continue;
    for (const turn of [0.6, -0.5]) {
      const end: Vec3 = [
        elbow[0] + 0.5 * length * Math.cos(angle + turn),
        elbow[1] + 0.5 * length * Math.sin(angle + turn),
        elbow[2] + length * (0.34 + 0.2 * random()),
      ];
      addLimb(shape, {
        from: elbow,
        to: end,
        bottom: 0.55 * r,
        top: 0,
        sides: 3,
        part,
        lights: [0.9, 1],
      });
    }
  }
}

/** An acacia: limbs that spread from a low fork under a flat crown. */
export function acacia(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  random: Random,
): void {
  const sides = [7, 5, 4][level]!;
  const part = PART.wood;
  const fork: Vec3 = [0.02 * height, 0, 0.3 * height];
  addLimb(shape, {
    from: [0, 0, -0.25],
    to: fork,
    bottom: 1.15 * trunk,
    top: 0.8 * trunk,
    sides,
    part,
    lights: [0.75, 0.65],
  });
  const limbs = [5, 4, 3][level]!;
  const clumps: [Vec3, number][] = [[[0, 0, 0.84 * height], 0.3 * height]];
  for (let i = 0; i < limbs; i++) {
    const angle = 2 * Math.PI * (i + 0.5 * random()) / limbs;
    const out = height * (0.27 + 0.09 * random());
    const end: Vec3 = [
      out * Math.cos(angle),
      out * Math.sin(angle),
      height * (0.76 + 0.06 * random()),
    ];
    addLimb(shape, {
      from: fork,
      to: end,
      bottom: 0.5 * trunk,
      top: 0.2 * trunk,
      sides: Math.max(3, sides - 2),
      part,
      lights: [0.65, 0.5],
    });
    clumps.push([
      [1.15 * end[0], 1.15 * end[1], end[2] + 0.06 * height],
      height * (0.23 + 0.06 * random()),
    ]);
  }
  // Far away the crown is one plate.
  const far: [Vec3, number][] = [[[0, 0, 0.85 * height], 0.52 * height]];
  for (const [centre, reach] of level === 2 ? far : clumps) {
    const tone = 0.84 + 0.24 * random();
    shape.ball({
      centre,
      radii: [reach, reach, Math.min(0.09 * height, 0.98 * height - centre[2])],
      detail: level === 0 ? 1 : 0,
      rough: 0.16,
      light: ([, , z]) => tone * crownLight(z),
      part: PART.leaf,
    }, random);
  }
}

/** A palm: a bent stem with a head of arching fronds. */
export function palm(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  random: Random,
): void {
  const sides = [7, 5, 4][level]!;
  const stem = (
    t: number,
  ): Vec3 => [0.16 * height * t * t, 0.04 * height * t * t, (0.84 * t) * height];
  const joints = [5, 3, 2][level]!;
  for (let i = 0; i < joints; i++) {
    const [a, b] = [i / joints, (i + 1) / joints];
    const from = i === 0 ? [0, 0, -0.25] as const : stem(a);
    addLimb(shape, {
      from,
      to: stem(b),
      bottom: trunk * (i === 0 ? 1.25 : 1.02 - 0.4 * a),
      top: trunk * (0.92 - 0.4 * b),
      sides,
      part: PART.wood,
      lights: [0.8, 0.75],
    });
  }
  const head = stem(1);
  const fronds = [15, 11, 5][level]!;
  const steps = [4, 3, 2][level]!;
  for (let i = 0; i < fronds; i++) {
    const angle = 2.4 * i + 0.4 * random();
    const rise = 0.85 - 1.25 * i / fronds + 0.1 * random();
    const length = height * (0.34 + 0.06 * random());
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const spine: Vec3[] = [];
    for (let k = 0; k <= steps; k++) {
      const t = k / steps;
      const out = length * t * (1 - 0.18 * t);
      spine.push([
        head[0] + c * out,
        head[1] + s * out,
        Math.min(height, head[2] + length * (0.75 * rise * t - 0.72 * t * t)),
      ]);
    }
    addBlade(shape, {
      spine,
      halfWidths: spine.map((_, k) => 0.085 * length * (k === 0 ? 0.3 : k === steps ? 0.12 : 1.25)),
      lights: spine.map((_, k) => 0.55 + 0.45 * k / steps),
      side: [-s, c, 0],
      part: PART.flesh,
      droop: 0.7,
    });
  }
}

/** A saguaro: a ribbed column with arms that turn upwards. */
export function saguaro(
  shape: Shape,
  radius: number,
  height: number,
  level: number,
  random: Random,
): void {
  const sides = [12, 8, 4][level]!;
  const part = PART.flesh;
  // A column through points, of those radii; its last disc is small.
  const column = (points: readonly Vec3[], radii: readonly number[]) => {
    for (let k = 0; k + 1 < points.length; k++) {
      const last = k + 2 === points.length;
      addLimb(shape, {
        from: points[k]!,
        to: points[k + 1]!,
        bottom: radii[k]!,
        top: radii[k + 1]!,
        sides,
        part,
        lights: [k === 0 ? 0.6 : 0.85, last ? 1 : 0.85],
        ...(last && { cap: part }),
      });
    }
  };
  /** A round head below a point, and its radii. */
  const head = ([x, y, z]: Vec3, r: number): [Vec3[], number[]] =>
    level === 2
      ? [[[x, y, z - 0.6 * r], [x, y, z]], [r, 0.45 * r]]
      : [[[x, y, z - r], [x, y, z - 0.4 * r], [x, y, z]], [r, 0.86 * r, 0.34 * r]];
  const [crown, crownRadii] = head([0, 0, height], radius);
  column([[0, 0, -0.25], ...crown], [0.92 * radius, ...crownRadii]);
  const arms = [[0.5, 0.36, 0.8], [2.9, 0.48, 0.72], [4.4, 0.42, 0.62]] as const;
  for (const [turn, from, to] of level === 2 ? arms.slice(0, 2) : arms) {
    const angle = turn + 0.4 * random();
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const out = radius * 2.7;
    const r = 0.66 * radius;
    const [tip, tipRadii] = head([c * out, s * out, to * height], r);
    const root = from * height;
    if (level === 2) {
      column([[0, 0, root], [c * out, s * out, root + 0.06 * height], ...tip], [r, r, ...tipRadii]);
      continue;
    }
    // Out of the stem, then up in a bend.
    const bend = [[0.5, 0, 0.85], [0.74, 0.006, 0.9], [0.93, 0.03, 0.95], [1, 0.075, 1]] as const;
    column(
      [...bend.map(([o, up]): Vec3 => [c * out * o, s * out * o, root + up * height]), ...tip],
      [...bend.map(([, , wide]) => wide * r), ...tipRadii],
    );
  }
}

/** A willow: a short stem under curtains of hanging twigs. */
export function willow(
  shape: Shape,
  trunk: number,
  height: number,
  level: number,
  random: Random,
): void {
  const sides = [7, 5, 4][level]!;
  addLimb(shape, {
    from: [0, 0, -0.25],
    to: [0.1, 0, 0.55 * height],
    bottom: 1.2 * trunk,
    top: 0.7 * trunk,
    sides,
    part: PART.wood,
    lights: [0.7, 0.5],
  });
  const clumps = [17, 9, 3][level]!;
  for (let i = 0; i < clumps; i++) {
    // A third makes the top, the others hang around it.
    const top = i < clumps / 3;
    const angle = 2.4 * i + 0.6 * random();
    const out = height * (top ? 0.12 * random() : 0.2 + 0.14 * random()) * (level === 2 ? 0.7 : 1);
    const r = height * (top ? 0.19 : 0.12 + 0.04 * random()) * (level === 2 ? 1.4 : 1);
    const tall = height * (top ? 0.17 : 0.24 + 0.16 * random());
    const z = height * (top ? 0.8 : 0.72) - (top ? 0 : 0.55 * tall);
    const tone = 0.8 + 0.3 * random();
    shape.ball({
      centre: [out * Math.cos(angle), out * Math.sin(angle), z],
      radii: [r, r, Math.min(tall, 1.02 * height - z)],
      detail: level === 0 ? 1 : 0,
      rough: 0.2,
      // Clumps hang: broad above, thin and ragged below.
      outline: ([, , dz]) => dz < -0.4 ? 1.1 : 1,
      light: ([, , dz]) => tone * crownLight(0.7 * dz + 0.25),
      part: PART.leaf,
    }, random);
  }
}
