import { Vector4 } from "three/webgpu";
import { type GroundTable, SPLAT_CHANNELS } from "../biomes/biome.ts";
import { type GroundLook, type SlowGrain } from "../biomes/ground_look.ts";
import { labelNamed } from "../labels.ts";
import { renderGroup, uniform, uniformArray, type Vec4 } from "./tsl.ts";

/** The base, then the channels of the splat image. */
const SLOTS = ["base", ...SPLAT_CHANNELS] as const;
/** The base of the ground, or a channel of the splat image. */
export type GroundSlot = typeof SLOTS[number];

/** Rows of a look in the uniform array, four numbers each. */
const ROWS = [
  "dark",
  "light",
  "accent",
  "speck",
  "toneGrain",
  "accentGrain",
  "fine",
  "small",
  "ranges",
  "cuts",
  "form",
  "shine",
] as const;
/** A row of a look. */
export type LookRow = typeof ROWS[number];

/** Labels and looks of the ground classes of the landscape that is drawn. */
export class GroundUniforms {
  readonly #rows = SLOTS.flatMap(() => ROWS.map(() => new Vector4()));
  readonly #array = uniformArray<"vec4">(this.#rows, "vec4").setGroup(renderGroup);
  readonly #labels = SLOTS.map(() => uniform(0, "uint").setGroup(renderGroup));
  #shown: GroundTable | null = null;

  /** The label id of a slot. */
  label(slot: GroundSlot) {
    return this.#labels[SLOTS.indexOf(slot)]!;
  }

  /** A row of a slot's look. */
  row(slot: GroundSlot, row: LookRow): Vec4 {
    return this.#array.element(SLOTS.indexOf(slot) * ROWS.length + ROWS.indexOf(row));
  }

  /** Makes this the table that is drawn. */
  show(table: GroundTable): void {
    if (table === this.#shown) return;
    this.#shown = table;
    SLOTS.forEach((slot, index) => {
      const { label, look } = table[slot];
      this.#labels[index]!.value = labelNamed(label).id;
      lookRows(look).forEach((row, k) => this.#rows[index * ROWS.length + k]!.set(...row));
    });
  }
}

type Row = readonly [number, number, number, number];

/** A look as the rows of `ROWS`. */
export function lookRows(look: GroundLook): readonly Row[] {
  const { dark, light, tone, accent, grain, specks } = look;
  return [
    [...dark, tone.from],
    [...light, tone.to],
    [...(accent?.colour ?? [0, 0, 0]), accent?.amount ?? 0],
    [...(specks?.colour ?? [0, 0, 0]), specks?.scattered ? 1 : 0],
    slow(tone),
    slow(accent ?? {}),
    [grain.middle ?? 0, grain.fine ?? 0, grain.grit ?? 0, grain.billow ?? 0],
    [grain.pebbles ?? 0, grain.gravel ?? 0, grain.leaves ?? 0, grain.blades ?? 0],
    [accent?.from ?? 0, accent?.to ?? 1, specks?.from ?? 2, specks?.to ?? 3],
    [grain.base, look.cracks ?? 0, look.mosaic ?? 0, tone.soft ? 1 : 0],
    [look.bumps ?? 0.35, look.ripples ?? 0, look.crust ?? 0, look.sparkle ?? 0],
    [look.shine ?? 0, tone.leaves ?? 0, accent?.leaves ?? 0, 0],
  ];
}

function slow({ broad = 0, broadGrain = 0, middle = 0, middleGrain = 0 }: SlowGrain): Row {
  return [broad, broadGrain, middle, middleGrain];
}
