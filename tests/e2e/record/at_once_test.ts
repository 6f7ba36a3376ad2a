/** Containers that end at once and are removed then: their lines are kept, or a mark says so. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { eventually, TestRecorder, texts } from "./_recorder.ts";

/** Containers, and how many are started at a time. */
const COUNT = 24;
const AT_A_TIME = 4;

for (const driver of ["json-file", "local"]) {
  engineTest(
    `record run loses no line of what ends at once without a mark (${driver})`,
    // Each engine opens, ends and removes a log in its own order.
    { on: "every" },
    async (c) => {
      await using recorder = new TestRecorder(c);
      recorder.start();
      await recorder.recording();
      const names = Array.from({ length: COUNT }, (_, i) => `${c.prefix}-once${i}`);
      let next = 0;
      const starter = async () => {
        for (let i = next++; i < COUNT; i = next++) {
          const words = ["run", "--rm", "-d", "--network", "none", "--label", c.label];
          words.push("--log-driver", driver, "--name", names[i], c.image, "echo", `line ${i}`);
          const { code, stderr } = await c.docker(words);
          assert.equal(code, 0, stderr);
        }
      };
      await Promise.all(Array.from({ length: AT_A_TIME }, starter));
      let open: string[] = [];
      await eventually(async () => {
        const found = new Map((await recorder.read()).map((r) => [r.name, r]));
        open = names.filter((name, i) => {
          const r = found.get(name);
          return r === undefined || texts(r).join() !== `line ${i}` &&
              !r.marks.some(({ what }) => what.startsWith("gap"));
        });
        return open.length === 0;
      }, () => `of these neither a line nor a mark: ${open.join(" ")}`);
    },
  );
}
