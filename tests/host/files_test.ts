import { deepEqual, equal, rejects } from "node:assert/strict";
import { diskFiles, FileError } from "../../host/files.ts";
import { metricLines, writeReport } from "../../host/report.ts";

/** Runs `test` in a folder of its own that goes afterwards. */
async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "farsight_files_" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs code in another process: only one that may write anywhere may make links. */
async function evaluate(folder: string, code: string): Promise<void> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", code],
    cwd: folder,
    stdin: "null",
  }).output();
  equal(success, true);
}

const namesIn = (folder: string) => [...Deno.readDirSync(folder)].map(({ name }) => name).sort();

Deno.test("diskFiles.write() writes whole files, makes folders and leaves nothing else", async () => {
  await inFolder(async (folder) => {
    await diskFiles.write(`${folder}/a/b/report.json`, "one");
    await diskFiles.write(`${folder}/a/b/report.json`, new Uint8Array([50]));
    equal(Deno.readTextFileSync(`${folder}/a/b/report.json`), "2");
    deepEqual(namesIn(`${folder}/a/b`), ["report.json"]);
    deepEqual(await diskFiles.read(`${folder}/a/b/report.json`), new Uint8Array([50]));
  });
});

Deno.test("diskFiles.write() never shows a reader half a file", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/weights`;
    const size = 1 << 20;
    await diskFiles.write(path, new Uint8Array(size).fill(1));
    let writing = true;
    const writer = (async () => {
      for (let i = 2; i < 12; i++) await diskFiles.write(path, new Uint8Array(size).fill(i));
      writing = false;
    })();
    while (writing) {
      const seen = await Deno.readFile(path);
      equal(seen.length, size);
      equal(seen[0], seen.at(-1));
    }
    await writer;
  });
});

Deno.test("diskFiles.write() fails in one line and leaves what was there", async () => {
  await inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/file`, "mine");
    Deno.mkdirSync(`${folder}/folder`);
    Deno.writeTextFileSync(`${folder}/folder/inside`, "mine too");
    for (const path of [`${folder}/file/below`, `${folder}/folder`, `${folder}/folder/`]) {
      for (
        const attempt of [() => diskFiles.write(path, "x"), () => diskFiles.ensureWritable(path)]
      ) {
        await rejects(attempt, (error: unknown) => {
          return error instanceof FileError && error.message.startsWith(`Cannot write ${path}: `) &&
            !error.message.includes("\n");
        });
      }
    }
    deepEqual(namesIn(folder), ["file", "folder"]);
    deepEqual(namesIn(`${folder}/folder`), ["inside"]);
    equal(Deno.readTextFileSync(`${folder}/file`), "mine");
  });
});

Deno.test("diskFiles.write() refuses what is no ordinary file and leaves it as it is", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await inFolder(async (folder) => {
    await evaluate(
      folder,
      `
      Deno.symlinkSync("/dev/null", "device");
      Deno.symlinkSync("device", "twice");
      Deno.symlinkSync(".", "itself");
      Deno.symlinkSync("none", "nothing");
      new Deno.Command("mkfifo", { args: ["pipe"] }).outputSync();
    `,
    );
    const cases: [string, RegExp][] = [
      ["/dev/null", /: it is no ordinary file$/],
      [`${folder}/device`, /: it is no ordinary file$/],
      // Nobody reads it: whoever opened it would wait for ever.
      [`${folder}/pipe`, /: it is no ordinary file$/],
      [`${folder}/twice`, /: it is no ordinary file$/],
      [`${folder}/itself`, /: it is a folder$/],
      [`${folder}/nothing`, /: no such file or folder$/],
    ];
    const before = namesIn(folder);
    for (const [path, said] of cases) {
      await rejects(diskFiles.ensureWritable(path), said);
      await rejects(diskFiles.write(path, "x"), said);
    }
    deepEqual(namesIn(folder), before);
    equal(Deno.lstatSync("/dev/null").isCharDevice, true);
    equal(Deno.lstatSync(`${folder}/device`).isSymlink, true);
  });
});

Deno.test("diskFiles.write() writes through a link to an ordinary file", {
  ignore: Deno.build.os === "windows",
}, async () => {
  await inFolder(async (folder) => {
    Deno.mkdirSync(`${folder}/far`);
    Deno.writeTextFileSync(`${folder}/far/report.json`, "old");
    await evaluate(folder, `Deno.symlinkSync("far/report.json", "link");`);
    await diskFiles.ensureWritable(`${folder}/link`);
    await diskFiles.write(`${folder}/link`, "new");
    equal(Deno.lstatSync(`${folder}/link`).isSymlink, true);
    equal(Deno.readTextFileSync(`${folder}/far/report.json`), "new");
    deepEqual(namesIn(`${folder}/far`), ["report.json"]);
  });
});

Deno.test("diskFiles.ensureWritable() changes nothing of what is there", async () => {
  await inFolder(async (folder) => {
    Deno.writeTextFileSync(`${folder}/report.json`, "mine");
    await diskFiles.ensureWritable(`${folder}/report.json`);
    await diskFiles.ensureWritable(`${folder}/new.json`);
    deepEqual(namesIn(folder), ["report.json"]);
    equal(Deno.readTextFileSync(`${folder}/report.json`), "mine");
  });
});

Deno.test("diskFiles.read() names the path and the fault", async () => {
  await inFolder(async (folder) => {
    await rejects(diskFiles.read(`${folder}/none`), {
      name: "FileError",
      message: `Cannot read ${folder}/none: no such file or folder`,
    });
    await rejects(diskFiles.read(folder), FileError);
  });
});

Deno.test("writeReport() writes one JSON object", async () => {
  await inFolder(async (folder) => {
    const report = {
      command: "bench",
      adapter: "a",
      softwareAdapter: true,
      version: "1",
      wallSeconds: 2.5,
      metrics: { fps: 3 },
    };
    await writeReport(diskFiles, `${folder}/r.json`, report);
    deepEqual(JSON.parse(Deno.readTextFileSync(`${folder}/r.json`)), report);
  });
});

Deno.test("writeReport() leaves out figures that nobody knows: JSON has no word for them", async () => {
  await inFolder(async (folder) => {
    await writeReport(diskFiles, `${folder}/r.json`, {
      command: "sim",
      adapter: "a",
      softwareAdapter: true,
      version: "1",
      wallSeconds: 2.5,
      metrics: { known: 0, unknown: NaN, endless: Infinity, far: -Infinity },
    });
    deepEqual(JSON.parse(Deno.readTextFileSync(`${folder}/r.json`)).metrics, { known: 0 });
  });
});

Deno.test("metricLines() aligns names and shortens figures", () => {
  deepEqual(metricLines({ a: 3, long: 0.123456 }), ["  a     3", "  long  0.1235"]);
});
