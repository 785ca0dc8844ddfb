import { type DataTexture, FrontSide, type NodeMaterial } from "three/webgpu";
import { type LabelName } from "../../labels.ts";
import { type Vec3 } from "../../pose.ts";
import { type Shape } from "../../shapes/shape.ts";
import { type Gloss, GLOSSES } from "../../shapes/streets/matter.ts";
import { type FrameUniforms } from "../frame_uniforms.ts";
import { detailAt, matte, rgb, roughened, skyGradient } from "../shading.ts";
import { classId, surfaceMaterial } from "../surface.ts";
import {
  attribute,
  clamp,
  dot,
  float,
  Fn,
  max,
  mix,
  normalize,
  pow,
  select,
  smoothstep,
  varying,
  vec2,
  vec3,
} from "../tsl.ts";
import { nightOf } from "./night.ts";
import { type Layout, type PieceWriter } from "./picked_mesh.ts";

/** What is neither wall nor lettering: furniture, roofs, chimneys, the backs of signs. */
export const FITTING_LAYOUT = {
  position: [3, "float"],
  facing: [4, "snorm8"],
  /** Square roots of the albedo, and the gloss. */
  colour: [4, "unorm8"],
  /** Entity id, label id. */
  who: [2, "float"],
} as const satisfies Layout;

/** How a part of a shape looks. */
export interface Look {
  readonly colour: Vec3;
  readonly gloss: Gloss;
}

/** Where a shape stands: turned about z, sized along its own axes, then sheared upwards along x. */
export interface Stand {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
  readonly size: Vec3;
  readonly slope: number;
}

/** Adds a shape's triangles to a piece. */
export function writeFitting(
  writer: PieceWriter,
  shape: Shape,
  { x, y, z, yaw, size, slope }: Stand,
  entity: number,
  label: LabelName,
  looks: (part: number) => Look,
): void {
  const { positions, normals, tints, indices } = shape;
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const [sx, sy, sz] = size;
  const who = [entity, classId(label)];
  // Each part is looked up once: a shape has few.
  const painted = new Map<number, readonly number[]>();
  let first = -1;
  for (let k = 0; k < positions.length / 3; k++) {
    const lx = positions[3 * k]! * sx, ly = positions[3 * k + 1]! * sy;
    const lz = positions[3 * k + 2]! * sz + slope * lx;
    // Normals go by the inverse transpose of size and shear.
    const nz = normals[3 * k + 2]! / sz;
    const nx = normals[3 * k]! / sx - slope * nz, ny = normals[3 * k + 1]! / sy;
    const length = Math.hypot(nx, ny, nz) || 1;
    const part = tints[2 * k + 1]!;
    let colour = painted.get(part);
    if (!colour) {
      const look = looks(part);
      colour = [...look.colour.map(Math.sqrt), GLOSSES.indexOf(look.gloss) / 16];
      painted.set(part, colour);
    }
    const vertex = writer.vertex({
      position: [x + lx * cos - ly * sin, y + lx * sin + ly * cos, z + lz],
      facing: [
        (nx * cos - ny * sin) / length,
        (nx * sin + ny * cos) / length,
        nz / length,
        tints[2 * k]!,
      ],
      colour,
      who,
    });
    if (first < 0) first = vertex;
  }
  for (let i = 0; i < indices.length; i += 3) {
    writer.triangle(first + indices[i]!, first + indices[i + 1]!, first + indices[i + 2]!);
  }
}

/** Furniture and roofs, each vertex with a colour and a gloss of its own. */
export function fittingMaterial(frame: FrameUniforms, detail: DataTexture): NodeMaterial {
  const position = varying(attribute<"vec3">("position", "vec3"));
  const facing = varying(attribute<"vec4">("facing", "vec4"));
  const colour = varying(attribute<"vec4">("colour", "vec4"));
  const who = attribute<"vec2">("who", "vec2");
  const entity = varying(who.x.add(0.5).toUint());
  const label = varying(who.y.add(0.5).toUint());
  const normal = normalize(facing.xyz);

  const is = (gloss: Gloss) => {
    const code = GLOSSES.indexOf(gloss);
    return select(colour.w.mul(16).sub(code).abs().lessThan(0.5), float(1), float(0));
  };
  const albedo = Fn(() => {
    const level = normal.z.abs().greaterThan(0.7);
    const side = vec2(position.x.add(position.y), position.z);
    const place = select(level, position.xy, side).toVar();
    const grain = detailAt(detail, place.div(1.7)).toVar();
    const leaves = detailAt(detail, place.div(0.55)).toVar();
    // Rows of tiles by height: a slope is laid from its eaves up.
    const rows = smoothstep(0.1, 0.35, position.z.mul(4.5).fract()).mul(0.35).add(0.68);
    // Patterns fade where they are finer than pixels.
    const near = smoothstep(0.1, 0.035, position.z.fwidth());
    const tiled = mix(float(0.92), rows, near).mul(grain.y.mul(0.35).add(0.82));
    const along = position.y.mul(normal.x).sub(position.x.mul(normal.y)).toVar();
    const boards = smoothstep(0.02, 0.2, along.div(0.13).fract()).mul(0.5).add(0.5);
    const planked = mix(float(0.88), boards, smoothstep(0.09, 0.03, along.fwidth()))
      .mul(grain.x.mul(0.5).add(0.75));
    const leafy = leaves.z.mul(0.9).add(leaves.y.mul(0.7)).add(0.25);
    const plain = grain.y.mul(0.12).add(0.94);
    const tone = mix(
      mix(mix(plain, tiled, is("tiles")), leafy, is("leaves")),
      planked,
      is("planks"),
    );
    return colour.xyz.mul(colour.xyz).mul(tone);
  })();
  const radiance = Fn(() => {
    const base = albedo.toVar();
    const grain = detailAt(detail, vec2(position.x.add(position.y), position.z).div(0.4)).xy;
    const shaded = mix(normal, roughened(normal, grain, 0.5), is("leaves"));
    const lit = matte(frame, base, shaded, float(1), facing.w.mul(0.5).add(0.5), 0, { position })
      .toVar();
    const ray = normalize(position.sub(frame.eye));
    const mirrored = ray.sub(normal.mul(dot(ray, normal).mul(2)));
    const sky = skyGradient(frame, normalize(vec3(mirrored.xy, max(mirrored.z, 0.03))));
    const grazing = pow(clamp(dot(ray, normal).add(1), 0, 1), 4);
    const mirror = is("metal").mul(0.04).add(is("glass").mul(0.35)).add(
      grazing.mul(is("metal").mul(0.2).add(is("glass").mul(0.5))),
    );
    const burning = rgb(1, 0.8, 0.52).mul(nightOf(frame)).mul(is("lamp")).mul(9);
    const thrownBack = base.mul(nightOf(frame)).mul(is("reflector")).mul(1.2);
    return mix(lit, sky, mirror).add(burning).add(thrownBack);
  })();
  return surfaceMaterial("fittings", frame, {
    position,
    previousPosition: position,
    normal,
    radiance,
    albedo,
    classId: label,
    entity,
  }, FrontSide);
}
