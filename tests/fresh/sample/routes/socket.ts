import { define } from "../define.ts";

export const handler = define.handlers((ctx) => {
  const { socket, response } = ctx.upgrade();
  socket.onmessage = ({ data }) => socket.send(`echo ${data}`);
  return response;
});
