// Stands in for ssh in tests: notes its arguments, then joins stdin and stdout to the socket that
// the remote command names, or fails as ssh does. Run by a script called "ssh" on PATH.
export {};
const [log, ...args] = Deno.args;
// Asked for its configuration, it has none.
if (args.includes("-G")) Deno.exit(0);
await Deno.writeTextFile(log, JSON.stringify(args) + "\n", { append: true });
if (args.includes("-O")) Deno.exit(0);
// Who logs in makes the socket that the others go through.
const control = args.find((a) => a.startsWith("ControlPath="))?.slice("ControlPath=".length);
if (control !== undefined && args.includes("ControlMaster=auto")) {
  await Deno.writeTextFile(control, "");
}
const command = args.slice(args.indexOf("--") + 2);
const host = args[args.indexOf("--") + 1];
if (host === "refusing") {
  console.error("ssh: connect to host refusing port 22: Connection refused");
  Deno.exit(255);
}
if (host === "slow") await new Promise((resolve) => setTimeout(resolve, 10_500));
if (host === "greeting") console.log("Welcome to the machine\nLast login: today");
if (host === "silent") await new Promise(() => setInterval(() => {}, 1000));
const path = /^'?--host=unix:\/\/([^']*)'?$/.exec(command[1])![1];
const conn = await Deno.connect({ transport: "unix", path });
const up = (async () => {
  const buffer = new Uint8Array(65536);
  for (let n; (n = await Deno.stdin.read(buffer)) !== null;) {
    for (let at = 0; at < n;) at += await conn.write(buffer.subarray(at, n));
  }
  await conn.closeWrite().catch(() => {});
})();
up.catch(() => {});
const buffer = new Uint8Array(65536);
for (let n; (n = await conn.read(buffer)) !== null;) {
  for (let at = 0; at < n;) at += await Deno.stdout.write(buffer.subarray(at, n));
}
Deno.exit(0);
