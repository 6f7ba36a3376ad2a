/** Following a log through restarts of a real engine loses and repeats nothing. */
import assert from "node:assert/strict";
import { createTransport } from "../../../core/transport/create.ts";
import { followLogs } from "../../../core/mod.ts";
import { engineTest } from "../../engine/mod.ts";
import { CuttingProxy } from "./_cutting_proxy.ts";

const LINES = 100_000;

/**
 * Numbers lines, every third on stderr and one in a thousand of 40,000 bytes, and goes on with
 * the next number when it is started again. The trap only sets a word, so that no number is lost
 * or said twice by the script itself.
 */
const SCRIPT = `
stop=0; trap 'stop=1' TERM
i=$(cat /state 2>/dev/null || echo 0)
long=$(head -c 40000 /dev/zero | tr '\\0' x)
while [ $stop = 0 ] && [ $i -lt ${LINES} ]; do
  i=$((i+1))
  if [ $((i%1000)) = 0 ]; then echo "$i $long"
  elif [ $((i%3)) = 0 ]; then echo "$i" >&2
  else echo "$i"; fi
  [ $((i%200)) = 0 ] && usleep 30000
done
echo $i > /state
while [ $stop = 0 ]; do usleep 50000; done
`;

engineTest(
  "followLogs() yields each line once, in order, through restarts and cuts",
  { own: true },
  async ({ own, image, dir, prefix, api }) => {
    const name = `${prefix}-writer`;
    const created = await api("POST", `/containers/create?name=${name}`, {
      Image: image,
      Cmd: ["sh", "-c", SCRIPT],
      HostConfig: {
        NetworkMode: "none",
        RestartPolicy: { Name: "always" },
        LogConfig: { Type: "json-file", Config: {} },
      },
    });
    assert.equal(created.status, 201, `${created.status}`);
    assert.equal((await api("POST", `/containers/${name}/start`)).status, 204);

    await using proxy = new CuttingProxy(`${dir}/cut.sock`, own!.socket);
    const transport = createTransport(`unix://${proxy.path}`);
    const got = { stdout: [] as string[], stderr: [] as string[] };
    const marks: string[] = [];
    const stop = new AbortController();
    const limit = setTimeout(() => stop.abort(new Error("took too long")), 280_000);
    const events: [number, string][] = [];
    for (let i = 1; i <= 10; i++) events.push([i * 8_500, "cut"]);
    events.push([20_000, "engine"], [45_000, "container"], [70_000, "engine"]);
    events.sort((a, b) => a[0] - b[0]);
    let trouble: Promise<unknown> = Promise.resolve();
    let total = 0;
    const decoder = new TextDecoder();
    for await (const item of followLogs(transport, name, { signal: stop.signal })) {
      if (item.type !== "line") {
        marks.push(item.type);
        continue;
      }
      assert.ok(item.complete, "every line comes to its end");
      got[item.stream].push(decoder.decode(item.data));
      total++;
      while (events.length > 0 && total >= events[0][0]) {
        const [, what] = events.shift()!;
        if (what === "cut") proxy.cut();
        else {
          trouble = trouble.then(async () => {
            if (what === "engine") await own!.restart();
            else await api("POST", `/containers/${name}/restart`);
          });
          trouble.catch(() => {});
        }
      }
      if (total === LINES) break;
    }
    clearTimeout(limit);
    await trouble;

    const long = "x".repeat(40_000);
    const want = { stdout: [] as string[], stderr: [] as string[] };
    for (let i = 1; i <= LINES; i++) {
      if (i % 1000 === 0) want.stdout.push(`${i} ${long}`);
      else want[i % 3 === 0 ? "stderr" : "stdout"].push(`${i}`);
    }
    for (const stream of ["stdout", "stderr"] as const) {
      const wrong = want[stream].findIndex((line, i) => got[stream][i] !== line);
      assert.equal(
        wrong,
        -1,
        `${stream}: "${got[stream][wrong]?.slice(0, 20)}" instead of "${
          want[stream][wrong]?.slice(0, 20)
        }"; marks: ${marks}`,
      );
      assert.equal(got[stream].length, want[stream].length);
    }
    assert.ok(marks.filter((m) => m === "lost").length >= 10, `${marks}`);
    assert.ok(!marks.includes("gap"), `${marks}`);

    await transport.close();
  },
);
