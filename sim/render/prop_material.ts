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
  type Vec4,
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
  /** Its palette; see `paletteRow`. */
  readonly bright: Vec4;
  readonly dark: Vec4;
  readonly cap: Vec4;
}

/** Light that a pixel sends out, and the share of light that its surface throws back. */
type Shaded = Pick<Surface, "radiance" | "albedo">;

const SHADED: Readonly<Record<PropKind, (look: Look) => Shaded>> = {
  boulder: stone,
  bush: (look) => foliage(look, 0.95),
  tree: (look) => foliage(look, 2.1),
  tall_grass: blades,
  log: timber,
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
    // The same at all corners of an instance.
    bright: varying(attribute<"vec4">("bright", "vec4")).setInterpolation("flat"),
    dark: varying(attribute<"vec4">("dark", "vec4")).setInterpolation("flat"),
    cap: varying(attribute<"vec4">("cap", "vec4")).setInterpolation("flat"),
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

/** How much of a place its cap covers. */
function capped({ normal, hue, bright, dark, cap }: Look, grain: Float): Float {
  const lies = grain.mul(0.5).add(normal.z.mul(dark.w)).add(hue.mul(0.15));
  return smoothstep(bright.w, bright.w.add(0.18), lies).mul(cap.w);
}

function stone(look: Look): Shaded {
  const { frame, detail, position, normal, light, part, hue, bright, dark, cap } = look;
  const place = wrapped(position, normal);
  const broad = detailAt(detail, place.div(2.3));
  const fine = detailAt(detail, place.div(0.61).add(vec2(0.4, 0.1)));
  const tone = mix(dark.xyz, bright.xyz, broad.x);
  const bare = mix(tone, cap.xyz, capped(look, broad.y))
    .mul(fine.y.mul(0.55).add(0.72)).mul(smoothstep(0, 0.3, broad.w).mul(0.35).add(0.65))
    .mul(hue.mul(0.3).add(0.85));
  const isSnow = part.greaterThan(PART.snow - 0.5);
  const albedo = select(isSnow, snowy(light, fine.y), bare);
  const rough = roughened(normal, vec2(fine.x, broad.y), select(isSnow, float(0.1), float(0.3)));
  return { albedo, radiance: matte(frame, albedo, rough, float(1), light, 0, { position }) };
}

function snowy(light: Float, grain: Float): Vec3 {
  return mix(rgb(0.5, 0.57, 0.68), rgb(0.7, 0.73, 0.77), light).mul(grain.mul(0.12).add(0.93));
}

/** @param grain Metres per tile of leaf grain. */
function foliage(look: Look, grain: number): Shaded {
  const { frame, detail, position, normal, light, part, hue, bright, dark, cap } = look;
  const albedo = property("vec3", "leafAlbedo") as unknown as Vec3;
  const radiance = Fn(() => {
    // Sampled before any choice is made: mip levels need neighbouring pixels to take the same way.
    const place = wrapped(position, normal).toVar();
    const near = detailAt(detail, place.div(grain)).toVar();
    const far = detailAt(detail, place.div(grain * 3.7).add(vec2(0.3, 0.8))).toVar();
    const ring = vec2(place.x.mul(0.35).add(hue), position.z.mul(1.9));
    const patch = detailAt(detail, ring).x.toVar();

    const leafy = near.z.mul(0.7).add(near.y.mul(0.8)).add(far.x.mul(0.5)).sub(0.5);
    const needles = part.greaterThan(PART.needle - 0.5).and(part.lessThan(PART.needle + 0.5));
    const leaf = mix(dark.xyz, bright.xyz, leafy.mul(select(needles, float(0.9), float(1))));
    const bark = mix(rgb(0.045, 0.034, 0.026), rgb(0.14, 0.108, 0.082), near.y);
    const birchBark = mix(
      rgb(0.62, 0.6, 0.55),
      rgb(0.05, 0.045, 0.04),
      smoothstep(0.52, 0.6, patch),
    );
    const bleached = mix(
      rgb(0.12, 0.11, 0.1),
      rgb(0.36, 0.34, 0.31),
      near.y.mul(0.7).add(patch.mul(0.4)),
    );
    const flesh = mix(dark.xyz, bright.xyz, near.y.mul(0.5).add(light.mul(0.75)).sub(0.2));
    // Closed parts, from the last to the first.
    const closed = select(
      part.lessThan(PART.birchWood - 0.5),
      bark,
      select(
        part.lessThan(PART.needle - 0.5),
        birchBark,
        select(
          part.lessThan(PART.flesh - 0.5),
          snowy(light, near.y),
          select(part.lessThan(PART.bleached - 0.5), flesh, bleached),
        ),
      ),
    );
    const isLeaf = part.lessThan(0.5).or(needles);
    const isSnow = part.greaterThan(PART.snow - 0.5).and(part.lessThan(PART.snow + 0.5));
    const over = capped(look, far.y).mul(select(isSnow, float(0), float(1)));
    const rough = roughened(normal, vec2(near.x, near.y), 0.8);
    const leafColour = mix(leaf, cap.xyz, over);
    const closedColour = mix(closed, cap.xyz, over);
    const leaves = matte(frame, leafColour, rough, light.mul(0.9).add(0.1), light, 0.45, {
      position,
    });
    // Closed leaves are thin: light from above comes through to their lower sides.
    const isFlesh = part.greaterThan(PART.flesh - 0.5).and(part.lessThan(PART.flesh + 0.5));
    const lit = normalize(vec3(normal.xy, select(isFlesh, normal.z.abs().add(0.25), normal.z)));
    const trunk = matte(frame, closedColour, lit, light, light, 0, { position });
    // A crown has no edge: where it is seen sideways, only its leaves remain.
    const facing = dot(normal, normalize(frame.eye.sub(position)));
    Discard(isLeaf.and(facing.lessThan(near.y.mul(0.95).sub(0.12))));
    albedo.assign(select(isLeaf, leafColour, closedColour));
    return select(isLeaf, leaves, trunk);
  })() as Vec3;
  return { albedo, radiance };
}

function blades({ frame, detail, position, normal, light, part, bright, dark }: Look): Shaded {
  const grain = detailAt(detail, wrapped(position, normal).div(0.7));
  const green = mix(dark.xyz, bright.xyz, smoothstep(0.35, 0.95, light))
    .mul(grain.y.mul(0.5).add(0.75));
  const albedo = select(part.greaterThan(PART.wood - 0.5), rgb(0.11, 0.055, 0.025), green);
  return {
    albedo,
    radiance: matte(frame, albedo, normal, light, light.mul(0.7).add(0.3), 0.5, { position }),
  };
}

/** Logs and stumps: furrowed bark, pale rings at the ends. */
function timber(look: Look): Shaded {
  const { frame, detail, position, normal, light, part, hue, bright, dark, cap } = look;
  const place = wrapped(position, normal);
  const bark = detailAt(detail, place.div(vec2(0.9, 0.6)));
  const broad = detailAt(detail, place.div(2.1).add(hue));
  const isCut = part.greaterThan(PART.cut - 0.5);
  const furrowed = mix(dark.xyz, bright.xyz, bark.y).mul(
    smoothstep(0, 0.35, bark.w).mul(0.4).add(0.6),
  );
  const rings = mix(bright.xyz.mul(1.4), bright.xyz.mul(2.6), bark.x);
  const wood = select(isCut, rings, furrowed);
  const albedo = mix(wood, cap.xyz, capped(look, broad.y));
  const rough = roughened(normal, vec2(bark.x, bark.y), 0.3);
  return { albedo, radiance: matte(frame, albedo, rough, float(1), light, 0, { position }) };
}
