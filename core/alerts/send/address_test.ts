/** Tests of where webhooks may go. */
import assert from "node:assert/strict";
import { addressesOf, isLinkLocal } from "./address.ts";

Deno.test("isLinkLocal() knows link-local addresses in whatever form, and no others", () => {
  for (
    const address of [
      "169.254.169.254",
      "169.254.0.1",
      "fe80::1",
      "FE80::1%eth0",
      "febf:ffff::1",
      "::ffff:169.254.169.254",
      "::ffff:a9fe:a9fe",
      "0:0:0:0:0:ffff:a9fe:1",
      "::169.254.169.254",
      "::ffff:0:169.254.1.1",
      "64:ff9b::169.254.169.254",
      "2002:a9fe:a9fe::1",
      "fd00:ec2::254",
      "nonsense::1::2",
    ]
  ) assert.ok(isLinkLocal(address), address);
  for (
    const address of [
      "127.0.0.1",
      "::1",
      "10.0.0.1",
      "169.253.255.255",
      "169.255.0.1",
      "192.168.1.1",
      "fec0::1",
      "fd00::1",
      "2001:db8::a9fe:a9fe",
      "::ffff:127.0.0.1",
      "2606:4700::1111",
    ]
  ) assert.ok(!isLinkLocal(address), address);
});

Deno.test("addressesOf() refuses names that lead there, however the address is written", async () => {
  const refused = { name: "Error", message: /link-local/ };
  const to = (...found: string[]) => () => Promise.resolve(found);
  for (
    const url of [
      "http://169.254.169.254/",
      "http://2852039166/",
      "http://0xa9fea9fe/",
      "http://0251.0376.0251.0376/",
      "http://169.254.43518/",
      "http://[::ffff:169.254.169.254]/",
      "http://[fe80::1]/",
    ]
  ) await assert.rejects(addressesOf(new URL(url).hostname, to()), refused, url);
  await assert.rejects(addressesOf("metadata.example", to("169.254.169.254")), refused);
  await assert.rejects(addressesOf("x.example", to("fe80::2", "::ffff:a9fe:101")), refused);
  assert.deepEqual(await addressesOf("x.example", to("fe80::2", "10.0.0.1")), ["10.0.0.1"]);
  assert.deepEqual(await addressesOf("[::1]", to()), ["::1"]);
  await assert.rejects(addressesOf("x.example", to()), /no address/);
});
