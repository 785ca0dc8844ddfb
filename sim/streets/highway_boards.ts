import { boardSign } from "./signs/sign.ts";
import { pointOf } from "./site.ts";
import { edgePoint, type StreetBuilder } from "./street_builder.ts";

/** Boards of exits, on masts whose arm reaches over the lanes. */
export function highwayBoards(
  builder: StreetBuilder,
  names: readonly string[],
  routes: readonly string[],
): void {
  let count = 0;
  builder.network.layout.edges.forEach((edge) => {
    if (edge.zone !== "highway" || edge.roadSide !== "left" || edge.road < 0 || edge.length < 90) {
      return;
    }
    for (let s = 45; s < edge.length - 30; s += 150) {
      const at = edgePoint(edge, s, 1.2);
      if (!builder.site.onMap(at.x, at.y) || !builder.site.isFreePost(at.x, at.y, 0.3)) continue;
      const towns = [names[(count * 2) % names.length]!, names[(count * 2 + 1) % names.length]!];
      const board = count % 2 === 0
        ? boardSign("exit", [{ text: "Exit", distance: "300 m" }, {
          arrow: "exit",
          text: towns[0]!,
        }], 0.32)
        : boardSign("exit", [
          { arrow: "ahead", text: towns[0]!, distance: "23" },
          { arrow: "ahead", text: towns[1]!, distance: "54" },
        ], 0.32);
      const height = 7.4;
      const arm = edge.margin + 1.2 + board.width + 0.6;
      const { z } = builder.furnish("mast", at.x, at.y, at.yaw, { size: [1, 1, height + 0.3] });
      const middle = pointOf(at, 0, arm / 2);
      builder.furnish("beam", middle[0], middle[1], at.yaw + Math.PI / 2, {
        size: [arm, 1, 1],
        z: z + height - 0.3,
      });
      const [x, y] = pointOf(at, -0.15, arm - board.width / 2);
      builder.sign(board, x, y, z + height - 0.35, at.yaw + Math.PI);
      const route = boardSign("route", [{ text: routes[count % routes.length]! }], 0.3);
      const [rx, ry] = pointOf(at, -0.15, arm - board.width - route.width / 2 - 0.15);
      builder.sign(route, rx, ry, z + height - 0.35, at.yaw + Math.PI);
      count++;
    }
  });
}
