import { deepEqual, equal, match, ok } from "node:assert/strict";

const MAIN = new URL("../../main.ts", import.meta.url);
const ROOT = new URL("../..", import.meta.url);

/** Starts the command line as its tasks do. */
function start(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--allow-env=XDG_RUNTIME_DIR,DENO_WEBGPU_BACKEND,NO_COLOR,FORCE_COLOR,CLICOLOR_FORCE",
      "--allow-read",
      `--allow-write=${Deno.env.get("TMPDIR") || "/tmp"}`,
      "--allow-net=127.0.0.1",
      MAIN.href,
      ...args,
    ],
    cwd: ROOT,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function run(...args: string[]) {
  const { code, stderr } = await start(...args).output();
  return { code, lines: new TextDecoder().decode(stderr).trimEnd().split("\n") };
}

/** Runs it and expects one line that says what is wrong, and exit code 2. */
async function refuses(args: string, said: RegExp): Promise<void> {
  const { code, lines } = await run(...args.split(" "));
  equal(lines.length, 1, `${args}: ${lines.join("\n")}`);
  match(lines[0]!, said);
  match(lines[0]!, /^error: /);
  equal(code, 2, args);
}

Deno.test("farsight refuses bad input in one line with exit code 2", async () => {
  const cases: [string, RegExp][] = [
    ["sim offraod", /offraod.*Did you mean "offroad"/],
    ["sim --agent gaol_seeker", /gaol_seeker.*Did you mean "goal_seeker"/],
    ["sim town --agent lagr", /Cannot drive town by lagr: .*autopilot/],
    ["sim trail --agent lagr", /Cannot drive trail by lagr: .*goal_seeker/],
    ["sim offroad --no-long-range", /--no-long-range with goal_seeker: .*wanted lagr/],
    [
      "sim lagr_course --agent goal_seeker --no-adapt",
      /--no-adapt with goal_seeker: .*wanted lagr/,
    ],
    ["sim lagr_course --no-adept", /--no-adept.*--no-adapt/],
    ["sim --weather foggy", /foggy.*Did you mean "fog"/],
    ["sim --seed seven", /seven.*integer from 0 to 4294967295/],
    ["sim --seed -1", /-1.*integer from 0/],
    ["sim --seed 4294967296", /4294967296.*integer from 0/],
    ["sim --time 24:00", /24:00.*00:00 to 23:59/],
    ["sim --time noon", /noon.*00:00 to 23:59/],
    ["sim --seconds 0", /'0'.*above 0/],
    ["sim --seconds soon", /soon.*above 0/],
    ["sim --port 70000", /70000.*integer from 1 to 65535/],
    ["sim --sed 3", /--sed.*--seed/],
    ["simm", /simm.*sim/],
    ["train nets", /nets.*terrain_labels/],
    ["eval", /missing.*model/],
    ["eval terrain_labels --weights /tmp/no/such/file", /Cannot read \/tmp\/no\/such\/file/],
    ["eval terrain_labels --count 0", /'0'.*integer from 1/],
    ["train lenet", /Cannot use lenet without data: .*--data DIR/],
    ["train lenet --data /no/such", /Cannot find train-images-idx3-ubyte in \/no\/such/],
    ["eval terrain_labels --data /tmp", /Cannot use --data with terrain_labels/],
    ["train lenet --data /tmp --net lenet6", /lenet6.*Did you mean "lenet5"/],
    ["bench wrold", /wrold.*world/],
    ["bench conv2d --count 2", /--count with conv2d: wanted missions/],
    ["bench missions --count 0", /'0'.*integer from 1/],
  ];
  // Two at a time: a start costs most of a second of one core.
  const queue = cases.values();
  const worker = async () => {
    for (const [args, said] of queue) await refuses(args, said);
  };
  await Promise.all([worker(), worker()]);
});

Deno.test("farsight refuses a report that it could not write before it starts", async () => {
  const folder = await Deno.makeTempDir();
  Deno.writeTextFileSync(`${folder}/file`, "mine");
  await refuses(`sim --headless --report ${folder}/file/r.json`, /Cannot write .*part of the path/);
  await refuses(`eval terrain_labels --report ${folder}`, /Cannot write .*folder/);
  await refuses(`bench world --report /nowhere/r.json`, /Cannot write \/nowhere\/r.json/);
  deepEqual([...Deno.readDirSync(folder)].map(({ name }) => name), ["file"]);
  equal(Deno.readTextFileSync(`${folder}/file`), "mine");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("farsight eval refuses weights that are cut short, naming the file", async () => {
  const folder = await Deno.makeTempDir();
  const shipped = await Deno.readFile(
    new URL("models/terrain_labels/weights.safetensors", ROOT),
  );
  await Deno.writeFile(`${folder}/half.safetensors`, shipped.subarray(0, shipped.length / 2));
  const { code, lines } = await run(
    ...["eval", "terrain_labels", "--weights", `${folder}/half.safetensors`, "--count", "1"],
  );
  equal(code, 2);
  match(lines.at(-1)!, /^error: Cannot use the weights .*half\.safetensors: /);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("farsight sim says which port is taken", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await refuses(
    `sim --port ${listener.addr.port}`,
    new RegExp(`port ${listener.addr.port}: something listens there; choose another --port`),
  );
  listener.close();
});

/** Starts a run, sends `signal` once a line on standard error matches, and gives the end of it. */
async function interrupted(signal: Deno.Signal, seen: RegExp, ...args: string[]) {
  const child = start(...args);
  let text = "";
  let sent = false;
  for await (const part of child.stderr.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (sent || !seen.test(text)) continue;
    sent = true;
    child.kill(signal);
  }
  const { code } = await child.status;
  await child.stdout.cancel();
  ok(sent, text);
  return { code, text };
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`farsight sim ends cleanly at ${signal} and writes its report`, async () => {
    const folder = await Deno.makeTempDir();
    const port = freePort();
    for (const how of [["--headless"], ["--port", `${port}`]]) {
      const report = `${folder}/${how[0]}.json`;
      const seen = how.length === 1 ? /simulated/ : /Farsight is at/;
      const { code, text } = await interrupted(signal, seen, "sim", ...how, "--report", report);
      equal(code, 0, text);
      ok(!/error|\bat /i.test(text.replace("Farsight is at", "")), text);
      const written = JSON.parse(Deno.readTextFileSync(report));
      deepEqual([written.command, written.scenario], ["sim", "offroad"]);
      deepEqual([written.weather, typeof written.hour], ["clear", "number"]);
      equal(written.stateHash.length, 16);
    }
    await Deno.remove(folder, { recursive: true });
  });
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
