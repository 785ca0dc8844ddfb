import { models, type StepRecord } from "../../models/mod.ts";
import { requestDevice } from "../../vision/mod.ts";
import { startProgress } from "../progress.ts";
import { adapterLine, type CommandContext } from "./context.ts";

/** Steps over which the printed loss is averaged. */
const LOSS_WINDOW = 20;

/** `farsight train`: runs a model's recipe; checkpoints, weights and a log go to a folder. */
export async function train(
  options: { model: string; steps?: number; seed: number; out?: string; resume?: string },
  { version, files, say }: CommandContext,
): Promise<void> {
  const entry = models.find((model) => model.name === options.model)!;
  const folder = options.out ?? options.resume ?? `runs/${options.model}`;
  const resume = options.resume
    ? await files.read(`${options.resume}/checkpoint.safetensors`)
    : undefined;
  const device = await requestDevice();
  say(adapterLine(device.adapter.name, device.adapter.software));
  const model = await entry.load();

  let stopped = false;
  const stop = () => stopped = true;
  Deno.addSignalListener("SIGINT", stop);
  const records: StepRecord[] = [];
  const started = performance.now();
  let progress: ReturnType<typeof startProgress> | null = null;
  const onStep = (record: StepRecord) => {
    records.push(record);
    progress ??= startProgress(`train ${options.model}`, record.steps, record.step);
    const recent = records.slice(-LOSS_WINDOW);
    const loss = recent.reduce((sum, { loss }) => sum + loss, 0) / recent.length;
    const rate = record.frames / ((performance.now() - started) / 1000);
    progress.update(record.step, `loss ${loss.toFixed(4)}  ${rate.toFixed(1)} frames/s`);
  };
  const writeLog = () =>
    files.write(
      `${folder}/log.jsonl`,
      records.map((record) => `${JSON.stringify(record)}\n`).join(""),
    );
  try {
    const result = await model.train({
      device,
      steps: options.steps,
      seed: options.seed,
      resume,
      save: async (checkpoint) => {
        await files.write(`${folder}/checkpoint.safetensors`, checkpoint);
        await writeLog();
      },
      onStep,
      stopped: () => stopped,
    });
    (progress as ReturnType<typeof startProgress> | null)?.stop();
    await files.write(`${folder}/weights.safetensors`, result.weights);
    await files.write(
      `${folder}/run.json`,
      `${
        JSON.stringify(
          {
            command:
              `deno task train ${options.model} --seed ${result.seed} --steps ${result.steps}`,
            version,
            seed: result.seed,
            steps: result.steps,
            adapter: device.adapter.name,
            wallSeconds: Math.round((performance.now() - started) / 1000),
            lastLoss: records.at(-1)?.loss ?? null,
          },
          null,
          2,
        )
      }\n`,
    );
    say(`Wrote ${folder}/weights.safetensors after ${result.steps} steps.`);
  } finally {
    (progress as ReturnType<typeof startProgress> | null)?.stop();
    Deno.removeSignalListener("SIGINT", stop);
  }
}
