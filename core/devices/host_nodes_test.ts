/** Nodes of the host: their numbers, and what is stale; and what nvidia-smi says. */
import assert from "node:assert/strict";
import { containerOfCgroup, gpuProcesses } from "./gpus.ts";
import { type LookAtNode, numberOfStat, staleWords } from "./host_nodes.ts";

Deno.test("numberOfStat() takes numbers apart as glibc does", () => {
  const char = { isCharDevice: true, isBlockDevice: false };
  assert.deepEqual(numberOfStat({ ...char, rdev: 0x0ae5 }), { kind: "c", major: 10, minor: 229 });
  const large = {
    isCharDevice: false,
    isBlockDevice: true,
    rdev: (259 << 8) + (0x12 << 20) + 0x34,
  };
  assert.deepEqual(numberOfStat(large), { kind: "b", major: 259, minor: 0x1234 });
  assert.equal(numberOfStat({ isCharDevice: false, isBlockDevice: false, rdev: 0 }), undefined);
});

Deno.test("staleWords() tells a node that is gone, or was made anew since", () => {
  const started = new Date(1_000_000);
  const usb = { how: "mapped", device: "/dev/ttyUSB0" } as const;
  const number = { kind: "c", major: 188, minor: 0 } as const;
  const words = (node: ReturnType<LookAtNode>, grant: Parameters<typeof staleWords>[0] = usb) =>
    staleWords(grant, started, () => node);
  assert.match(words(null)!, /not on the host now/);
  assert.match(words({ number, born: new Date(1_100_000) })!, /^stale: made anew/);
  assert.equal(words({ number, born: new Date(900_000) }), undefined);
  assert.equal(words({ number }), undefined);
  assert.equal(words(undefined), undefined);
  // A folder changes all the time.
  assert.equal(words({ born: new Date(1_100_000) }), undefined);
  assert.equal(words(null, { how: "privileged", device: "/dev" }), undefined);
});

Deno.test("gpuProcesses() reads nvidia-smi's lists, whatever is missing of them", () => {
  const gpus = "0, GPU-1a, NVIDIA A100\n1, GPU-2b, NVIDIA A100\n";
  const apps =
    "GPU-2b, 4711, 512, /usr/bin/python3\nGPU-9z, 12, [N/A], x\nno list\nGPU-1a, x, 1, y\n";
  const [first, second, ...none] = gpuProcesses(gpus, apps);
  assert.deepEqual(first, {
    pid: 4711,
    process: "/usr/bin/python3",
    gpu: "1",
    model: "NVIDIA A100",
    memory: 512 * 1024 * 1024,
  });
  assert.deepEqual([second.gpu, second.memory, none], ["GPU-9z", undefined, []]);
  const ids = ["a".repeat(64), "b".repeat(64)];
  assert.equal(containerOfCgroup(`0::/docker/${ids[1]}\n`, ids), ids[1]);
  assert.equal(containerOfCgroup("0::/user.slice\n", ids), undefined);
});
