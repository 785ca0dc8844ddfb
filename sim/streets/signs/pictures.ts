import { arc, box, disc, head, regular, stroke } from "./figures.ts";
import { CAPITAL_HEIGHT, type Contour, textOutline, textWidth } from "./outline.ts";
import { type Paint } from "./raster.ts";

/** Colours of signs, sRGB. */
export const PAINT = {
  white: [0.96, 0.96, 0.95],
  black: [0.05, 0.05, 0.06],
  red: [0.8, 0.07, 0.11],
  blue: [0.02, 0.3, 0.63],
  green: [0, 0.42, 0.24],
  yellow: [0.98, 0.78, 0.06],
  grey: [0.62, 0.64, 0.66],
  brown: [0.4, 0.22, 0.1],
} as const satisfies Readonly<Record<string, Paint>>;

/** What is painted one over the other, in coordinates from -1 to 1, y up. */
export type Layers = readonly { readonly paint: Paint; readonly contours: readonly Contour[] }[];

/** Outline of a sign's plate, within -1 to 1. */
export type PlateShape =
  | "disc"
  | "octagon"
  | "triangle_up"
  | "triangle_down"
  | "diamond"
  | "square";

/** A sign that is one picture: its plate, the colour of its edge, what is painted on it. */
export interface Picture {
  readonly plate: PlateShape;
  readonly edge: Paint;
  readonly layers: Layers;
}

/** Corners of a plate, counter-clockwise. */
export function plateOutline(shape: PlateShape): Contour {
  switch (shape) {
    case "disc":
      return regular(0, 0, 1, 14, Math.PI / 14);
    case "octagon":
      return regular(0, 0, 1 / Math.cos(Math.PI / 8), 8, Math.PI / 8);
    case "triangle_up":
      return regular(0, -0.25, 1.15, 3, Math.PI / 2);
    case "triangle_down":
      return regular(0, 0.25, 1.15, 3, -Math.PI / 2);
    case "diamond":
      return [1, 0, 0, 1, -1, 0, 0, -1];
    case "square":
      return box(-1, -1, 1, 1);
  }
}

/** A line of text in the middle of a sign, by the height of its capitals. */
export function centred(text: string, capital: number, y = 0): readonly Contour[] {
  const size = capital / CAPITAL_HEIGHT;
  return textOutline(text, -textWidth(text, size) / 2, y - capital / 2, size);
}

/** A speed limit in km/h: black figures in a red ring. */
export function speedLimit(limit: number): Picture {
  const { white, red, black } = PAINT;
  const text = String(limit);
  return {
    plate: "disc",
    edge: red,
    layers: [
      { paint: white, contours: [disc(0, 0, 0.78)] },
      { paint: black, contours: centred(text, text.length > 2 ? 0.54 : 0.72) },
    ],
  };
}

/** An upright triangle with a red edge around what it warns of. */
function warning(contours: readonly Contour[]): Picture {
  const { white, red, black } = PAINT;
  return {
    plate: "triangle_up",
    edge: red,
    layers: [
      { paint: white, contours: [regular(0, -0.25, 0.8, 3, Math.PI / 2)] },
      { paint: black, contours },
    ],
  };
}

/** A bend to the left of a road that is followed upwards; `side` -1 turns it to the right. */
function bend(side: 1 | -1): readonly Contour[] {
  const line = [0.16, -0.5, 0.16, -0.22, -0.1, 0.02].map((v, i) => i % 2 ? v : side * v);
  const yaw = side > 0 ? Math.PI * 0.76 : Math.PI * 0.24;
  return [stroke(line, 0.16), head(side * -0.22, 0.14, yaw, 0.28, 0.34)];
}

/** Three arrows that follow each other anticlockwise. */
function roundaboutArrows(radius: number, width: number): Contour[] {
  return [0, 1, 2].flatMap((k) => {
    const from = 2 * Math.PI * k / 3 + 0.45;
    const to = from + 1.2;
    const tip = to + 0.5;
    const [x, y] = [radius * Math.cos(tip), radius * Math.sin(tip)];
    return [
      stroke(arc(0, 0, radius, from, to), width),
      head(x, y, (to + tip) / 2 + Math.PI / 2, radius * 0.62, width * 2.6),
    ];
  });
}

/** Somebody who walks to the left. */
function walker(x: number, y: number, size: number): Contour[] {
  const at = (line: readonly number[]) => line.map((v, i) => (i % 2 ? y : x) + size * v);
  return [
    disc(x, y + 0.42 * size, 0.09 * size),
    stroke(at([0.02, 0.3, 0, -0.04]), 0.17 * size),
    stroke(at([0, -0.02, -0.12, -0.24, -0.2, -0.5]), 0.1 * size),
    stroke(at([0.02, -0.02, 0.12, -0.25, 0.24, -0.48]), 0.1 * size),
    stroke(at([0, 0.26, -0.16, 0.1, -0.26, 0.08]), 0.07 * size),
    stroke(at([0.02, 0.26, 0.17, 0.06]), 0.07 * size),
  ];
}

