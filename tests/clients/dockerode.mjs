/** What programs do with dockerode, by the socket, image, name and label of the arguments. */
import assert from "node:assert/strict";
import { PassThrough } from "node:stream";

// Pinned by the lock file beside it. Not said to `import` itself: its types would count for all.
const PACKAGE = "npm:dockerode@5.0.1";
const { default: Docker } = await import(PACKAGE);
const [socketPath, Image, name, label] = Deno.args;
const [key, value] = label.split("=");
const docker = new Docker({ socketPath });
const HostConfig = { NetworkMode: "none" };
const Labels = { [key]: value };

/** All that comes out of a session, frames taken apart. */
async function said(stream) {
  const out = new PassThrough();
  let text = "";
  out.on("data", (d) => text += d);
  docker.modem.demuxStream(stream, out, out);
  await new Promise((end) => stream.on("end", end).on("close", end));
  return text;
}

assert.equal(String(await docker.ping()), "OK");
const Cmd = ["sh", "-c", "read line; echo got $line"];
const made = await docker.createContainer({
  Image,
  name,
  Cmd,
  Labels,
  OpenStdin: true,
  HostConfig,
});
const attached = await made.attach({ stream: true, stdin: true, stdout: true, hijack: true });
const text = said(attached);
await made.start();
attached.write("word\n");
assert.equal((await made.wait()).StatusCode, 0);
// What dockerode says of the call in its body is no input.
assert.equal(await text, "got word\n");
const listed = await docker.listContainers({ all: true, filters: { label: [label] } });
assert.deepEqual(listed.map((c) => c.Names), [[`/${name}`]]);
await made.remove({ force: true });

const sleeping = await docker.createContainer({
  Image,
  name,
  Labels,
  Cmd: ["sleep", "1000"],
  HostConfig,
});
await sleeping.start();
const exec = await sleeping.exec({ Cmd: ["cat"], AttachStdin: true, AttachStdout: true });
const session = await exec.start({ hijack: true, stdin: true });
const echoed = said(session);
session.end("abc");
assert.equal(await echoed, "abc");
assert.equal((await exec.inspect()).ExitCode, 0);
const network = await docker.createNetwork({ Name: name, Labels });
await network.remove();
await (await docker.createVolume({ Name: name, Labels })).remove();
await assert.rejects(
  docker.createVolume({ Name: name, DriverOpts: { type: "none", o: "bind", device: "/etc" } }),
  /allow-privileged/,
);
await sleeping.stop({ t: 0 });
await sleeping.remove();
console.log("done");
Deno.exit();
