/** Tests of devices.ts: values of flags about devices, limits and `key=value` pairs. */
import assert from "node:assert/strict";
import {
  isCdiName,
  parseBpsDevice,
  parseDevice,
  parseGpus,
  parseIopsDevice,
  parseUlimit,
  parseWeightDevice,
} from "./devices.ts";

Deno.test("parseDevice() reads host, container and mode", () => {
  const cases: [string, [string, string, string]][] = [
    ["/dev/snd", ["/dev/snd", "/dev/snd", "rwm"]],
    ["/dev/snd:rw", ["/dev/snd", "/dev/snd", "rw"]],
    ["/dev/snd:/snd", ["/dev/snd", "/snd", "rwm"]],
    ["/dev/snd:/snd:r", ["/dev/snd", "/snd", "r"]],
  ];
  for (const [text, [PathOnHost, PathInContainer, CgroupPermissions]] of cases) {
    assert.deepEqual(parseDevice(text), { PathOnHost, PathInContainer, CgroupPermissions });
  }
  const bad: [string, string][] = [
    ["", "bad format for path: "],
    ["dev/snd", "dev/snd is not an absolute path"],
    ["/dev/snd:/snd:x", "bad mode specified: x"],
    ["/a:/b:r:w", "bad format for path: /a:/b:r:w"],
  ];
  for (const [text, message] of bad) assert.throws(() => parseDevice(text), { message });
});

Deno.test("isCdiName() tells CDI names from paths", () => {
  assert.ok(isCdiName("vendor.com/class=gpu0"));
  for (const other of ["/dev/snd", "vendor/class", "vendor=x", "1v/c=d"]) {
    assert.ok(!isCdiName(other), other);
  }
});

Deno.test("parseGpus() reads docker's forms", () => {
  const plain = {
    Driver: "",
    Count: -1,
    DeviceIDs: null,
    Capabilities: [["gpu"]],
    Options: {},
  };
  assert.deepEqual(parseGpus("all"), plain);
  assert.deepEqual(parseGpus("2"), { ...plain, Count: 2 });
  assert.deepEqual(parseGpus("driver=nvidia"), { ...plain, Driver: "nvidia", Count: 1 });
  assert.deepEqual(parseGpus('"device=0,1",capabilities=compute'), {
    ...plain,
    Count: 0,
    DeviceIDs: ["0", "1"],
    Capabilities: [["compute", "gpu"]],
  });
  const bad: [string, string][] = [
    [
      "x",
      'invalid count (x): value must be either "all" or an integer: invalid syntax',
    ],
    ["count=1,count=2", "gpu request key 'count' can be specified only once"],
    ["bogus=1", "unexpected key 'bogus' in 'bogus=1'"],
  ];
  for (const [text, message] of bad) assert.throws(() => parseGpus(text), { message });
});

Deno.test("parseUlimit() checks names and order", () => {
  assert.deepEqual(parseUlimit("nofile=512:1024"), { Name: "nofile", Soft: 512, Hard: 1024 });
  assert.deepEqual(parseUlimit("core=-1"), { Name: "core", Soft: -1, Hard: -1 });
  const bad: [string, string][] = [
    ["nofile", "invalid ulimit argument: nofile"],
    ["bogus=1", "invalid ulimit type: bogus"],
    ["core=x", 'strconv.ParseInt: parsing "x": invalid syntax'],
    [
      "core=2:1",
      "ulimit soft limit must be less than or equal to hard limit: 2 > 1",
    ],
    [
      "core=-1:1",
      "ulimit soft limit must be less than or equal to hard limit: soft: -1 (unlimited), hard: 1",
    ],
    [
      "core=1:2:3",
      "too many limit value arguments - 1:2:3, can only have up to two, `soft[:hard]`",
    ],
  ];
  for (const [text, message] of bad) assert.throws(() => parseUlimit(text), { message });
});

Deno.test("parseWeightDevice() and the rates check path and number", () => {
  assert.deepEqual(parseWeightDevice("/dev/sda:200"), { Path: "/dev/sda", Weight: 200 });
  assert.deepEqual(parseBpsDevice("/dev/sda:1mb"), { Path: "/dev/sda", Rate: 1048576 });
  assert.deepEqual(parseIopsDevice("/dev/sda:100"), { Path: "/dev/sda", Rate: 100 });
  assert.throws(() => parseWeightDevice("/dev/sda:5"), {
    message: "invalid weight for device: /dev/sda:5",
  });
  assert.throws(() => parseBpsDevice("sda:1"), {
    message: "bad format for device path: sda:1",
  });
  assert.throws(() => parseIopsDevice("/dev/sda"), { message: "bad format: /dev/sda" });
});
