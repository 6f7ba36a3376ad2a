/** Keys that act on containers, on the simulated engine. */
import assert from "node:assert/strict";
import type { CommandHost } from "../../cli/tui/line/commands.ts";
import { driveDemo, selectRow } from "../driver/demo.ts";

/** Commands that are noted, and answered as a test wants. */
function noted(answer: Partial<CommandHost> & { code?: number; output?: string } = {}) {
  const ran: string[][] = [];
  const commands: CommandHost = {
    async run(argv, streams) {
      ran.push([...argv]);
      if (answer.output !== undefined) await streams.stdout.write(answer.output);
      return answer.code ?? 0;
    },
    interactive: (argv) => Promise.resolve(argv.includes("-it")),
    ...answer,
  };
  return { ran, commands };
}

Deno.test("runTui() asks which shell, and remembers it for the image", async () => {
  const { ran, commands } = noted();
  await using demo = await driveDemo({ commands });
  const { tui } = demo;
  await selectRow(tui, "web-1");
  const { id, image } = tui.model.containers.find((c) => c.name === "web-1")!;
  await tui.press("e");
  await tui.send({ type: "shells", id, found: ["/bin/bash", "/bin/sh"], choose: false });
  await tui.see("Shell in web-1");
  await tui.press("down", "enter");
  await tui.see("back from web-1, exit code 0");
  assert.deepEqual(ran.at(-1), ["exec", "-it", id, "/bin/sh"]);
  assert.equal(tui.model.shells[image], "/bin/sh");
  const before = ran.length;
  await tui.press("e");
  assert.deepEqual(ran.slice(before), [["exec", "-it", id, "/bin/sh"]]);
  await tui.press("M-e");
  await tui.see("Shell in web-1");
});

Deno.test("runTui() finds the shells of a container by asking the engine", async () => {
  const { ran, commands } = noted();
  await using demo = await driveDemo({ commands });
  const { tui } = demo;
  await selectRow(tui, "db");
  await tui.press("M-e");
  await tui.see("Shell in db");
  await tui.see(/sh +\/bin\/sh/);
  await tui.press("enter");
  assert.match(ran.at(-1)!.join(" "), /^exec -it [0-9a-f]{64} \/bin\/\w*sh$/);
});

Deno.test("runTui() says that a container has no shell, and offers to bring one in", async () => {
  const { ran, commands } = noted();
  await using demo = await driveDemo({ commands });
  const { tui } = demo;
  await selectRow(tui, "web-1");
  const { id } = tui.model.containers.find((c) => c.name === "web-1")!;
  await tui.send({ type: "shells", id, found: [], choose: false });
  await tui.see("web-1 has no shell");
  await tui.see("dockerctl sh web-1");
  await tui.press("enter");
  assert.deepEqual(ran, [["sh", id]]);
});

Deno.test("runTui() forgets a shell that cannot be run", async () => {
  const { commands } = noted({ code: 127 });
  await using demo = await driveDemo({ commands });
  const { tui } = demo;
  await selectRow(tui, "web-1");
  const { id } = tui.model.containers.find((c) => c.name === "web-1")!;
  await tui.send({ type: "runShell", id, shell: "/bin/bash" });
  await tui.see("/bin/bash cannot be run in web-1");
  assert.deepEqual(tui.model.shells, {});
});

Deno.test("runTui() connects and disconnects networks by key", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await selectRow(tui, "web-1");
  const web = () => tui.model.containers.find((c) => c.name === "web-1")!;
  const free = tui.model.networks.find((n) =>
    !Object.hasOwn(web().networks, n.name) && !["host", "none"].includes(n.name)
  )!;
  await tui.press("N");
  await tui.see("Networks of web-1");
  await tui.type(`connect to ${free.name}`);
  await tui.press("enter");
  await tui.see(`docker network connect ${free.name} web-1`);
  await tui.until(() => Object.hasOwn(web().networks, free.name), () => "the connection");
  await tui.press("N");
  await tui.type(`disconnect from ${free.name}`);
  await tui.press("enter");
  await tui.see(`docker network disconnect ${free.name} web-1`);
  await tui.until(() => !Object.hasOwn(web().networks, free.name), () => "the end of it");
});

