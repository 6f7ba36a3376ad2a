/** What createExec() sends, and what it makes of the answers. */
import assert from "node:assert/strict";
import { recorded } from "../testing/_recorded.ts";

Deno.test("createExec() sends what is to be run", async () => {
  const { result, sent } = await recorded(
    { status: 201, json: { Id: "e1" } },
    (engine) => engine.exec.create("web", { cmd: ["ls", "-l"] }),
  );
  assert.deepEqual(result, { id: "e1" });
  assert.equal(
    JSON.stringify(sent),
    JSON.stringify([{
      method: "POST",
      path: "/containers/web/exec",
      json: {
        Cmd: ["ls", "-l"],
        Tty: false,
        AttachStdin: false,
        AttachStdout: true,
        AttachStderr: true,
        Privileged: false,
      },
      op: "create exec",
    }]),
  );
});

Deno.test("createExec() tells the terminal's size only where it is understood", async () => {
  const options = { cmd: ["sh"], tty: true, consoleSize: { width: 80, height: 24 } };
  for (const [apiVersion, size] of [["1.42", [24, 80]], ["1.41", undefined]] as const) {
    const { sent } = await recorded(
      { json: { Id: "e1" } },
      (engine) => engine.exec.create("web", options),
      { apiVersion },
    );
    assert.deepEqual((sent[0].json as { ConsoleSize?: number[] }).ConsoleSize, size);
  }
});

Deno.test("createExec() says what needs a newer engine", async () => {
  const minApi = async (options: { env?: string[]; workingDir?: string }) => {
    const create = recorded(
      { json: { Id: "e1" } },
      (engine) => engine.exec.create("web", { cmd: ["x"], ...options }),
    );
    return (await create).sent[0].minApi;
  };
  assert.equal(await minApi({}), undefined);
  assert.equal(await minApi({ env: ["A=1"] }), "1.25");
  assert.equal(await minApi({ env: ["A=1"], workingDir: "/" }), "1.35");
});

Deno.test("createExec() takes the engine's own document, as containers.create does", async () => {
  const { sent } = await recorded(
    { json: { Id: "e1" } },
    (engine) => engine.exec.create("web", { Cmd: ["sh"], Tty: true, ConsoleSize: [24, 80] }),
    { apiVersion: "1.42" },
  );
  assert.deepEqual(sent[0].json, {
    Cmd: ["sh"],
    Tty: true,
    AttachStdin: false,
    AttachStdout: true,
    AttachStderr: true,
    Privileged: false,
    ConsoleSize: [24, 80],
  });
});
