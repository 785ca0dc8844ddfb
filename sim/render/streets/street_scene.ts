import { type DataTexture } from "three/webgpu";
import { type LabelName } from "../../labels.ts";
import { type Vec3 } from "../../pose.ts";
import { FURNITURE_REACHES, furnitureShape } from "../../shapes/streets/furniture.ts";
import { matter, MATTERS } from "../../shapes/streets/matter.ts";
import { Shape } from "../../shapes/shape.ts";
import { addFace } from "../../shapes/streets/solids.ts";
import { type Sign } from "../../streets/signs/sign.ts";
import { type Furniture, FURNITURE_KINDS, type FurnitureKind } from "../../streets/streets.ts";
import { type Drawable, type DrawContext, type SceneContent } from "../drawable.ts";
import { type Camera } from "../camera.ts";
import { type Frustum } from "../projection.ts";
import { FACADE_LAYOUT, facadeMaterial } from "./facade_material.ts";
import { FITTING_LAYOUT, fittingMaterial, writeFitting } from "./fittings.ts";
import { type PickedContent, PickedMesh, PieceWriter } from "./picked_mesh.ts";
import { createSignTexture, SIGN_LAYOUT, signMaterial, writeSignFace } from "./sign_faces.ts";
import { writeRoof, writeWalls } from "./write_building.ts";

/** What the street furniture is, for labels. */
const LABEL_OF: Readonly<Record<FurnitureKind, LabelName>> = {
  street_lamp: "pole",
  highway_lamp: "pole",
  bollard: "pole",
  bench: "fence",
  litter_bin: "pole",
  bus_shelter: "building",
  hydrant: "pole",
  post_box: "pole",
  wooden_fence: "fence",
  hedge: "bush",
  guard_rail: "guard_rail",
  reflector_post: "pole",
  sign_post: "pole",
  signal_post: "pole",
  signal_head: "traffic_light",
  pedestrian_head: "traffic_light",
  mast: "pole",
  beam: "pole",
  planter: "bush",
};

/** How far behind its face a sign's back lies, metres. */
const PLATE_DEPTH = 0.015;

/** What of a landscape's streets lies on the GPU. */
interface StreetContent {
  readonly facades: PickedContent | null;
  readonly fittings: PickedContent | null;
  readonly signs: PickedContent | null;
}

/** Buildings, street furniture and signs: three meshes, three draws, however many things they hold. */
export class StreetScene implements Drawable<StreetContent> {
  readonly #atlas: DataTexture = createSignTexture();
  readonly #facades: PickedMesh;
  readonly #fittings: PickedMesh;
  readonly #signs: PickedMesh;

  constructor({ frame, detail }: DrawContext) {
    this.#facades = new PickedMesh("facades", FACADE_LAYOUT, facadeMaterial(frame, detail));
    this.#fittings = new PickedMesh("fittings", FITTING_LAYOUT, fittingMaterial(frame, detail));
    this.#signs = new PickedMesh("signs", SIGN_LAYOUT, signMaterial(frame, this.#atlas));
  }

  get meshes() {
    return [this.#facades.mesh, this.#fittings.mesh, this.#signs.mesh];
  }

  get triangles(): number {
    return this.#facades.triangles + this.#fittings.triangles + this.#signs.triangles;
  }

  load({ streets }: SceneContent): StreetContent | null {
    if (!streets) return null;
    const facades = new PieceWriter(FACADE_LAYOUT);
    const fittings = new PieceWriter(FITTING_LAYOUT);
    const signs = new PieceWriter(SIGN_LAYOUT);
    for (const building of streets.buildings) {
      writeWalls(facades, building);
      writeRoof(fittings, building);
    }
    for (const piece of streets.furniture) writeFurniture(fittings, piece);
    for (const sign of streets.signs) {
      writeSignFace(signs, sign);
      writeBack(fittings, sign);
    }
    return { facades: facades.finish(), fittings: fittings.finish(), signs: signs.finish() };
  }

  unload({ facades, fittings, signs }: StreetContent): void {
    for (const content of [facades, fittings, signs]) content?.geometry.dispose();
  }

  select(
    { facades, fittings, signs }: StreetContent,
    frustum: Frustum,
    eye: Vec3,
    camera: Camera,
  ): void {
    this.#facades.select(facades, frustum, eye, camera);
    this.#fittings.select(fittings, frustum, eye, camera);
    this.#signs.select(signs, frustum, eye, camera);
  }

  hide(): void {
    for (const mesh of [this.#facades, this.#fittings, this.#signs]) mesh.hide();
  }

  warm(): void {
    for (const mesh of [this.#facades, this.#fittings, this.#signs]) mesh.warm();
  }

  dispose(): void {
    for (const mesh of [this.#facades, this.#fittings, this.#signs]) mesh.dispose();
    this.#atlas.dispose();
  }
}

const shapes = new Map<FurnitureKind, readonly Shape[]>();

function shapesOf(kind: FurnitureKind): readonly Shape[] {
  if (shapes.size === 0) {
    for (const each of FURNITURE_KINDS) {
      shapes.set(each, ([0, 1, 2] as const).map((level) => furnitureShape(each, level)));
    }
  }
  return shapes.get(kind)!;
}

function writeFurniture(writer: PieceWriter, piece: Furniture): void {
  const { kind, x, y, z, size, id } = piece;
  const levels = shapesOf(kind);
  let bottom = Infinity, top = -Infinity, out = 0;
  const { positions } = levels[0]!;
  for (let i = 0; i < positions.length; i += 3) {
    out = Math.max(out, Math.hypot(positions[i]! * size[0], positions[i + 1]! * size[1]));
    bottom = Math.min(bottom, positions[i + 2]! * size[2]);
    top = Math.max(top, positions[i + 2]! * size[2]);
  }
  const half = (top - bottom) / 2 + Math.abs(piece.slope) * out;
  const middle: Vec3 = [x, y, z + (top + bottom) / 2];
  writer.piece(middle, Math.hypot(out, half), FURNITURE_REACHES[kind], (level) => {
    writeFitting(writer, levels[level]!, piece, id, LABEL_OF[kind], (part) => MATTERS[part]!);
  });
}

/** The grey back of a sign: its outline turned over, a plate's depth behind. */
function writeBack(writer: PieceWriter, sign: Sign): void {
  const { x, y, z, yaw, width, height, face } = sign;
  const shape = new Shape();
  // The outline of a board is that of its whole, not of its tiles.
  const outline = face.length === 1 ? face[0]!.outline : [
    -width / 2,
    -height / 2,
    width / 2,
    -height / 2,
    width / 2,
    height / 2,
    -width / 2,
    height / 2,
  ];
  const corners: Vec3[] = [];
  for (let i = 0; i < outline.length; i += 2) {
    corners.push([-PLATE_DEPTH, outline[i]!, outline[i + 1]!]);
  }
  addFace(shape, corners.toReversed(), [-1, 0, 0], matter("back"));
  const stand = { x, y, z, yaw, size: [1, 1, 1] as const, slope: 0 };
  writer.piece([x, y, z], Math.hypot(width, height) / 2, [160], () => {
    writeFitting(writer, shape, stand, sign.id, sign.label, (part) => MATTERS[part]!);
  });
}
