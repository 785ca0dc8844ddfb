import { SPECIES } from "../animals/mod.ts";
import { type ShapeMaker } from "./mod.ts";
import { LEG_SHAPES } from "./quadruped.ts";

/** Pieces of animals: legs that all share, and what each species brings. */
export const ANIMAL_SHAPES: Readonly<Record<string, ShapeMaker>> = Object.assign(
  {},
  LEG_SHAPES,
  ...SPECIES.map(({ shapes }) => shapes),
);
