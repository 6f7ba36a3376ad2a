/** The flags of a site are read, and each mistake is told. */
import assert from "node:assert/strict";
import { innerPort, readPlace, readWish } from "./wish.ts";

const RIGHT = { image: "nginx", from: "web", to: "/srv/web/", reload: "restart" };

Deno.test("readWish() reads the flags of a site", () => {
  assert.deepEqual(readWish("blog", { ...RIGHT, memory: "64m", port: "8080:80", user: "www:33" }), {
    name: "blog",
    image: "nginx",
    from: "web",
    to: "/srv/web",
    user: "www:33",
    memory: 64 * 1024 ** 2,
    port: 8080,
    inner: 80,
    reload: "restart",
  });
  for (const image of ["./web", "../web", "/srv/web", ".", "~/web"]) {
    assert.equal(readWish("blog", { ...RIGHT, image }).build, image);
  }
  assert.equal(readWish("blog", { ...RIGHT, reload: "hup" }).reload, "SIGHUP");
});

Deno.test("readWish() tells what is wrong with a flag", () => {
  const wrong: [Record<string, string | undefined>, RegExp][] = [
    [{ image: undefined }, /needs --image/],
    [{ from: "" }, /needs --from/],
    [{ memory: "lots" }, /--memory: "lots" is no size/],
    [{ memory: "1k" }, /too little/],
    [{ port: "0" }, /is no port/],
    [{ port: "65536" }, /is no port/],
    [{ port: "80:99999" }, /is no port/],
    [{ port: "-1" }, /is no port/],
    [{ user: "a b" }, /is no USER/],
    [{ user: "root\n" }, /is no USER/],
    [{ to: "srv" }, /no absolute path/],
    [{ to: "/srv/../etc" }, /no absolute path/],
    [{ to: "/srv\n" }, /no absolute path/],
    [{ to: "/" }, /folder of the system/],
    [{ to: "/etc/" }, /folder of the system/],
    [{ to: "/proc/1/root" }, /folder of the system/],
    [{ to: "/srv//web" }, /empty part/],
    [{ reload: "KILL" }, /none of restart/],
  ];
  for (const [flags, why] of wrong) {
    assert.throws(() => readWish("blog", { ...RIGHT, ...flags }), why, JSON.stringify(flags));
  }
  for (const name of ["a", "-a", "a b", "../x", "x\x1b[31m", "a".repeat(64)]) {
    assert.throws(() => readWish(name, RIGHT), /no name of a site/);
  }
  assert.equal(readPlace("/srv"), "/srv");
});

Deno.test("innerPort() takes the image's port, and asks where it cannot tell", () => {
  const of = (port: number, ...exposed: string[]) => innerPort({ port }, exposed);
  assert.equal(of(0, "8080/tcp"), 8080);
  assert.equal(of(0, "443/tcp", "80/tcp"), 80);
  assert.equal(of(9000), 9000);
  assert.equal(of(0, "53/udp"), 80);
  assert.throws(() => of(0, "8080/tcp", "9090/tcp"), /exposes 8080, 9090: say which/);
  assert.equal(innerPort({ port: 1, inner: 7 }, []), 7);
});
