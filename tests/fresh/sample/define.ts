import { createDefine } from "fresh";

export const define = createDefine<{ trace: string[] }>();
