/** Ways from `--allow-write` to the host of a real engine, through the binary. */
import assert from "node:assert/strict";
import { engineTest } from "../../engine/mod.ts";
import { raw, serve } from "../../e2e/record/_serving.ts";
import { answerOf } from "./_server.ts";

engineTest(
  "--allow-write reaches the host by no named volume, old API, or foreign command",
  async (c) => {
    const common = ["--label", c.label, "--network", "none"];
    const [mounted, plain, volume, device] = ["m", "p", "v", "d"].map((n) => `${c.prefix}-${n}`);
    const bind = ["--opt", "type=none", "--opt", "o=bind", "--opt", `device=${c.dir}`];
    for (
      const words of [
        ["volume", "create", "--label", c.label, ...bind, volume],
        [
          "volume",
          "create",
          "--label",
          c.label,
          "--opt",
          "type=ext4",
          "--opt",
          "device=/dev/x",
          device,
        ],
        [
          "run",
          "-d",
          "--name",
          mounted,
          "--mount",
          `type=bind,src=${c.dir},dst=/h`,
          ...common,
          c.image,
          "sleep",
          "1000",
        ],
        [
          "run",
          "-d",
          "--name",
          `${mounted}v`,
          "-v",
          `${volume}:/h`,
          ...common,
          c.image,
          "sleep",
          "1000",
        ],
        ["run", "-d", "--name", plain, ...common, c.image, "sleep", "1000"],
      ]
    ) {
      const { code, stderr } = await c.cli(words);
      assert.equal(code, 0, stderr);
    }
    await using s = await serve(c, ["--allow-write"]);
    const token = (await Deno.readTextFile(s.tokenFile)).trim();
    const ask = async (method: string, path: string, body: unknown = {}) => {
      const text = JSON.stringify(body);
      return answerOf(
        await raw(
          s.port,
          `${method} /v1/engine${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n` +
            `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n` +
            `Content-Length: ${text.length}\r\n\r\n${text}`,
        ),
      );
    };
    // (a) Old answers do not tell the mounts: the server looks with a version of its own.
    for (const version of ["/v1.12", "/v1.19", "/v1.24", "/v1.41", ""]) {
      for (const name of [mounted, `${mounted}v`]) {
        const answer = await ask("POST", `${version}/containers/${name}/exec`, {
          Cmd: ["ls", "/h"],
        });
        assert.equal(answer.status, 403, `${version} ${name}: ${answer.body}`);
        assert.match(answer.body, /reaches its host/);
      }
      // HostConfig in the body of start, as it was once: it is never passed on.
      await ask("POST", `${version}/containers/${plain}/start`, {
        Privileged: true,
        Binds: ["/:/h"],
      });
    }
    // (b) A command of somebody else, whose id the events tell.
    const foreign = await c.api("POST", `/containers/${mounted}/exec`, {
      Cmd: ["touch", "/h/reached"],
    });
    const { Id } = foreign.json<{ Id: string }>();
    for (const path of [`/exec/${Id}/start`, `/v1.24/exec/${Id}/start`]) {
      const answer = await ask("POST", path, { Detach: true });
      assert.equal(answer.status, 403, answer.body);
    }
    assert.equal((await ask("POST", `/exec/${Id}/resize?h=1&w=1`)).status, 403);
    // (c) Volumes that are the host's folders or devices, by each way to name one.
    for (const name of [volume, device]) {
      for (
        const HostConfig of [
          { Binds: [`${name}:/h`] },
          { Binds: [`${name}:/h:ro`] },
          { Mounts: [{ Type: "volume", Source: name, Target: "/h" }] },
        ]
      ) {
        const answer = await ask("POST", "/containers/create", { Image: c.image, HostConfig });
        assert.equal(answer.status, 403, JSON.stringify(HostConfig));
        assert.match(answer.body, /the volume .* which mounts/);
      }
    }
    const networks = (await c.api("GET", "/networks")).json<{ Id: string; Driver: string }[]>();
    const { Id: hostNetwork } = networks.find((n) => n.Driver === "host")!;
    for (const NetworkMode of [hostNetwork, hostNetwork.slice(0, 12), "host"]) {
      const answer = await ask("POST", "/containers/create", {
        Image: c.image,
        HostConfig: { NetworkMode },
      });
      assert.equal(answer.status, 403, NetworkMode);
    }
    // What stays within goes through, by every version.
    const fine = await ask("POST", `/containers/${plain}/exec`, { Cmd: ["true"] });
    assert.equal(fine.status, 201, fine.body);
    const id = JSON.parse(fine.body).Id;
    assert.equal((await ask("POST", `/exec/${id}/start`, { Detach: true })).status, 200);
    assert.equal((await ask("GET", `/containers/${plain}/top?ps_args=-eo%20pid,args`)).status, 200);
    for (const [name, data] of [["c", `${c.prefix}-plain:/d`], ["e", ""]]) {
      const made = await ask("POST", `/containers/create?name=${c.prefix}-${name}`, {
        Image: c.image,
        Labels: { [c.label.split("=")[0]]: c.label.split("=")[1] ?? "" },
        HostConfig: {
          Binds: data ? [data] : [],
          LogConfig: { Type: "", Config: { "max-size": "1m" } },
        },
      });
      assert.equal(made.status, 201, made.body);
    }
    assert.deepEqual([...Deno.readDirSync(c.dir)].filter((f) => f.name === "reached"), []);
  },
);
