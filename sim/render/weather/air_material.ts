import { type Material, type Mesh, NodeMaterial } from "three/webgpu";
import { type Light } from "../../weather/light.ts";

/** What night and weather add to a shader. */
export type AirFeature = "night" | "wet" | "snow" | "fall";

/**
 * A material that is built once for each kind of air it is seen in. Even a branch that is never taken
 * costs time on adapters that run both sides of it, so shaders of a dry day hold nothing of the rest.
 */
export class AirMaterial extends NodeMaterial {
  /** Features of its shader; part of the key by which three tells shaders apart. */
  air = "";
  readonly #variants = new Map<string, AirMaterial>();
  #origin: AirMaterial = this;

  /** The same material for another kind of air; always the same one for the same. */
  inAir(air: string): AirMaterial {
    const origin = this.#origin;
    if (air === origin.air) return origin;
    let variant = origin.#variants.get(air);
    if (!variant) {
      variant = new AirMaterial().copy(origin);
      variant.air = air;
      variant.#origin = origin;
      origin.#variants.set(air, variant);
    }
    return variant;
  }

  /** Frees the shaders of every kind of air. */
  override dispose(): void {
    const origin = this.#origin;
    for (const variant of origin.#variants.values()) variant.#free();
    origin.#variants.clear();
    origin.#free();
  }

  #free(): void {
    super.dispose();
  }
}

/** The kind of air of a light: names of features, empty on a dry day. */
export function airOf({ night, glowColour, wetness, snowCover, precipitation }: Light): string {
  const features: AirFeature[] = [];
  if (night > 0 || glowColour[0] > 0) features.push("night");
  if (wetness > 0) features.push("wet");
  if (snowCover > 0) features.push("snow");
  if (precipitation) features.push("fall");
  return features.join(" ");
}

/** Whether the shader that is being built is one for air with that feature. */
export function hasAir(builder: { readonly material: Material }, feature: AirFeature): boolean {
  const { material } = builder;
  return material instanceof AirMaterial && material.air.split(" ").includes(feature);
}

/** Dresses meshes for a kind of air. */
export function showInAir(meshes: readonly Mesh[], air: string): void {
  for (const mesh of meshes) {
    if (mesh.material instanceof AirMaterial && mesh.material.air !== air) {
      mesh.material = mesh.material.inAir(air);
    }
  }
}