function chevron(side: 1 | -1): Picture {
  const { white, red } = PAINT;
  const turned = (line: readonly number[]) => line.map((v, i) => i % 2 ? v : side * v);
  return {
    plate: "square",
    edge: white,
    layers: [{
      paint: red,
      contours: [turned([0.9, 0.98, 0.1, 0, 0.9, -0.98, 0, -0.98, -0.8, 0, 0, 0.98])],
    }],
  };
}

const SPEEDS = [20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130] as const;

/** Speed limits that there are signs of, km/h. */
export const SIGNED_SPEEDS: readonly number[] = SPEEDS;

/** Signs that are one picture, after the Vienna Convention on Road Signs and Signals. */
export const PICTURES: Readonly<Record<string, Picture>> = {
  ...Object.fromEntries(SPEEDS.map((limit) => [`speed_limit ${limit}`, speedLimit(limit)])),
  stop: {
    plate: "octagon",
    edge: PAINT.white,
    layers: [
      { paint: PAINT.red, contours: [regular(0, 0, 0.93 / Math.cos(Math.PI / 8), 8, Math.PI / 8)] },
      { paint: PAINT.white, contours: centred("STOP", 0.48) },
    ],
  },
  yield: {
    plate: "triangle_down",
    edge: PAINT.red,
    layers: [{ paint: PAINT.white, contours: [regular(0, 0.25, 0.74, 3, -Math.PI / 2)] }],
  },
  priority_road: {
    plate: "diamond",
    edge: PAINT.white,
    layers: [
      { paint: PAINT.black, contours: [regular(0, 0, 0.92, 4)] },
      { paint: PAINT.white, contours: [regular(0, 0, 0.87, 4)] },
      { paint: PAINT.yellow, contours: [regular(0, 0, 0.62, 4)] },
    ],
  },
  no_entry: {
    plate: "disc",
    edge: PAINT.red,
    layers: [{ paint: PAINT.white, contours: [box(-0.68, -0.17, 0.68, 0.17)] }],
  },
  roundabout: {
    plate: "disc",
    edge: PAINT.blue,
    layers: [{ paint: PAINT.white, contours: roundaboutArrows(0.56, 0.2) }],
  },
  keep_right: {
    plate: "disc",
    edge: PAINT.blue,
    layers: [{
      paint: PAINT.white,
      contours: [
        stroke([-0.48, 0.48, 0.18, -0.18], 0.24),
        head(0.56, -0.56, -Math.PI / 4, 0.62, 0.8),
      ],
    }],
  },
  pedestrian_crossing: {
    plate: "square",
    edge: PAINT.blue,
    layers: [
      { paint: PAINT.white, contours: [regular(0, -0.22, 1.06, 3, Math.PI / 2)] },
      {
        paint: PAINT.black,
        contours: [
          ...walker(0, -0.1, 0.78),
          ...[-0.52, -0.26, 0, 0.26, 0.52].map((x) => box(x - 0.07, -0.72, x + 0.07, -0.55)),
        ],
      },
    ],
  },
  parking: {
    plate: "square",
    edge: PAINT.blue,
    layers: [{ paint: PAINT.white, contours: centred("P", 1.3) }],
  },
  bus_stop: {
    plate: "disc",
    edge: PAINT.green,
    layers: [
      { paint: PAINT.yellow, contours: [disc(0, 0, 0.84)] },
      { paint: PAINT.green, contours: centred("H", 0.95) },
    ],
  },
  curve_left: warning(bend(1)),
  curve_right: warning(bend(-1)),
  signals_ahead: {
    ...warning([box(-0.16, -0.62, 0.16, 0.2)]),
    layers: [
      ...warning([box(-0.16, -0.62, 0.16, 0.2)]).layers,
      { paint: PAINT.red, contours: [disc(0, 0.06, 0.11)] },
      { paint: PAINT.yellow, contours: [disc(0, -0.21, 0.11)] },
      { paint: PAINT.green, contours: [disc(0, -0.48, 0.11)] },
    ],
  },
  roundabout_ahead: warning(
    roundaboutArrows(0.26, 0.1).map((contour) => contour.map((v, i) => i % 2 ? v - 0.24 : v)),
  ),
  chevron_left: chevron(1),
  chevron_right: chevron(-1),
};
