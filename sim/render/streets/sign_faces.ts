import {
  DataTexture,
  FrontSide,
  LinearFilter,
  LinearMipmapLinearFilter,
  type NodeMaterial,
  RGBAFormat,
  UnsignedByteType,
} from "three/webgpu";
import { ATLAS_HEIGHT, ATLAS_WIDTH, drawAtlas, tileNamed } from "../../streets/signs/atlas.ts";
import { type FacePiece, type Sign } from "../../streets/signs/sign.ts";
import { type FrameUniforms } from "../frame_uniforms.ts";
import { matte } from "../shading.ts";
import { classId, surfaceMaterial } from "../surface.ts";
import { attribute, float, mix, normalize, pow, texture, varying, vec3 } from "../tsl.ts";
import { nightOf } from "./night.ts";
import { type Layout, type PieceWriter } from "./picked_mesh.ts";

/** The faces of signs: polygons that show rectangles of the atlas. */
export const SIGN_LAYOUT = {
  position: [3, "float"],
  facing: [4, "snorm8"],
  place: [2, "float"],
  /** sRGB; the fourth of `paper` is 1 where the atlas has its own colours. */
  ink: [4, "unorm8"],
  paper: [4, "unorm8"],
  who: [2, "float"],
} as const satisfies Layout;

/** Farthest distances at which a face is drawn tile by tile, and at all, metres. */
const REACHES = { legible: 80, seen: 200 } as const;

/** Adds the face of a sign as a piece of its own; far boards are one rectangle of their ground's colour. */
export function writeSignFace(writer: PieceWriter, sign: Sign): void {
  const { x, y, z, yaw, width, height, face } = sign;
  const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
  const who = [sign.id, classId(sign.label)];
  const first = face[0]!;
  const half: FacePiece["rect"] = [-width / 2, -height / 2, width / 2, height / 2];
  const [l, b, r, t] = half;
  const far: readonly FacePiece[] = face.length === 1
    ? face
    : [{ ...first, tile: tileNamed("blank"), rect: half, outline: [l, b, r, b, r, t, l, t] }];
  writer.piece(
    [x, y, z],
    Math.hypot(width, height) / 2,
    [REACHES.legible, REACHES.seen],
    (level) => {
      for (const { outline, tile, rect, ink, paper } of level === 0 ? face : far) {
        const [left, bottom, right, top] = rect;
        const corners: number[] = [];
        for (let i = 0; i < outline.length; i += 2) {
          // Who reads it has the face's right where its normal has its left.
          const [across, up] = [outline[i]!, outline[i + 1]!];
          const u = tile.x + (across - left) / (right - left) * tile.width;
          const v = tile.y + (top - up) / (top - bottom) * tile.height;
          corners.push(writer.vertex({
            position: [x - across * sin, y + across * cos, z + up],
            facing: [cos, sin, 0, 0],
            place: [u / ATLAS_WIDTH, v / ATLAS_HEIGHT],
            ink: [...ink, 1],
            paper: [...paper, tile.painted ? 1 : 0],
            who,
          }));
        }
        writer.polygon(corners);
      }
    },
  );
}

/** All pictures and texts of signs. */
export function createSignTexture(): DataTexture {
  const levels = drawAtlas();
  const atlas = new DataTexture(
    levels[0]!.data,
    ATLAS_WIDTH,
    ATLAS_HEIGHT,
    RGBAFormat,
    UnsignedByteType,
  );
  atlas.name = "signs";
  atlas.magFilter = LinearFilter;
  atlas.minFilter = LinearMipmapLinearFilter;
  atlas.mipmaps = levels;
  atlas.generateMipmaps = false;
  atlas.needsUpdate = true;
  return atlas;
}

/** The faces of signs: print of the atlas on sheeting that throws light back to whoever lights it. */
export function signMaterial(frame: FrameUniforms, atlas: DataTexture): NodeMaterial {
  const position = varying(attribute<"vec3">("position", "vec3"));
  const normal = normalize(varying(attribute<"vec4">("facing", "vec4")).xyz);
  const place = varying(attribute<"vec2">("place", "vec2"));
  const ink = varying(attribute<"vec4">("ink", "vec4"));
  const paper = varying(attribute<"vec4">("paper", "vec4"));
  const who = attribute<"vec2">("who", "vec2");
  const texel = texture(atlas, place).bias(float(-0.5));
  const shown = mix(mix(paper.xyz, ink.xyz, texel.x), texel.xyz, paper.w);
  const albedo = pow(shown, vec3(2.2)).mul(0.82);
  const lit = matte(frame, albedo, normal, float(1), float(1), 0, { position });
  return surfaceMaterial("signs", frame, {
    position,
    previousPosition: position,
    normal,
    // By night they throw back the light of who looks at them.
    radiance: lit.add(albedo.mul(nightOf(frame)).mul(0.35)),
    albedo,
    classId: varying(who.y.add(0.5).toUint()),
    entity: varying(who.x.add(0.5).toUint()),
  }, FrontSide);
}
