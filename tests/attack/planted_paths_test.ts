/**
 * What another user of the machine may have laid where the binary keeps its own things: foreign
 * folders, files, links and FIFOs, which are neither read nor written.
 */
import assert from "node:assert/strict";
import { recordPlace } from "../../core/recorder/places.ts";

const BINARY = new URL("../../dist/dockerctl", import.meta.url).pathname;
const STRANGER = 65_534;
const ENDPOINT = "unix:///nowhere/docker.sock";

/** Runs the binary in a home in which the test has prepared the record's folder. */
async function refused(
  words: readonly string[],
  prepare: (state: string, folder: string) => void | Promise<void>,
): Promise<string> {
  const home = await Deno.makeTempDir();
  const state = `${home}/.local/state/dockerctl`;
  const { dir } = recordPlace(`${state}/record`, ENDPOINT);
  await Deno.mkdir(dir, { recursive: true, mode: 0o700 });
  try {
    await prepare(state, dir);
    const { code, stderr, signal } = await new Deno.Command(BINARY, {
      args: ["-H", ENDPOINT, ...words],
      env: { HOME: home, TMPDIR: home, NO_COLOR: "1" },
      clearEnv: true,
      stdin: "null",
      signal: AbortSignal.timeout(20_000),
    }).output();
    const said = new TextDecoder().decode(stderr);
    assert.equal(signal, null, `it hangs: ${said}`);
    assert.notEqual(code, 0, said);
    return said;
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

const chown = (path: string) =>
  void new Deno.Command("chown", { args: ["-h", String(STRANGER), path] }).outputSync();

const CASES: [string, RegExp, (state: string, folder: string) => void][] = [
  ["a folder of the record", /record folder \S+ belongs to another user/, (_, dir) => chown(dir)],
  ["a link of another user to it", /link of the record folder/, (_, dir) => {
    Deno.renameSync(dir, `${dir}-real`);
    Deno.symlinkSync(`${dir}-real`, dir);
    chown(dir);
  }],
  [
    "a folder that all may write",
    /can be written by others/,
    (_, dir) => Deno.chmodSync(dir, 0o777),
  ],
  [
    "a folder in one that all may write",
    /where everybody may replace it/,
    (state) => Deno.chmodSync(`${state}/record`, 0o777),
  ],
];

for (const [what, says, prepare] of CASES) {
  Deno.test({
    name: `record start takes not ${what}`,
    ignore: Deno.uid() !== 0,
    fn: async () => {
      assert.match(await refused(["record", "start"], prepare), says);
    },
  });
}

Deno.test({
  name: "record start opens no lock file or log that is a FIFO, or another user's link",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    for (const [name, what] of [["recorder.log", "recorder's log"]]) {
      const fifo = await refused(["record", "start"], (_, dir) => {
        new Deno.Command("mkfifo", { args: ["-m", "600", `${dir}/${name}`] }).outputSync();
      });
      assert.match(fifo, new RegExp(`The ${what} \\S+ is no plain file`));
      const link = await refused(["record", "start"], (_, dir) => {
        Deno.writeTextFileSync(`${dir}/victim`, "", { mode: 0o600 });
        Deno.symlinkSync(`${dir}/victim`, `${dir}/${name}`);
        chown(`${dir}/${name}`);
      });
      assert.match(link, new RegExp(`link of the ${what} \\S+ belongs to another user`));
    }
  },
});

Deno.test({
  name: "record ls and inspect read no record of another user, and hang on no FIFO",
  ignore: Deno.uid() !== 0,
  fn: async () => {
    const said = await refused(["record", "ls"], (_, dir) => {
      new Deno.Command("mkfifo", { args: [`${dir}/recorder.lock`] }).outputSync();
      new Deno.Command("mkfifo", { args: [`${dir}/endpoint`] }).outputSync();
      chown(dir);
    });
    assert.match(said, /belongs to another user|Nothing is recorded/);
  },
});

Deno.test({
  name: "a server listens on no unix socket where everybody may replace it",
  fn: async () => {
    const dir = await Deno.makeTempDir();
    try {
      await Deno.chmod(dir, 0o777);
      const said = await refused(["record", "serve", "--listen", `unix:${dir}/s`], () => {});
      assert.match(said, /The socket \S+ lies in a folder where everybody may replace it/);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});
