import { STATUS_TEXT } from "./status_text.ts";

/**
 * An error with an HTTP status: a route throws it, the nearest error page (or plain text) answers it.
 *
 * @example
 * ```ts
 * import { HttpError } from "./error.ts";
 * new HttpError(404).message; // "Not Found"
 * ```
 */
export class HttpError extends Error {
  override readonly name = "HttpError";

  /**
   * @param status HTTP status, `400..599`.
   * @param message What a person may read; the status's own words unless given.
   */
  constructor(
    readonly status: number,
    message: string = STATUS_TEXT[status] ?? `HTTP status ${status}`,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
