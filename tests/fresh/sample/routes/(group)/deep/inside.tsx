import { define } from "../../../define.ts";

export const handler = define.handlers((ctx) => ctx.render(<b>deep inside</b>, { status: 201 }));
