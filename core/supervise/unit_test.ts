/** Units of containers: their text, what is read of it again, and what is at odds. */
import assert from "node:assert/strict";
import { containerOfUnit, unitProblems, unitText } from "./unit.ts";

const base = { container: "web", env: {}, system: true, stopTimeout: 10 };

Deno.test("unitText() quotes what systemd would read otherwise", () => {
  const text = unitText({
    ...base,
    words: ["/opt/my bin/dockerctl", "supervise", "a$b%c", 'x"y'],
    env: { DOCKER_HOST: "unix:///run/a b.sock" },
    engine: "docker.service",
  });
  assert.match(text, /^ExecStart="\/opt\/my bin\/dockerctl" supervise a\$\$b%%c "x\\"y"$/m);
  assert.match(text, /^Environment="DOCKER_HOST=unix:\/\/\/run\/a b.sock"$/m);
  assert.match(text, /^Wants=docker.service$/m);
  assert.equal(containerOfUnit(text), "web");
});

Deno.test("containerOfUnit() takes no other unit for one of ours", () => {
  for (const text of ["", "[Unit]\nContainer=web\n", "\n[X-Dockerctl]\nContainer=../x\n"]) {
    assert.equal(containerOfUnit(text), undefined);
  }
});

Deno.test("unitProblems() finds what does not go together", () => {
  const unit = { name: "container-web", container: "web", system: false };
  const words = (u: object, c?: { running: boolean; restart: string }) =>
    unitProblems({ ...unit, ...u }, c).map((p) => p.problem);
  const well = { running: true, restart: "no" };
  assert.deepEqual(words({ active: "active", enabled: "enabled" }, well), []);
  assert.deepEqual(words({}, { running: false, restart: "" }), []);
  assert.match(words({}, { running: true, restart: "always" })[0], /restart policy is always/);
  assert.match(words({}, undefined)[0], /no such container/);
  assert.match(words({ active: "active" }, { running: false, restart: "no" })[0], /does not run/);
  assert.match(words({ active: "failed" }, well)[0], /unit is failed: nobody keeps it up/);
  assert.match(words({ active: "active", enabled: "disabled" }, well)[0], /not started with/);
});
