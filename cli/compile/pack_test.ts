/** The pack: what is laid into it is found again, and programs that cannot carry one are known. */
import assert from "node:assert/strict";
import { layPack, payloadAt, type Place, withPack } from "./pack.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (from: Uint8Array, at: number, length: number) =>
  new TextDecoder().decode(from.subarray(at, at + length));

Deno.test("layPack() lays things at places of words, and writes where the rest is", () => {
  const { bytes: all, pack } = layPack([
    { name: "a.script", bytes: bytes("aaa"), code: bytes("A") },
    { name: "b", bytes: bytes("bb") },
    { name: "c.script", bytes: bytes("c") },
  ], ["a.script", "c.script"]);
  assert.deepEqual(Object.keys(pack.first), ["a.script", "c.script"]);
  const rest = JSON.parse(text(all, ...pack.index));
  assert.deepEqual(Object.keys(rest), ["b"]);
  const places: Record<string, Place> = { ...pack.first, ...rest };
  for (const [name, [at, code, length]] of Object.entries<Place>(places)) {
    assert.equal(at % 8, 0, name);
    assert.equal(text(all, at, code), name === "a.script" ? "A" : "");
    assert.equal(text(all, at + code, length)[0], name[0]);
  }
});

/** A program as the compiler makes it: runtime, payload, and at the end the payload's length. */
function program(payload: string): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(payload.length + 8), true);
  return Uint8Array.from([...bytes("runtime"), ...bytes(payload), ...length]);
}

Deno.test("withPack() lays a pack before the payload, which stays where its runtime looks", () => {
  const made = program("d3n0l4nd and more");
  const at = payloadAt(made);
  assert.equal(at, "runtime".length);
  const whole = withPack(made, at!, bytes("PACK"));
  assert.equal(text(whole, 0, 28), "runtimePACKd3n0l4nd and more");
  assert.deepEqual(whole.slice(-8), made.slice(-8));
  assert.equal(payloadAt(whole), "runtimePACK".length);
});

Deno.test("payloadAt() finds none in a program that carries its payload in another way", () => {
  assert.equal(payloadAt(program("other payload")), undefined);
  assert.equal(payloadAt(new Uint8Array(64)), undefined);
  assert.equal(payloadAt(new Uint8Array(64).fill(255)), undefined);
});

Deno.test("a program that is replaced while it runs goes on with its own pack", async () => {
  const dir = await Deno.makeTempDir();
  const path = `${dir}/dockerctl`;
  await Deno.copyFile(new URL("../../dist/dockerctl", import.meta.url), path);
  const child = new Deno.Command(path, {
    args: ["shell"],
    clearEnv: true,
    env: { HOME: dir, DOCKER_HOST: `unix://${dir}/none.sock` },
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const writer = child.stdin.getWriter();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  const until = async (words: RegExp) => {
    while (!words.test(said)) {
      const { done, value } = await reader.read();
      assert.ok(!done, `it ended and said ${said}`);
      said += value;
    }
  };
  try {
    await writer.write(bytes("version --json\n"));
    await until(/"platform"/);
    await Deno.writeTextFile(`${path}.new`, "something else");
    await Deno.rename(`${path}.new`, path);
    await writer.write(bytes("run --help\n"));
    await until(/--cidfile/);
    await writer.close();
    while (!(await reader.read()).done);
    assert.equal((await child.status).code, 0);
  } finally {
    try {
      child.kill("SIGKILL");
    } catch { /* it has ended */ }
    await Deno.remove(dir, { recursive: true });
  }
});
