/** Quadlets: every flag of a run line is said or told. */
import assert from "node:assert/strict";
import { quadletOf } from "./quadlet.ts";

function lines(...run: string[]): string[] {
  return quadletOf(["run", ...run]).text.split("\n");
}

Deno.test("quadletOf() has a key for what Quadlet has, and PodmanArgs for the rest", () => {
  const text = lines(
    "--detach",
    "--name",
    "web",
    "--user",
    "1000:100",
    "--env",
    "A=b c",
    "--env",
    "P=100%$X",
    "--publish",
    "127.0.0.1:8080:80",
    "--volume",
    "data:/data:ro",
    "--read-only",
    "--memory",
    "268435456",
    "--security-opt",
    "no-new-privileges",
    "--health-cmd",
    "test -e /ok",
    "--restart",
    "unless-stopped",
    "--entrypoint",
    "/run.sh",
    "ghcr.io/a/b:1",
    "serve",
    "it's",
  ); // deno-fmt-ignore
  for (
    const line of [
      "ContainerName=web",
      "User=1000",
      "Group=100",
      'Environment="A=b c"',
      "Environment=P=100%%$$X",
      "PublishPort=127.0.0.1:8080:80",
      "Volume=data:/data:ro",
      "ReadOnly=true",
      "PodmanArgs=--memory 268435456",
      "NoNewPrivileges=true",
      "HealthCmd=test -e /ok",
      "Restart=always",
      "Entrypoint=/run.sh",
      "Image=ghcr.io/a/b:1",
      'Exec=serve "it\'s"',
    ]
  ) assert.ok(text.includes(line), `${line} is not in\n${text.join("\n")}`);
});

Deno.test("quadletOf() tells what podman cannot say, and loses nothing in silence", () => {
  const told = (...run: string[]) => quadletOf(["run", ...run, "nginx"]).notes.join("\n");
  assert.match(told("--domainname", "x.org"), /--domainname x.org is left out/);
  assert.match(told("--log-driver", "fluentd"), /no such driver/);
  assert.match(told("--restart", "on-failure:5"), /without its count/);
  assert.match(told("--network", "own"), /podman network create own/);
  assert.match(told("--gpus", "all"), /CDI/);
  assert.match(told("--never-heard", "of"), /--never-heard of is left out/);
  assert.match(told("--health-cmd", "a\nb"), /several lines/);
  assert.match(quadletOf(["run", "sha256:" + "a".repeat(64)]).notes[0], /has no name/);
  assert.equal(told("--publish", "80:80"), "");
  assert.ok(lines("nginx").includes("Image=docker.io/library/nginx"));
  assert.ok(lines("user/app:2").includes("Image=docker.io/user/app:2"));
  assert.ok(lines("localhost/app").includes("Image=localhost/app"));
});
