import { type DataTexture, DoubleSide, FrontSide, type NodeMaterial } from "three/webgpu";
import { type PropKind } from "../props/prop.ts";
import { type FrameUniforms } from "./frame_uniforms.ts";
import { PART } from "../shapes/props.ts";
import { detailAt, matte, rgb, roughened } from "./shading.ts";
import { classId, type Surface, surfaceMaterial } from "./surface.ts";
import {
  attribute,
  Discard,
  dot,
  type Float,
  float,
  Fn,
  max,
  mix,
  normalize,
  property,
  select,
  smoothstep,
  uint,
  varying,
  type Vec2,
  vec2,
  type Vec3,
  vec3,
} from "./tsl.ts";

/** What the shader of a kind is told about a pixel. */
interface Look {
  readonly frame: FrameUniforms;
  readonly detail: DataTexture;
  readonly position: Vec3;
  readonly normal: Vec3;
  /** Light of the sky that reaches the place, `0..1`. */
  readonly light: Float;
  /** See `PART`. */
  readonly part: Float;
  /** One number in `0..1` for each prop, so that no two are quite alike. */
  readonly hue: Float;
}

/** Light that a pixel sends out, and the share of light that its surface throws back. */
type Shaded = Pick<Surface, "radiance" | "albedo">;

const SHADED: Readonly<Record<PropKind, (look: Look) => Shaded>> = {
  boulder: stone,
  bush: (look) => foliage(look, BUSH),
  tree: (look) => foliage(look, TREE),
  tall_grass: blades,
};

/** The material of all props of a kind, placed by the instance attributes `place` and `turn`. */
export function propMaterial(
  kind: PropKind,
  frame: FrameUniforms,
  detail: DataTexture,
): NodeMaterial {
  // (x, y, z, scale) and (cos yaw, sin yaw, entity id, hue)
  const place = attribute<"vec4">("place", "vec4");
  const turn = attribute<"vec4">("turn", "vec4");
  const tint = varying(attribute<"vec2">("tint", "vec2"));
  const turned = (v: Vec3) =>
    vec3(
      v.x.mul(turn.x).sub(v.y.mul(turn.y)),
      v.x.mul(turn.y).add(v.y.mul(turn.x)),
      v.z,
    );
  const local = attribute<"vec3">("position", "vec3");
  const position = varying(place.xyz.add(turned(local).mul(place.w)));
  const normal = normalize(varying(turned(attribute<"vec3">("normal", "vec3"))));
  const entity = varying(turn.z.add(0.5).toUint());
  const look = {
    frame,
    detail,
    position,
    normal,
    light: tint.x,
    part: tint.y,
    hue: varying(turn.w),
  };
  return surfaceMaterial(kind, frame, {
    position,
    previousPosition: position,
    normal,
    ...SHADED[kind](look),
    classId: uint(classId(kind)),
    entity,
  }, kind === "tall_grass" ? DoubleSide : FrontSide);
}

/** Where on a detail tile a point lies: seen along the axis that its normal is nearest to. */
function wrapped({ x, y, z }: Vec3, normal: Vec3): Vec2 {
  const across = normal.abs();
  const level = across.z.greaterThan(max(across.x, across.y));
  const side = select(across.x.greaterThan(across.y), vec2(y, z), vec2(x, z).add(0.37));
  return select(level, vec2(x, y), side);
}

function stone({ frame, detail, position, normal, light, hue }: Look): Shaded {
  const place = wrapped(position, normal);
  const broad = detailAt(detail, place.div(2.3));
  const fine = detailAt(detail, place.div(0.61).add(vec2(0.4, 0.1)));
  const tone = mix(rgb(0.15, 0.138, 0.125), rgb(0.31, 0.29, 0.262), broad.x);
  const moss = smoothstep(0.52, 0.7, broad.y.mul(0.5).add(normal.z.mul(0.25)).add(hue.mul(0.15)));
  const albedo = mix(tone, rgb(0.1, 0.12, 0.04), moss.mul(0.45))
    .mul(fine.y.mul(0.55).add(0.72)).mul(smoothstep(0, 0.3, broad.w).mul(0.35).add(0.65))
    .mul(hue.mul(0.3).add(0.85));
  const rough = roughened(normal, vec2(fine.x, broad.y), 0.3);
  return { albedo, radiance: matte(frame, albedo, rough, float(1), light) };
}

