import { type Part } from "../actors/actor.ts";
import { type Vec3 } from "../pose.ts";
import { type Random } from "../random.ts";
import * as palette from "./palette.ts";
import { linear, pick } from "./palette.ts";
import { type Arms, type Mount } from "./person.ts";
import { type Physique, type Skeleton } from "./skeleton.ts";

/** A part of a body and the joint it hangs from. */
export interface Garment {
  readonly part: Part;
  readonly joint: string;
  /** Rigidly on the bone where not given. */
  readonly mount?: Mount;
}

/** Who is to be dressed. */
export interface Wearer {
  readonly physique: Physique;
  readonly female: boolean;
  readonly skeleton: Skeleton;
  readonly random: Random;
  readonly rain?: boolean;
  readonly hiking?: boolean;
}

/** Lengths that the shapes are made for: legs of a body of 1.75 m, and its head. */
const SHAPE_LEG = 0.491 * 1.75;
const SHAPE_HEAD = 0.13 * 1.75;

interface Outfit {
  readonly skin: Vec3;
  /** Colours that go with the skin. */
  readonly hairs: readonly number[];
  readonly top: Vec3;
  readonly trousers: Vec3;
  readonly shoes: Vec3;
  readonly lower: "trousers" | "shorts" | "skirt" | "coat";
  readonly longSleeves: boolean;
  readonly vest: boolean;
}

/** The parts of a body in clothes, and how it carries its arms with what it holds. */
export function dress(wearer: Wearer): { pieces: Garment[]; arms: Arms } {
  const { random, female, rain = false, hiking = false, physique } = wearer;
  const child = physique.age < 14;
  const draw = random();
  const lower = draw < 0.14 && !hiking
    ? female ? "skirt" : "trousers"
    : draw < (rain ? 0.5 : 0.26)
    ? "coat"
    : draw < (rain ? 0.52 : child || hiking ? 0.6 : 0.4)
    ? "shorts"
    : "trousers";
  const complexion = random();
  const skins = palette.SKINS;
  const skin = Math.floor(complexion * skins.length);
  const outfit: Outfit = {
    skin: pick(skins.slice(skin, skin + 1), random),
    // Fair hair goes with fair skin.
    hairs: palette.HAIRS.slice(0, complexion > 0.55 ? 2 : complexion > 0.35 ? 4 : undefined),
    top: pick(lower === "coat" || rain ? palette.COATS : palette.TOPS, random),
    trousers: pick(palette.TROUSERS, random),
    shoes: pick(palette.SHOES, random),
    lower,
    longSleeves: random() < 0.6 || lower === "coat" || rain,
    vest: random() < 0.05 && lower === "trousers" && !child,
  };
  const pieces = [
    ...trunk(wearer, outfit),
    ...headdress(wearer, outfit),
    ...["left", "right"].flatMap((side) => limbs(wearer, outfit, side)),
  ];
  return { pieces, arms: carry(wearer, pieces) };
}

function piece(shape: string, joint: string, size: Vec3, tint: Vec3, mount?: Mount): Garment {
  return { part: { shape, size, label: "person", tint }, joint, ...(mount && { mount }) };
}

function scaleOf({ skeleton, physique }: Wearer): {
  length: number;
  girth: number;
  head: number;
} {
  const length = skeleton.measures.leg / SHAPE_LEG;
  return {
    length,
    girth: length * physique.girth,
    head: skeleton.measures.head / SHAPE_HEAD,
  };
}

function trunk(wearer: Wearer, { top, trousers, lower, vest }: Outfit): Garment[] {
  const { physique: { girth, shoulders, hips, age }, female, random } = wearer;
  const { length } = scaleOf(wearer);
  const deep = length * girth;
  const broad = length * Math.sqrt(girth);
  const adult = female && age > 14;
  const chest: Vec3 = [deep, broad * shoulders, length];
  const pelvis: Vec3 = [deep, broad * hips, length];
  // A dress is one with its skirt.
  const skirt = lower === "skirt" ? random() < 0.5 ? top : trousers : top;
  const waist = lower === "skirt" || lower === "coat" ? skirt : trousers;
  return [
    piece("person_hips", "pelvis", pelvis, waist),
    piece(adult ? "person_bust" : "person_chest", "chest", chest, top),
    ...(waist === skirt
      ? [
        piece("person_skirt", "pelvis", pelvis, skirt, "fore"),
        piece("person_skirt", "pelvis", pelvis, skirt, "aft"),
      ]
      : []),
    ...(vest ? [piece("person_vest", "chest", chest, pick(palette.HIGH_VISIBILITY, random))] : []),
  ];
}

