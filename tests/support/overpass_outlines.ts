/**
 * The outlines that signs are lettered with, taken from the font: Overpass Bold, SIL Open Font License 1.1.
 * `deno run -A tests/support/overpass_outlines.ts` writes them to where `sim` reads them.
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import overpass from "@fontsource/overpass/package.json" with { type: "json" };
import opentype from "opentype.js";

const FONT = "@fontsource/overpass/files/overpass-latin-700-normal.woff";

/** Where the outlines stand. */
export const OUTLINES_FILE = fileURLToPath(
  new URL("../../sim/streets/signs/glyph_outlines.ts", import.meta.url),
);

/** What is used of the parser, which brings no types. */
interface Font {
  readonly unitsPerEm: number;
  charToGlyph(character: string): {
    readonly advanceWidth: number;
    readonly path: { readonly commands: readonly Command[] };
  };
}

type Command =
  | { readonly type: "M" | "L"; readonly x: number; readonly y: number }
  | {
    readonly type: "Q";
    readonly x1: number;
    readonly y1: number;
    readonly x: number;
    readonly y: number;
  }
  | { readonly type: "Z" };

/** The text of `glyph_outlines.ts`: printable ASCII, in thousandths of an em. */
export async function overpassOutlines(): Promise<string> {
  const file = await readFile(fileURLToPath(import.meta.resolve(FONT)));
  const { parse } = opentype as { parse(buffer: ArrayBuffer): Font };
  const font = parse(new Uint8Array(file).buffer);
  const scaled = (value: number) => Math.round(1000 * value / font.unitsPerEm);
  const lines: string[] = [];
  for (let code = 32; code < 127; code++) {
    const character = String.fromCharCode(code);
    const { advanceWidth, path } = font.charToGlyph(character);
    let last = "";
    const outline = path.commands.map((command) => {
      if (command.type === "Z") return "Z";
      const end = `${scaled(command.x)} ${scaled(command.y)}`;
      const stays = command.type === "L" && end === last;
      last = end;
      if (stays) return "";
      return command.type === "Q"
        ? `Q${scaled(command.x1)} ${scaled(command.y1)} ${end}`
        : command.type + end;
    }).join("");
    lines.push(`  ${JSON.stringify(character)}: [${scaled(advanceWidth)}, "${outline}"],`);
  }
  return `${HEAD}${lines.join("\n")}\n};\n`;
}

const HEAD = `/**
 * Outlines of printable ASCII, from Overpass Bold (Copyright 2021 The Overpass Project Authors; package
 * ${overpass.version} of fontsource), under the SIL Open Font License 1.1: see OFL.txt. Written by \`tests/support/overpass_outlines.ts\`.
 *
 * Of each character its advance, and its outline as SVG path data (M, L, Q, Z): thousandths of an em,
 * y upwards, baseline at 0.
 */
// deno-fmt-ignore
export const GLYPH_OUTLINES: Readonly<Record<string, readonly [advance: number, outline: string]>> = {
`;

if (import.meta.main) await writeFile(OUTLINES_FILE, await overpassOutlines());
