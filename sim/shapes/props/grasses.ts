import { type Vec3 } from "../../pose.ts";
import { type Random } from "../../random.ts";
import { type Shape, unit } from "../shape.ts";
import { PART } from "./parts.ts";

/** Blades that lean outwards from one root, bent by their weight. */
export function tuft(shape: Shape, height: number, level: number, random: Random): void {
  const blades = [26, 14, 6][level]!;
  const width = [0.032, 0.055, 0.2][level]!;
  for (let i = 0; i < blades; i++) {
    const angle = 2 * Math.PI * (i + 0.6 * random()) / blades;
    const root = 0.26 * Math.sqrt(random());
    const lean = 0.12 + 0.4 * random();
    const tall = height * (0.62 + 0.38 * random());
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const along = (out: number, side: number, z: number): Vec3 => [
      (root + out) * cos - side * sin,
      (root + out) * sin + side * cos,
      z,
    ];
    // Blades let light through and shade each other: their normals turn half to the sky.
    const normal = unit([0.5 * cos, 0.5 * sin, 1]);
    const w = width * (0.7 + 0.6 * random());
    const foot = [along(0, -w / 2, -0.06), along(0, w / 2, -0.06)];
    const bend = 0.35 * lean * tall;
    const knee = [along(bend, -w * 0.42, 0.58 * tall), along(bend, w * 0.42, 0.58 * tall)];
    const a = shape.vertex(foot[0]!, normal, 0.45, PART.blade);
    const b = shape.vertex(foot[1]!, normal, 0.45, PART.blade);
    const tip = shape.vertex(along(lean * tall, 0, tall), normal, 1, PART.blade);
    if (level === 2) {
      shape.triangle(a, b, tip);
      continue;
    }
    const c = shape.vertex(knee[0]!, normal, 0.85, PART.blade);
    const d = shape.vertex(knee[1]!, normal, 0.85, PART.blade);
    shape.triangle(a, b, d);
    shape.triangle(a, d, c);
    shape.triangle(c, d, tip);
  }
}

/** Reeds: tall straight stalks with brown heads and a few long leaves. */
export function reeds(shape: Shape, height: number, level: number, random: Random): void {
  const stalks = [24, 13, 7][level]!;
  const width = [0.022, 0.04, 0.09][level]!;
  for (let i = 0; i < stalks; i++) {
    const angle = 2.4 * i + random();
    const root = 0.34 * Math.sqrt(random());
    const lean = 0.03 + 0.13 * random();
    const tall = height * (0.6 + 0.4 * random());
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const normal = unit([0.7 * c, 0.7 * s, 0.8]);
    const at = (out: number, side: number, z: number): Vec3 => [
      (root + out) * c - side * s,
      (root + out) * s + side * c,
      z,
    ];
    const w = width * (0.8 + 0.5 * random());
    const isHead = level < 2 && i % 3 === 0;
    const a = shape.vertex(at(0, -w / 2, -0.1), normal, 0.4, PART.blade);
    const b = shape.vertex(at(0, w / 2, -0.1), normal, 0.4, PART.blade);
    if (!isHead) {
      shape.triangle(a, b, shape.vertex(at(lean * tall, 0, tall), normal, 0.9, PART.blade));
      continue;
    }
    // The stalk goes on at its width into the seed head, a dark spindle.
    const neck = 0.8 * tall;
    const c2 = shape.vertex(at(lean * neck, w / 2, neck), normal, 0.8, PART.blade);
    const d = shape.vertex(at(lean * neck, -w / 2, neck), normal, 0.8, PART.blade);
    shape.triangle(a, b, c2);
    shape.triangle(a, c2, d);
    const h = Math.max(0.024, 0.8 * w);
    const foot = shape.vertex(at(lean * neck, 0, neck - 0.02), normal, 0.5, PART.wood);
    const right = shape.vertex(at(lean * 0.88 * tall, h, 0.88 * tall), normal, 0.6, PART.wood);
    const left = shape.vertex(at(lean * 0.88 * tall, -h, 0.88 * tall), normal, 0.6, PART.wood);
    const top = shape.vertex(at(lean * tall, 0, tall), normal, 0.8, PART.wood);
    shape.triangle(foot, right, left);
    shape.triangle(left, right, top);
  }
}