/** Colours of a kind's leaves, from shade to light. */
interface Foliage {
  readonly dark: readonly [number, number, number];
  readonly bright: readonly [number, number, number];
  /** What some plants tend to. */
  readonly other: readonly [number, number, number];
  /** Metres per tile of leaf grain. */
  readonly grain: number;
}

const TREE: Foliage = {
  dark: [0.016, 0.038, 0.01],
  bright: [0.085, 0.135, 0.03],
  other: [0.13, 0.135, 0.025],
  grain: 2.1,
};
const BUSH: Foliage = {
  dark: [0.03, 0.05, 0.022],
  bright: [0.135, 0.17, 0.075],
  other: [0.17, 0.14, 0.065],
  grain: 0.95,
};

function foliage(look: Look, { dark, bright, other, grain }: Foliage): Shaded {
  const { frame, detail, position, normal, light, part, hue } = look;
  const albedo = property("vec3", "leafAlbedo") as unknown as Vec3;
  const radiance = Fn(() => {
    // Sampled before any choice is made: mip levels need neighbouring pixels to take the same way.
    const place = wrapped(position, normal).toVar();
    const near = detailAt(detail, place.div(grain)).toVar();
    const far = detailAt(detail, place.div(grain * 3.7).add(vec2(0.3, 0.8))).toVar();
    const ring = vec2(place.x.mul(0.35).add(hue), position.z.mul(1.9));
    const patch = detailAt(detail, ring).x.toVar();

    const leafy = near.z.mul(0.7).add(near.y.mul(0.8)).add(far.x.mul(0.5)).sub(0.5);
    const tall = mix(rgb(...bright), rgb(...other), hue.mul(hue).mul(0.8));
    const green = mix(rgb(...dark), tall, leafy);
    const needles = mix(rgb(0.008, 0.024, 0.014), rgb(0.04, 0.082, 0.045), leafy.mul(0.9));
    const bark = mix(rgb(0.045, 0.034, 0.026), rgb(0.14, 0.108, 0.082), near.y);
    const birchBark = mix(
      rgb(0.62, 0.6, 0.55),
      rgb(0.05, 0.045, 0.04),
      smoothstep(0.52, 0.6, patch),
    );
    const leaf = select(part.lessThan(0.5), green, needles);
    const wood = select(part.lessThan(PART.birchWood - 0.5), bark, birchBark);
    const isWood = part.greaterThan(0.5).and(part.lessThan(PART.needle - 0.5));
    const rough = roughened(normal, vec2(near.x, near.y), 0.8);
    const leaves = matte(frame, leaf, rough, light.mul(0.9).add(0.1), light, 0.45);
    const trunk = matte(frame, wood, normal, light, light);
    // A crown has no edge: where it is seen sideways, only its leaves remain.
    const facing = dot(normal, normalize(frame.eye.sub(position)));
    Discard(isWood.not().and(facing.lessThan(near.y.mul(0.95).sub(0.12))));
    albedo.assign(select(isWood, wood, leaf));
    return select(isWood, trunk, leaves);
  })() as Vec3;
  return { albedo, radiance };
}

function blades({ frame, detail, position, normal, light, hue }: Look): Shaded {
  const grain = detailAt(detail, wrapped(position, normal).div(0.7));
  const foot = rgb(0.06, 0.085, 0.022);
  const tip = mix(rgb(0.2, 0.2, 0.055), rgb(0.34, 0.285, 0.105), hue);
  const albedo = mix(foot, tip, smoothstep(0.35, 0.95, light)).mul(grain.y.mul(0.5).add(0.75));
  return { albedo, radiance: matte(frame, albedo, normal, light, light.mul(0.7).add(0.3), 0.5) };
}
