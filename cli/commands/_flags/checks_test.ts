/** Tests of checks.ts. */
import assert from "node:assert/strict";
import { canonicalIP, isLoopback, isMacAddress } from "./addresses.ts";
import {
  checkCgroupRule,
  checkDomain,
  checkExtraHost,
  checkLabel,
  checkLink,
  checkSysctl,
} from "./checks.ts";

Deno.test("canonicalIP() writes addresses as Go's net.IP", () => {
  const cases: [string, string | undefined][] = [
    ["10.0.0.1", "10.0.0.1"],
    ["10.0.0.01", undefined],
    ["256.1.1.1", undefined],
    ["0:0:0:0:0:0:0:1", "::1"],
    ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["::ffff:1.2.3.4", "1.2.3.4"],
    ["::", "::"],
    ["1::", "1::"],
    ["1::2::3", undefined],
    ["1:2:3:4:5:6:7:8:9", undefined],
    ["fe80::1%eth0", undefined],
    ["", undefined],
  ];
  for (const [text, want] of cases) assert.equal(canonicalIP(text), want, text);
  assert.ok(isLoopback("127.1.2.3") && isLoopback("::1") && !isLoopback("10.0.0.1"));
});

Deno.test("isMacAddress() takes Go's notations", () => {
  for (const good of ["92:d0:c6:0a:29:33", "92-d0-c6-0a-29-33", "92d0.c60a.2933"]) {
    assert.ok(isMacAddress(good), good);
  }
  for (const bad of ["92:d0:c6:0a:29", "92:d0-c6:0a:29:33", "x", ""]) {
    assert.ok(!isMacAddress(bad), bad);
  }
});

Deno.test("checkExtraHost() gives the engine's form", () => {
  assert.equal(checkExtraHost("a:10.0.0.1"), "a:10.0.0.1");
  assert.equal(checkExtraHost("a=[::1]"), "a:::1");
  assert.equal(checkExtraHost("a:host-gateway"), "a:host-gateway");
  assert.throws(() => checkExtraHost("a"), { message: 'bad format for add-host: "a"' });
  assert.throws(() => checkExtraHost("a:x"), { message: 'invalid IP address in add-host: "x"' });
});

Deno.test("checkLabel(), checkLink(), checkSysctl() and others refuse with docker's words", () => {
  const bad: [() => unknown, string][] = [
    [() => checkLabel("=x"), "invalid label '=x': empty name"],
    [() => checkLabel("a b=x"), "label 'a b' contains whitespaces"],
    [() => checkLink("a:b:c"), "bad format for links: a:b:c"],
    [() => checkSysctl("vm.swappiness=1"), "sysctl 'vm.swappiness=1' is not allowed"],
    [() => checkSysctl("net.x"), "sysctl 'net.x' is not allowed"],
    [() => checkDomain("1.2"), "1.2 is not a valid domain"],
    [() => checkCgroupRule("c 1:3"), "invalid device cgroup format 'c 1:3'"],
  ];
  for (const [f, message] of bad) assert.throws(f, { message });
  assert.equal(checkDomain("example.com. "), "example.com");
  assert.equal(checkDomain("."), ".");
});
