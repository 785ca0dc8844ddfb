import { type DataTexture, FrontSide, type NodeMaterial } from "three/webgpu";
import { FACADES, GROUND_FLOORS } from "../../streets/streets.ts";
import { type FrameUniforms } from "../frame_uniforms.ts";
import { detailAt, matte, rgb, skyGradient } from "../shading.ts";
import { classId, surfaceMaterial } from "../surface.ts";
import {
  attribute,
  clamp,
  dot,
  type Float,
  float,
  Fn,
  max,
  min,
  mix,
  normalize,
  pow,
  select,
  smoothstep,
  uint,
  varying,
  vec2,
  vec3,
} from "../tsl.ts";
import { nightOf } from "./night.ts";
import { type Layout } from "./picked_mesh.ts";

/** Walls of buildings. */
export const FACADE_LAYOUT = {
  position: [3, "float"],
  facing: [4, "snorm8"],
  /** Square roots of the albedo of walls, and the pattern's number. */
  tint: [4, "unorm8"],
  /** Square roots of the albedo of shop fronts and doors. */
  accent: [4, "unorm8"],
  /** Metres along the wall and above the ground, width of a bay, height of a storey. */
  place: [4, "float"],
  /** Entity id, facade, ground floor, storeys. */
  kind: [4, "float"],
} as const satisfies Layout;

