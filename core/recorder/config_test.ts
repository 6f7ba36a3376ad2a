/** Tests of the recorder's settings. */
import assert from "node:assert/strict";
import { join } from "node:path";
import {
  defaultRecordConfig,
  loadRecordConfig,
  parseBytes,
  parseTime,
  readRecordConfig,
} from "./config.ts";

const env = { HOME: "/h" };

Deno.test("readRecordConfig() takes what is said and defaults for the rest", () => {
  const { config, problems } = readRecordConfig(
    {
      dir: "~/rec",
      include: { names: ["web*"], labels: ["a=b"] },
      exclude: ["tmp-*"],
      logs: {
        format: "json",
        file: "{project}/{name}_{shortid}",
        rotateBytes: "1m",
        keepAge: "7d",
      },
      stats: { every: "1s" },
      totalBytes: 1e9,
    },
    "FILE",
    env,
  );
  assert.deepEqual(problems, []);
  const defaults = defaultRecordConfig(env);
  assert.deepEqual(config, {
    ...defaults,
    dir: "/h/rec",
    include: { names: ["web*"], labels: ["a=b"], projects: [] },
    exclude: ["tmp-*"],
    logs: {
      ...defaults.logs,
      format: "json",
      file: "{project}/{name}_{shortid}",
      rotateBytes: 1024 * 1024,
      keepAge: 7 * 86_400_000,
    },
    stats: { ...defaults.stats, every: 1000 },
    totalBytes: 1e9,
  });
});

Deno.test("readRecordConfig() has one sentence for each problem", () => {
  const { config, problems } = readRecordConfig(
    {
      dir: "rec",
      include: { names: "web" },
      excluded: [],
      logs: { format: "xml", file: "{nam}.log", rotateBytes: "a lot", rotateAge: 5, keepBytes: 12 },
      stats: { every: "0.1s", enabled: "yes" },
      events: 3,
    },
    "FILE",
    env,
  );
  assert.deepEqual(problems, [
    '"record.dir" in FILE must be an absolute path, or begin with ~/',
    '"record.include.names" in FILE must be a list of texts',
    'FILE has no setting "record.excluded"',
    '"record.logs.format" in FILE must be "text" or "json"',
    '"record.logs.file" in FILE has no field {nam}; there are {date} {time} {name} {id} {shortid} {image} {project} {service}',
    '"record.logs.rotateBytes" in FILE must be a number of bytes, such as "16m"',
    '"record.logs.rotateAge" in FILE must be 1000 ms at least',
    '"record.logs.keepBytes" in FILE must be 4096 bytes at least',
    '"record.stats.every" in FILE must be 1000 ms at least',
    '"record.stats.enabled" in FILE must be true or false',
    '"record.events" in FILE must be an object',
  ]);
  assert.deepEqual(config, defaultRecordConfig(env));
});

Deno.test("parseBytes() and parseTime() read what people write", () => {
  assert.deepEqual(["16m", "4 GB", "1.5KiB", "7", "0", "x", "-1", "1q"].map(parseBytes), [
    16 * 2 ** 20,
    4 * 2 ** 30,
    1536,
    7,
    0,
    undefined,
    undefined,
    undefined,
  ]);
  assert.deepEqual(["5s", "1h30m", "500ms", "7d", "5", "s", ""].map(parseTime), [
    5000,
    5_400_000,
    500,
    604_800_000,
    undefined,
    undefined,
    undefined,
  ]);
});

Deno.test("loadRecordConfig() says what is wrong with the file", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const env = { XDG_CONFIG_HOME: dir, HOME: "/h" };
    assert.deepEqual((await loadRecordConfig(env)).problems, []);
    await Deno.mkdir(join(dir, "dockerctl"));
    const file = join(dir, "dockerctl/config.json");
    await Deno.writeTextFile(file, '{"record": {"logs": {"gzip": false}}}');
    assert.equal((await loadRecordConfig(env)).config.logs.gzip, false);
    await Deno.writeTextFile(file, "{");
    assert.match((await loadRecordConfig(env)).problems[0], /config\.json is no JSON/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
