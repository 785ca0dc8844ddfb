import { HttpError, page } from "fresh";
import { define } from "../../define.ts";

export const handler = define.handlers({
  GET(ctx) {
    if (ctx.params.id === "none") throw new HttpError(404);
    if (ctx.params.id === "broken") throw new Error("secret detail");
    const twice = ctx.url.searchParams.get("twice") === "yes";
    return page({ id: ctx.params.id ?? "", twice }, { status: 203, headers: { "x-run": "1" } });
  },
  async POST(ctx) {
    return Response.json({ id: ctx.params.id, got: await ctx.req.json() });
  },
});

export default define.page<typeof handler>(({ data }) => (
  <p>
    run {data.id} {data.twice ? "twice" : "once"}
  </p>
));