/** Walls with their windows, doors and shop fronts, drawn by where on the wall a pixel lies. */
export function facadeMaterial(frame: FrameUniforms, detail: DataTexture): NodeMaterial {
  const position = varying(attribute<"vec3">("position", "vec3"));
  const normal = normalize(varying(attribute<"vec4">("facing", "vec4")).xyz);
  const tint = varying(attribute<"vec4">("tint", "vec4"));
  const accentRoot = varying(attribute<"vec4">("accent", "vec4"));
  const place = varying(attribute<"vec4">("place", "vec4"));
  const kind = varying(attribute<"vec4">("kind", "vec4"));

  const wallOf = () => {
    const [u, v, bay, storey] = [place.x, place.y, place.z, place.w];
    const isFacade = (name: typeof FACADES[number]) => equals(kind.y, FACADES.indexOf(name));
    const isGround = (name: typeof GROUND_FLOORS[number]) =>
      equals(kind.z, GROUND_FLOORS.indexOf(name));
    // Size of a pixel on the wall: edges are a pixel wide, patterns fade where they are finer.
    const across = max(u.fwidth(), 1e-4).toVar();
    const along = max(v.fwidth(), 1e-4).toVar();
    const broad = detailAt(detail, vec2(u.add(tint.w.mul(37)), v).div(6.5)).toVar();
    const fine = detailAt(detail, vec2(u, v).div(1.3)).toVar();

    const column = u.div(bay).floor().toVar();
    const floor = v.div(storey).floor().toVar();
    const x = u.sub(column.add(0.5).mul(bay)).toVar();
    const y = v.sub(floor.mul(storey)).toVar();
    const chance = hash(column, floor, tint.w).toVar();
    const onGround = select(floor.lessThan(0.5), float(1), float(0)).toVar();
    const inside = select(v.lessThan(0).or(floor.greaterThan(kind.w.sub(0.5))), float(0), float(1));

    // A window of each bay of each storey; of glass fronts nearly all of it.
    const glassy = isFacade("glass").toVar();
    const halfWindow = mix(
      min(float(0.56).add(tint.w.mul(0.3)), bay.mul(0.36)),
      bay.div(2).sub(0.05),
      glassy,
    );
    const sill = mix(float(0.9), float(0.35), glassy);
    const lintel = mix(storey.sub(0.45), storey.sub(0.12), glassy);
    const shop = onGround.mul(isGround("shop")).toVar();
    const gates = onGround.mul(isGround("gates")).toVar();
    const house = onGround.mul(isGround("house")).toVar();
    const shopDoor = shop.mul(equals(column.mod(3), 1)).toVar();
    const doorBay = tint.w.mul(2.99).floor();
    const door = house.mul(equals(column.mod(4), doorBay)).toVar();
    const halfShop = bay.div(2).sub(mix(float(0.12), bay.div(2).sub(0.55), shopDoor));
    const gateBay = equals(column.mod(3), 1).mul(gates).toVar();
    const half = mix(
      mix(halfWindow, halfShop, shop),
      mix(float(0.5), min(bay.mul(0.42), 2), gates),
      max(door, gateBay),
    ).toVar();
    const low = mix(
      mix(sill, mix(float(0.5), float(0.02), shopDoor), shop),
      float(0),
      max(door, gateBay),
    );
    const high = mix(
      mix(lintel, float(2.35), shop),
      mix(float(2.15), storey.mul(0.78), gates),
      max(door, gateBay),
    );
    // Sheds have no windows beside their gates but a few high ones.
    const open = inside.mul(
      mix(float(1), gateBay, gates).mul(
        float(1).sub(isGround("blank").mul(float(1).sub(step(0.72, chance)))),
      ),
    ).toVar();
    const within = (margin: Float) =>
      ramp(half.sub(margin).sub(x.abs()), across)
        .mul(ramp(y.sub(low).sub(margin), along))
        .mul(ramp(high.sub(margin).sub(y), along));
    const hole = within(float(0)).mul(open).toVar();
    const pane = within(float(0.065)).mul(open);
    const leaf = max(door, gateBay).toVar();
    const upright = mix(float(1), ramp(x.abs().sub(0.03), across), float(1).sub(shop));
    const transom = mix(
      float(1),
      ramp(y.sub(mix(low, high, 0.68)).abs().sub(0.025), along),
      float(1).sub(glassy).mul(float(1).sub(shop)),
    );
    const glass = pane.mul(upright).mul(transom).mul(float(1).sub(leaf)).toVar();

    // What the wall itself is made of.
    const base = tint.xyz.mul(tint.xyz).toVar();
    const accent = accentRoot.xyz.mul(accentRoot.xyz).toVar();
    const course = v.div(0.085).floor();
    const brickJoint = max(
      ramp(v.div(0.085).fract().sub(0.5).abs().sub(0.36), along.div(0.085)),
      ramp(
        u.div(0.25).add(course.mul(0.5)).fract().sub(0.5).abs().sub(0.45),
        across.div(0.25),
      ),
    );
    const brickTone = hash(u.div(0.25).add(course.mul(0.5)).floor(), course, float(0.3));
    const brickFade = smoothstep(0.09, 0.02, along).mul(isFacade("brick"));
    const boards = ramp(v.div(0.19).fract().sub(0.12), along.div(0.19)).mul(0.45).add(0.55);
    const boardFade = smoothstep(0.16, 0.04, along).mul(isFacade("timber"));
    const ribs = u.div(0.28).fract().sub(0.5).abs().mul(0.8).add(0.62);
    const ribFade = smoothstep(0.2, 0.06, across).mul(isFacade("sheet"));
    const seams = ramp(
      min(bay.div(2).sub(x.abs()), min(y, storey.sub(y))).sub(0.015),
      max(across, along),
    ).mul(0.25).add(0.75);
    const seamFade = smoothstep(0.1, 0.03, along).mul(isFacade("concrete"));
    const stain = broad.x.mul(0.3).add(0.84).mul(fine.y.mul(0.14).add(0.93));
    const wall = base.mul(stain)
      .mul(mix(float(1), mix(brickTone.mul(0.4).add(0.8), float(1.5), brickJoint), brickFade))
      .mul(mix(float(1), boards, boardFade))
      .mul(mix(float(1), ribs, ribFade))
      .mul(mix(float(1), seams, seamFade)).toVar();
    // A plinth, a band over shops, a cornice under the roof.
    const plinth = ramp(float(0.35).sub(v), along).mul(float(1).sub(isFacade("glass")));
    const fascia = shop.mul(ramp(y.sub(2.42), along)).mul(ramp(float(3).sub(y), along));
    const top = storey.mul(kind.w);
    const cornice = ramp(v.sub(top.sub(0.22)), along);
    const trim = isFacade("plaster").add(isFacade("brick")).mul(0.75);
    const dressed = mix(
      mix(mix(wall, rgb(0.2, 0.19, 0.18), plinth.mul(0.75)), accent, max(fascia, shop.mul(0.85))),
      rgb(0.5, 0.48, 0.44),
      cornice.mul(trim),
    );
    // Frames are white or dark; doors and gates have boards of their own colour.
    const light = step(0.35, tint.w.mul(7.3).fract());
    const frameTone = mix(
      rgb(0.07, 0.075, 0.08),
      rgb(0.62, 0.61, 0.58),
      light.mul(float(1).sub(glassy)),
    );
    const planks = ramp(x.div(0.16).fract().sub(0.1), across.div(0.16)).mul(0.3).add(0.7);
    const leafTone = mix(accent, base.mul(0.55), gates).mul(planks);
    const filled = mix(frameTone, leafTone, leaf.mul(pane));
    const surround = within(float(-0.13)).mul(open).mul(float(1).sub(hole))
      .mul(trim).mul(float(1).sub(shop));
    const albedo = mix(mix(dressed, rgb(0.47, 0.45, 0.41), surround), filled, hole);

    // Glass is dark; some has curtains, and a shadow falls on it from above.
    const curtain = step(0.62, chance).mul(float(1).sub(shop)).mul(float(1).sub(glassy))
      .mul(
        ramp(x.abs().sub(half.mul(mix(float(0.25), float(0.6), chance.mul(9).fract()))), across),
      );
    const goods = fine.x.mul(broad.y).mul(shop).mul(smoothstep(1.7, 0.6, y)).mul(0.5);
    const dark = rgb(0.024, 0.028, 0.032).add(rgb(0.42, 0.4, 0.36).mul(curtain.mul(0.6)))
      .add(accent.add(rgb(0.25, 0.2, 0.14)).mul(goods));
    const shade = smoothstep(high, high.sub(0.35), y).mul(0.6).add(0.4);
    const room = dark.mul(mix(shade, float(1), glassy));
    return {
      albedo: mix(albedo, room, glass).toVar(),
      glass,
      hole,
      // Rooms are lit by chance, shops always.
      lit: glass.mul(max(step(0.56, hash(column.add(3), floor, tint.w.add(0.37))), shop))
        .mul(mix(float(1), float(0.5), curtain)).toVar(),
      warmth: chance,
      foot: smoothstep(-0.2, 1.3, v).mul(0.35).add(0.65).toVar(),
    };
  };

  const albedo = Fn(() => wallOf().albedo)();
  const radiance = Fn(() => {
    const { albedo, glass, lit, warmth, foot } = wallOf();
    const body = matte(frame, albedo, normal, float(1), foot, 0, { position });
    const ray = normalize(position.sub(frame.eye));
    const mirrored = normalize(ray.sub(normal.mul(dot(ray, normal).mul(2)))).toVar();
    const sky = skyGradient(frame, normalize(vec3(mirrored.xy, max(mirrored.z, 0.02))));
    // Below the horizon a pane shows the street and the houses over the way.
    const street = frame.ambientGround.mul(0.55);
    const skyline = smoothstep(
      0.02,
      0.16,
      mirrored.z.sub(hash(position.x.mul(0.3).floor(), float(1), float(0.2)).mul(0.03)),
    );
    const grazing = pow(clamp(dot(ray, normal).add(1), 0, 1), 5);
    const mirror = glass.mul(grazing.mul(0.75).add(0.2));
    const lamp = mix(rgb(1, 0.72, 0.38), rgb(0.95, 0.92, 0.8), warmth);
    const burning = lamp.mul(lit).mul(nightOf(frame)).mul(0.45);
    return mix(body, mix(street, sky, skyline), mirror).add(burning);
  })();
  return surfaceMaterial("facades", frame, {
    position,
    previousPosition: position,
    normal,
    radiance,
    albedo,
    classId: uint(classId("building")),
    entity: varying(attribute<"vec4">("kind", "vec4").x.add(0.5).toUint()),
  }, FrontSide);
}

/** 1 where `distance` is inside, 0 outside, over one pixel between. */
function ramp(distance: Float, pixel: Float): Float {
  return clamp(distance.div(pixel).add(0.5), 0, 1);
}

function equals(value: Float, wanted: Float | number): Float {
  return select(value.sub(wanted).abs().lessThan(0.5), float(1), float(0));
}

/** 1 where `value` is at least `edge`. */
function step(edge: number, value: Float): Float {
  return select(value.lessThan(edge), float(0), float(1));
}

/** A number in `0..1` for each cell of a grid: the fractions of products scatter. */
function hash(column: Float, row: Float, salt: Float): Float {
  const a = column.mul(0.1031).add(salt.mul(1.73)).fract();
  const b = row.mul(0.1447).add(salt.mul(0.91)).fract();
  const mixed = a.mul(a.add(33.33)).add(b.mul(b.add(27.17))).add(a.mul(b).mul(19.19));
  return mixed.mul(43.758).fract();
}
