import { HttpError } from "fresh";
import { define } from "../define.ts";

export default define.page(({ error }) => (
  <p>error page: {error instanceof HttpError ? error.status : "fault"}</p>
));
