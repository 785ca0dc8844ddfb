import { type Vec3 } from "../../pose.ts";

/** How a surface of the streets answers light. */
export type Gloss =
  | "matt"
  | "metal"
  | "glass"
  | "lamp"
  | "tiles"
  | "leaves"
  | "reflector"
  | "planks";

/** What a surface of the streets is made of. */
export interface Matter {
  /** Linear RGB albedo. */
  readonly colour: Vec3;
  readonly gloss: Gloss;
}

/** Numbers of the ways in vertex data. */
export const GLOSSES: readonly Gloss[] = [
  "matt",
  "metal",
  "glass",
  "lamp",
  "tiles",
  "leaves",
  "reflector",
  "planks",
];

/** Everything that street furniture is made of; the `part` of a vertex is an index. */
export const MATTERS = [
  { name: "steel", colour: [0.36, 0.38, 0.4], gloss: "metal" },
  { name: "dark", colour: [0.035, 0.038, 0.042], gloss: "metal" },
  { name: "green_iron", colour: [0.02, 0.07, 0.045], gloss: "metal" },
  { name: "wood", colour: [0.24, 0.135, 0.06], gloss: "matt" },
  { name: "planks", colour: [0.25, 0.15, 0.075], gloss: "planks" },
  { name: "white", colour: [0.74, 0.74, 0.72], gloss: "matt" },
  { name: "black", colour: [0.02, 0.02, 0.02], gloss: "matt" },
  { name: "red", colour: [0.55, 0.025, 0.02], gloss: "metal" },
  { name: "yellow", colour: [0.75, 0.48, 0.02], gloss: "metal" },
  { name: "concrete", colour: [0.36, 0.35, 0.33], gloss: "matt" },
  { name: "soil", colour: [0.06, 0.04, 0.025], gloss: "matt" },
  { name: "leaves", colour: [0.045, 0.085, 0.022], gloss: "leaves" },
  { name: "glass", colour: [0.05, 0.07, 0.08], gloss: "glass" },
  { name: "lamp", colour: [0.72, 0.72, 0.68], gloss: "lamp" },
  { name: "reflector", colour: [0.8, 0.3, 0.04], gloss: "reflector" },
  { name: "back", colour: [0.3, 0.31, 0.32], gloss: "matt" },
] as const satisfies readonly (Matter & { readonly name: string })[];

/** The number of a material. */
export function matter(name: typeof MATTERS[number]["name"]): number {
  return MATTERS.findIndex((row) => row.name === name);
}
