import { define } from "../_define.ts";
import { isOwnOrigin } from "../_guard.ts";
import { watch } from "../_watch.ts";

/** The session's WebSocket: hello and frames out, commands in (`agents/session/protocol.ts`). */
export const handler = define.handlers({
  GET(ctx) {
    if (ctx.req.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return new Response("This address speaks WebSocket\n", {
        status: 426,
        headers: { upgrade: "websocket", connection: "upgrade" },
      });
    }
    if (!isOwnOrigin(ctx.req.headers.get("origin"), ctx.url)) {
      return new Response("Another site's page may not watch this session\n", { status: 403 });
    }
    let upgraded: { socket: WebSocket; response: Response };
    try {
      upgraded = ctx.upgrade();
    } catch {
      return new Response("Cannot open a WebSocket: its handshake is broken\n", { status: 400 });
    }
    watch(upgraded.socket, ctx.state);
    return upgraded.response;
  },
});
