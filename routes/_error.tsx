import { HttpError } from "fresh";
import { define } from "./_define.ts";

export default define.page(({ error, url }) => {
  const missing = error instanceof HttpError && error.status === 404;
  return (
    <main class="lone">
      <h1>{missing ? "Nothing is here" : "Something broke"}</h1>
      <p>
        {missing
          ? `There is no page at ${url.pathname}.`
          : "The server could not answer; its terminal says why."}
      </p>
      <p>
        <a href="/">To the running session</a>
      </p>
    </main>
  );
});
