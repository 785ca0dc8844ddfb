import { App, HttpError, staticFiles } from "fresh";
import { Builder } from "fresh/dev";

interface State {
  trace: string[];
}

/** The sample application that both hosts must run alike, as one function. */
export async function sampleHandler(): Promise<(req: Request) => Promise<Response>> {
  const app = new App<State>();
  app.use(staticFiles());
  app.use(async (ctx) => {
    ctx.state.trace = ["outer"];
    const answer = await ctx.next();
    answer.headers.set("x-trace", ctx.state.trace.join(" "));
    return answer;
  });
  app.get("/plain/:name", (ctx) => new Response(`${ctx.params.name} at ${ctx.url.pathname}`));
  app.post("/plain/:name", async (ctx) => Response.json({ got: await ctx.req.json() }));
  app.get("/teapot", () => {
    throw new HttpError(418, "short and stout");
  });
  app.fsRoutes();
  const builder = new Builder<State>({
    root: import.meta.dirname!,
    ignore: [/sample\/(app|define)\.ts$/],
  });
  const apply = await builder.build({ snapshot: "memory" });
  apply(app);
  const handler = app.handler();
  return (req) => handler(req);
}
