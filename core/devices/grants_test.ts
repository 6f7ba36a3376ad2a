/** Ways in which containers have devices, on documents made up for it. */
import assert from "node:assert/strict";
import type { HostConfig } from "../containers/config.ts";
import { type DeviceDocument, deviceGrants, gives } from "./grants.ts";
import { covers, fixedNumber, parseRule } from "./numbers.ts";

type Mounts = NonNullable<DeviceDocument["Mounts"]>;

function bind(Source: string, Destination = Source): Mounts[number] {
  return { Type: "bind", Source, Destination, Mode: "", RW: true, Propagation: "rprivate" };
}

/** Grants as `how device -> inside access`. */
function shown(HostConfig: HostConfig, Mounts: Mounts = [], Env: string[] = []): string[] {
  return deviceGrants({ HostConfig, Mounts, Config: { Env } }).map((g) =>
    `${g.how} ${g.device}${g.inContainer === undefined ? "" : ` -> ${g.inContainer}`} ${
      g.access || "none"
    }`
  );
}

Deno.test("deviceGrants() tells each way apart", () => {
  const rows: [HostConfig, Mounts, string[]][] = [
    [{}, [], []],
    [{ Devices: null, DeviceRequests: null, DeviceCgroupRules: null }, [], []],
    [
      {
        Devices: [{ PathOnHost: "/dev/zero", PathInContainer: "/dev/nil", CgroupPermissions: "r" }],
      },
      [],
      ["mapped /dev/zero -> /dev/nil r"],
    ],
    [{ Devices: [{ PathOnHost: "/dev/snd" }] }, [], ["mapped /dev/snd -> /dev/snd rwm"]],
    [
      { DeviceRequests: [{ Count: -1, Capabilities: [["gpu"]] }] },
      [],
      ["requested gpu: all rwm"],
    ],
    [
      { DeviceRequests: [{ Count: 2, Capabilities: [["gpu", "compute"]] }] },
      [],
      ["requested gpu+compute: any 2 rwm"],
    ],
    [
      { DeviceRequests: [{ DeviceIDs: ["0", "GPU-1a"], Capabilities: [["gpu"]] }] },
      [],
      ["requested gpu: 0, GPU-1a rwm"],
    ],
    [
      { DeviceRequests: [{ Driver: "cdi", DeviceIDs: ["vendor.com/net=a", "vendor.com/net=b"] }] },
      [],
      ["requested vendor.com/net=a rwm", "requested vendor.com/net=b rwm"],
    ],
    [{ DeviceCgroupRules: ["c 10:229 rw"] }, [], ["cgroup rule c 10:229 rw rw"]],
    [{ Privileged: true }, [], ["privileged /dev -> /dev rwm"]],
    // A node that is only mounted is seen, and no more.
    [{}, [bind("/dev/fuse")], ["bind /dev/fuse -> /dev/fuse none"]],
    [
      { DeviceCgroupRules: ["c 10:* r"] },
      [bind("/dev/fuse")],
      ["bind /dev/fuse -> /dev/fuse r", "cgroup rule c 10:* r r"],
    ],
    [
      { Privileged: true },
      [bind("/dev", "/host/dev")],
      ["privileged /dev -> /dev rwm", "bind /dev -> /host/dev rwm"],
    ],
    [{}, [bind("/", "/host")], ["bind / -> /host/dev none"]],
    [{}, [bind("/dev/null")], ["bind /dev/null -> /dev/null rwm"]],
    [{}, [bind("/dev/shm"), bind("/developer"), bind("/srv")], []],
    [
      {
        Mounts: [{
          Type: "volume",
          Source: "data",
          Target: "/data",
          VolumeOptions: { DriverConfig: { Options: { type: "ext4", device: "/dev/sdb1" } } },
        }],
      },
      [],
      ["volume /dev/sdb1 -> /data rw"],
    ],
  ];
  for (const [host, mounts, expected] of rows) {
    assert.deepEqual(shown(host, mounts), expected, JSON.stringify([host, mounts]));
  }
});

Deno.test("deviceGrants() knows the GPUs that NVIDIA's runtime gives by a variable", () => {
  const Runtime = "nvidia";
  assert.deepEqual(shown({ Runtime }, [], ["NVIDIA_VISIBLE_DEVICES=0,1"]), [
    "requested gpu: 0,1 rwm",
  ]);
  assert.deepEqual(shown({ Runtime }, [], ["NVIDIA_VISIBLE_DEVICES=void"]), []);
  assert.deepEqual(shown({ Runtime }), []);
  assert.deepEqual(shown({ Runtime: "runc" }, [], ["NVIDIA_VISIBLE_DEVICES=all"]), []);
});

Deno.test("gives() finds a device by path, folder, rule and request", () => {
  const given = (host: HostConfig, path: string, mounts: Mounts = []) =>
    deviceGrants({ HostConfig: host, Mounts: mounts }).some((g) => gives(g, path));
  assert.ok(given({ Devices: [{ PathOnHost: "/dev/snd" }] }, "/dev/snd/timer"));
  assert.ok(!given({ Devices: [{ PathOnHost: "/dev/sd" }] }, "/dev/sda"));
  assert.ok(given({ Privileged: true }, "/dev/sda"));
  assert.ok(given({}, "/dev/sda", [bind("/", "/host")]));
  assert.ok(given({ DeviceCgroupRules: ["c 10:229 rwm"] }, "/dev/fuse"));
  assert.ok(given({ DeviceCgroupRules: ["b 7:* r"] }, "/dev/loop3"));
  assert.ok(!given({ DeviceCgroupRules: ["b 7:2 r"] }, "/dev/loop3"));
  assert.ok(given({ DeviceCgroupRules: ["a *:* rwm"] }, "/dev/fuse"));
  // Whose numbers nobody knows here is not said to be covered.
  assert.ok(!given({ DeviceCgroupRules: ["c 10:* rwm"] }, "/dev/thing"));
  const gpus = (ids: string[]) => ({
    DeviceRequests: [{ DeviceIDs: ids, Capabilities: [["gpu"]] }],
  });
  assert.ok(given(gpus(["0", "2"]), "/dev/nvidia2"));
  assert.ok(!given(gpus(["0", "2"]), "/dev/nvidia1"));
  assert.ok(!given({ DeviceRequests: [{ Count: 1, Capabilities: [["gpu"]] }] }, "/dev/nvidia1"));
});

Deno.test("parseRule() and covers() take the engine's rules and refuse others", () => {
  assert.deepEqual(parseRule("c 1:3 mr"), { kind: "c", major: 1, minor: 3, access: "mr" });
  assert.equal(parseRule("c 1:3 mrx"), undefined);
  assert.equal(parseRule("d 1:3 r"), undefined);
  assert.ok(!covers(parseRule("b 10:229 r")!, fixedNumber("/dev/fuse")!));
  assert.deepEqual(fixedNumber("/dev/loop11"), { kind: "b", major: 7, minor: 11 });
  assert.deepEqual(fixedNumber("/dev/ttyS1"), { kind: "c", major: 4, minor: 65 });
  assert.equal(fixedNumber("/dev/constructor"), undefined);
  assert.equal(fixedNumber("constructor"), undefined);
});
