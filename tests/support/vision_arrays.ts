import { counterRandom, normal } from "../../vision/random.ts";
import { elementCount, type Shape } from "../../vision/shape.ts";

/** Standard normal numbers, as f32 can hold them. */
export function normals(shape: Shape, seed: number, scale = 1): Float64Array<ArrayBuffer> {
  const random = counterRandom(seed);
  const data = new Float64Array(elementCount(shape));
  return data.map(() => Math.fround(scale * normal(random)));
}

/** Different numbers at least 0.01 apart, in random order: no two tie. */
export function distinct(shape: Shape, seed: number): Float64Array<ArrayBuffer> {
  const random = counterRandom(seed);
  const data = Float64Array.from({ length: elementCount(shape) }, (_, i) => (i - 20) * 0.01);
  for (let i = data.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [data[i], data[j]] = [data[j]!, data[i]!];
  }
  return data;
}

/** Random integers `0 .. below - 1`. */
export function integers(shape: Shape, below: number, seed: number): Uint32Array<ArrayBuffer> {
  const random = counterRandom(seed);
  return new Uint32Array(elementCount(shape)).map(() => Math.floor(random() * below));
}

/** `count` numbers in -1..1. */
export function numbers(count: number, seed: number): Float32Array<ArrayBuffer> {
  const random = counterRandom(seed);
  return Float32Array.from({ length: count }, () => 2 * random() - 1);
}