Deno.test("runTui() copies the run command of a container", async () => {
  await using demo = await driveDemo();
  const { tui } = demo;
  await selectRow(tui, "db");
  await tui.press("y");
  await tui.type("one like it");
  await tui.press("enter");
  await tui.see("copied the `run` command");
  assert.match(tui.screen.clipboard, /^docker run .*--name db .*postgres:17/);
  assert.doesNotMatch(tui.screen.text(), /PASSWORD/);
});

Deno.test("runTui() runs from an image by a form that shows the command", async () => {
  const { ran, commands } = noted();
  await using demo = await driveDemo({ commands });
  const { tui } = demo;
  await tui.press("2", "g", "r");
  await tui.see("Run app:2.1");
  await tui.see("docker run -it --rm app:2.1");
  await tui.type("mine");
  await tui.press("down");
  await tui.type("echo 'two words'");
  await tui.press("tab");
  await tui.type("8080:80 9:9/udp");
  await tui.press("tab");
  await tui.type("data:/data");
  await tui.press("tab");
  await tui.type("A=1 'B=good day'");
  await tui.press("tab");
  await tui.type("shop");
  await tui.press("tab", "space", "tab", "space");
  await tui.see("docker run -d --name mine -p 8080:80 -p 9:9/udp -v data:/data -e A=1");
  await tui.press("enter");
  assert.deepEqual(ran, [[
    ...["run", "-d", "--name", "mine", "-p", "8080:80", "-p", "9:9/udp", "-v", "data:/data"],
    ...["-e", "A=1", "-e", "B=good day", "--network", "shop", "app:2.1", "echo", "two words"],
  ]]);
  await tui.press("q");
});

Deno.test("runTui() opens the form's command on the line, to be edited", async () => {
  await using demo = await driveDemo({ commands: noted().commands });
  const { tui } = demo;
  await tui.press("2", "g", "r");
  await tui.type("x");
  await tui.press("C-o");
  assert.equal(tui.model.line.edit.text, "run -it --rm --name x app:2.1");
});

Deno.test("runTui() pulls an image and tells how far it is in one message", async () => {
  const output = "3.22: Pulling from library/alpine\n" +
    "0123456789ab: Pulling fs layer\n0123456789ac: Already exists\n0123456789ab: Pull complete\n" +
    "Digest: sha256:1\nStatus: Downloaded newer image for alpine:3.22\n";
  const { ran, commands } = noted({ output });
  await using demo = await driveDemo({ commands });
  const { tui } = demo;
  const told = tui.model.messages.length;
  await tui.press("2", "p");
  await tui.see("Pull: app:2.1");
  await tui.press("C-u");
  await tui.type("alpine:3.22");
  await tui.press("enter");
  await tui.see("Downloaded newer image for alpine:3.22");
  await tui.see("docker pull alpine:3.22");
  assert.deepEqual(ran, [["pull", "alpine:3.22"]]);
  assert.equal(tui.model.messages.length, told + 1);
});

Deno.test("runTui() says in the engine's words why a pull failed", async () => {
  const output = "Error response from daemon: manifest unknown\n";
  await using demo = await driveDemo({ commands: noted({ output, code: 1 }).commands });
  const { tui } = demo;
  await tui.send({ type: "pull", ref: "nothing" });
  await tui.see("manifest unknown");
  assert.equal(tui.model.messages.at(-1)?.kind, "bad");
});

Deno.test("runTui() attaches so that Ctrl-C leaves, where the container has no terminal", async () => {
  const left: unknown[] = [];
  const { ran, commands } = noted({});
  const run = commands.run;
  commands.run = (argv, streams, signal, options) => {
    left.push(options?.leave);
    return run(argv, streams, signal, options);
  };
  await using demo = await driveDemo({ commands });
  const { tui } = demo;
  await selectRow(tui, "web-1");
  await tui.press("a");
  const { id } = tui.model.containers.find((c) => c.name === "web-1")!;
  assert.deepEqual(ran, [["attach", "--sig-proxy=false", id]]);
  assert.deepEqual(left, [true]);
  assert.match(tui.written, /\(Ctrl-C leaves, the container runs on\)/);
  await tui.see("docker attach --sig-proxy=false web-1");
});