function headdress(wearer: Wearer, { skin, hairs }: Outfit): Garment[] {
  const { physique: { age }, female, random, hiking = false } = wearer;
  const { head } = scaleOf(wearer);
  const size: Vec3 = [head, head, head];
  const grey = random() < (age - 42) / 30;
  const hair = pick(grey ? palette.GREY_HAIRS : hairs, random);
  const long = random() < (female ? 0.65 : 0.06);
  const bald = !female && random() < (age - 30) / 120;
  const hat = random();
  const covered = hiking ? 0.5 : 0.16;
  return [
    piece("person_head", "head", size, skin),
    ...(bald ? [] : [piece(long ? "person_hair_long" : "person_hair_short", "head", size, hair)]),
    ...(hat < covered
      ? [
        piece(
          hat < 0.6 * covered ? "person_cap" : "person_beanie",
          "head",
          [1.04 * head, 1.06 * head, head],
          pick(palette.TOPS, random),
        ),
      ]
      : []),
  ];
}

function limbs(wearer: Wearer, outfit: Outfit, side: string): Garment[] {
  const { length, girth } = scaleOf(wearer);
  const { skin, top, trousers, shoes, lower, longSleeves } = outfit;
  const bare = lower === "skirt" || lower === "shorts";
  const thick = Math.sqrt(girth * length);
  const arm: Vec3 = [thick, thick, length];
  const sleeve: Vec3 = longSleeves ? [1.12 * thick, 1.12 * thick, length] : arm;
  const leg: Vec3 = [girth, girth, length];
  const shin: Vec3 = bare ? [0.88 * thick, 0.88 * thick, length] : leg;
  const foot: Vec3 = [length, length, length];
  return [
    piece("person_upper_arm", `${side}_shoulder`, sleeve, top),
    piece("person_forearm", `${side}_elbow`, sleeve, longSleeves ? top : skin),
    piece("person_hand", `${side}_wrist`, [length, length, length], skin),
    piece("person_thigh", `${side}_hip`, leg, lower === "skirt" ? skin : trousers),
    piece("person_shin", `${side}_knee`, shin, bare ? skin : trousers),
    piece("person_shoe", `${side}_ankle`, foot, shoes),
    piece("person_toes", `${side}_toes`, foot, shoes),
  ];
}

/** What it carries is added to the pieces; returns how the arms hold it. */
function carry(wearer: Wearer, pieces: Garment[]): Arms {
  const { random, rain = false, hiking = false, physique: { age, girth } } = wearer;
  const { length } = scaleOf(wearer);
  const size: Vec3 = [length, length, length];
  const tint = pick(palette.BAGS, random);
  const what = random();
  const held = random();
  const rucksack = random() < (hiking ? 0.75 : 0.22);
  if (rucksack) {
    pieces.push(piece("person_rucksack", "chest", [length * girth, length, length], tint));
  }
  if (rain && what < 0.55 && age > 10) {
    pieces.push(
      piece("person_umbrella", "right_wrist", size, pick(palette.TOPS, random), "upright"),
    );
    return [held < 0.3 ? "pocket" : "free", "umbrella"];
  }
  if (hiking || age < 11) return [rucksack && held < 0.3 ? "strap" : "free", "free"];
  if (what < 0.24) {
    const side = held < 0.5 ? "left" : "right";
    pieces.push(piece("person_bag", `${side}_wrist`, size, tint, "upright"));
    return side === "left" ? ["bag", "free"] : ["free", "bag"];
  }
  if (what < 0.38) {
    pieces.push(piece("person_phone", "right_wrist", size, linear(0x101114)));
    return ["free", held < 0.5 ? "call" : "read"];
  }
  if (what < 0.5) return held < 0.5 ? ["pocket", "pocket"] : ["free", "pocket"];
  return [rucksack && held < 0.2 ? "strap" : "free", "free"];
}
