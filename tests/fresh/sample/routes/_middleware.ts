import { define } from "../define.ts";

export default define.middleware((ctx) => {
  ctx.state.trace.push("inner");
  return ctx.next();
});
