/** The part of the host that islands may import: nothing here needs a server. */
export { HttpError } from "./error.ts";

/** Whether this code runs in a browser: false while the server renders the page. */
export const IS_BROWSER: boolean = typeof document !== "undefined";
