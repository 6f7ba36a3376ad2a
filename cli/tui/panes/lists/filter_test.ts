/** Tests of the filters of lists. */
import assert from "node:assert/strict";
import { matcher } from "./filter.ts";
import { containersList } from "./containers.ts";
import type { Container } from "../../model/objects.ts";

function container(name: string, state: string, labels: Record<string, string> = {}): Container {
  return {
    id: name.padEnd(64, "0"),
    name,
    image: "nginx:1",
    imageId: "sha256:1",
    command: "nginx",
    created: new Date(0),
    state,
    status: state === "running" ? "Up 3 hours" : "Exited (1) 4 minutes ago",
    ports: [],
    labels,
    networks: {},
    mounts: [],
  };
}
const all = [
  container("web-1", "running", { tier: "front" }),
  container("web-2", "exited", { tier: "front" }),
  container("db", "running", { tier: "back", "a.b": "" }),
];

function found(filter: string): string[] {
  const test = matcher(filter, containersList);
  return (test === undefined ? all : all.filter(test)).map((c) => c.name);
}

Deno.test("matcher() finds by text, expression, label, status, and their opposites", () => {
  const table: [string, string[]][] = [
    ["", ["web-1", "web-2", "db"]],
    ["WEB", ["web-1", "web-2"]],
    ["web 2", ["web-2"]],
    ["!web", ["db"]],
    ["/^(db|web-1) /", ["web-1", "db"]],
    ["!/web-\\d/", ["db"]],
    ["label:tier=front", ["web-1", "web-2"]],
    ["label:a.b", ["db"]],
    ["!label:tier=front", ["db"]],
    ["status:running web", ["web-1"]],
    ["status:exited", ["web-2"]],
    ["/[/", []],
    ["nothing", []],
  ];
  for (const [filter, names] of table) assert.deepEqual(found(filter), names, filter);
});
