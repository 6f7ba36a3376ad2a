/** curl alone, by the document of the server: lists, stops, starts, follows, and is refused what the page is. */
import assert from "node:assert/strict";
import { need } from "../../needs.ts";
import { type Attacked, attacked } from "./_server.ts";

Deno.test("curl does by the server's own document what the page does, and no more", async () => {
  await using s = await attacked({ args: ["--allow-write"] });
  const curlOf = (of: Attacked) => async (...words: string[]) => {
    const { stdout } = await new Deno.Command(need("curl"), {
      args: [
        "-sS",
        "-m",
        "20",
        "-w",
        "\n%{http_code}",
        "-H",
        `Authorization: Bearer ${of.token}`,
        ...words,
      ],
      stdin: "null",
    }).output();
    const text = new TextDecoder().decode(stdout);
    const at = text.lastIndexOf("\n");
    return { status: Number(text.slice(at + 1)), body: text.slice(0, at) };
  };
  const curl = curlOf(s);
  const document = JSON.parse((await curl(`${s.url}/v1/openapi.json`)).body);
  /** The address of an operation, by its name in the document. */
  const at = (id: string, params: Record<string, string> = {}) => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (
        const [method, operation] of Object.entries(
          methods as Record<string, { operationId: string }>,
        )
      ) {
        if (operation.operationId !== id) continue;
        const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name]));
        return ["-X", method.toUpperCase(), s.url + filled];
      }
    }
    throw new Error(`the document has no ${id}`);
  };
  const web = { host: "local", id: "web-1" };
  const rows = JSON.parse((await curl(...at("ManageContainers"))).body);
  assert.ok(rows.some((r: { name: string }) => r.name === "web-1"));
  for (
    const [id, state] of [["ManageContainerStop", "exited"], ["ManageContainerStart", "running"]]
  ) {
    assert.equal((await curl(...at(id, web))).status, 204);
    assert.equal(JSON.parse((await curl(...at("ManageContainer", web))).body).state, state);
  }
  const [, , logs] = at("ManageLogs");
  const followed = await curl(
    "-N",
    "-m",
    "2",
    "-G",
    "-d",
    "container=local/web-1",
    "-d",
    "follow=1",
    "-d",
    "tail=5",
    logs,
  );
  assert.match(followed.body, /^event: lines\ndata: \{"lines":\[/m);
  const why = JSON.parse(
    (await curl(...at("ManageContainerWhy", { host: "local", id: "old-db" }))).body,
  );
  assert.equal(why.kind, "oom");
  // What the page is refused, so is curl.
  const edits = JSON.stringify({ edits: { binds: ["/:/host"] } });
  const plan = JSON.parse((await curl(...at("ManageContainerPlan", web), "-d", edits)).body);
  assert.match(plan.problems.join(), /reaches its host/);
  assert.match((await curl(...at("ManagePlanExecute", { plan: plan.id }))).body, /event: failed/);
  assert.equal(
    (await curl(...at("ManageContainerStop", { host: "other", id: "web-1" }))).status,
    404,
  );
  assert.equal(
    (await curl("-H", "Origin: http://evil.example", ...at("ManageContainers"))).status,
    403,
  );
  const stranger = curlOf({ ...s, token: "x".repeat(43) });
  assert.equal((await stranger(...at("ManageContainers"))).status, 401);
  await using reads = await attacked();
  const stop = at("ManageContainerStop", web).map((w) => w.replace(s.url, reads.url));
  const refused = await curlOf(reads)(...stop);
  assert.equal(refused.status, 403);
  assert.match(refused.body, /read-only/);
});
