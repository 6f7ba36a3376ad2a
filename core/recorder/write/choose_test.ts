/** Tests of which containers are recorded. */
import assert from "node:assert/strict";
import { chooser, globOf } from "./choose.ts";
import type { RecordConfig } from "../types.ts";
import { closedName, distinctName, segmentName } from "../format/file_name.ts";

const none: RecordConfig["include"] = { names: [], labels: [], projects: [] };
const web = { name: "shop-web-1", labels: { tier: "front", "com.docker.compose.project": "shop" } };

Deno.test("chooser() wants one of each list that is set, and none that is excluded", () => {
  const chosen = (
    include: Partial<typeof none>,
    exclude: string[] = [],
  ) => chooser({ include: { ...none, ...include }, exclude })(web);
  assert.ok(chosen({}));
  assert.ok(chosen({ names: ["db", "shop-*"] }));
  assert.ok(!chosen({ names: ["shop"] }));
  assert.ok(chosen({ labels: ["tier"], projects: ["shop"] }));
  assert.ok(chosen({ labels: ["tier=front"] }));
  assert.ok(!chosen({ labels: ["tier=back"] }));
  assert.ok(!chosen({ labels: ["toString"] }));
  assert.ok(!chosen({ names: ["shop-*"], projects: ["other"] }));
  assert.ok(!chosen({ names: ["shop-*"] }, ["*-web-?"]));
  assert.ok(globOf("a.b[*").test("a.b[c"));
  assert.ok(!globOf("a.b").test("axb"));
});

Deno.test("segmentName() fills the template, and stays below its folder", () => {
  const c = {
    id: "0123456789abcdef".repeat(4),
    name: "web",
    image: "reg/app:1",
    labels: {},
    created: new Date("2026-01-02T03:04:05Z"),
  };
  assert.equal(segmentName("{date}_{name}_{shortid}.log", c), "2026-01-02_web_0123456789ab.log");
  assert.equal(segmentName("{project}/{image}-{time}", c), "none/reg-app-1-030405.log");
  assert.equal(segmentName("{name}", { ...c, name: "../../etc/passwd" }), "_-..-etc-passwd.log");
  assert.equal(segmentName("{name}/{shortid}", { ...c, name: ".." }), "_/0123456789ab.log");
  assert.ok(segmentName("{id}-{name}", { ...c, name: "x".repeat(300) }).length < 200);
  assert.equal(closedName("a/web.log", 3), "a/web.0003.log");
  assert.equal(distinctName("a/web.log", c.id), "a/web_0123456789ab.log");
});
