/** The command that is shown for what a key did is one that does the same. */
import assert from "node:assert/strict";
import { commandOver } from "./action.ts";

const HOSTS = new Set(["web1", "web 2"]);
const over = (
  action: Parameters<typeof commandOver>[0],
  names: readonly string[],
  arg?: string,
  hosts: Set<string> = HOSTS,
) => commandOver(action, names, hosts, arg);

Deno.test("commandOver() is a command for each host, by the names that the host itself has", () => {
  const stop = { command: "docker stop" };
  assert.equal(over(stop, ["api", "db"], undefined, new Set()), "docker stop api db");
  assert.equal(over(stop, ["web1/api"]), "dockerctl --hosts web1 stop api");
  assert.equal(
    over(stop, ["web1/api", "web 2/db", "web1/a b"]),
    "dockerctl --hosts web1 stop api 'a b' && dockerctl --hosts 'web 2' stop db",
  );
});

Deno.test("commandOver() takes the host off what stands beside the names, too", () => {
  const connect = { command: "docker network connect", each: true };
  assert.equal(
    over(connect, ["web1/api", "web1/db"], "web1/back"),
    "dockerctl --hosts web1 network connect back api && " +
      "dockerctl --hosts web1 network connect back db",
  );
  const scale = {
    command: "docker service scale",
    line: (names: readonly string[], n: string) =>
      `docker service scale ${names.map((s) => `${s}=${n}`).join(" ")}`,
  };
  assert.equal(over(scale, ["web1/x"], "3"), "dockerctl --hosts web1 service scale x=3");
});
