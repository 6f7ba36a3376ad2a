/** The list of hosts is read, chosen from and written. */
import assert from "node:assert/strict";
import { isEngineError } from "../errors.ts";
import { chooseHosts, hostWords } from "./choose.ts";
import { clockDifference, clockIsOff, twins } from "./facts.ts";
import { hostEntry, nameOfEndpoint, readHosts, readHostsText } from "./hosts.ts";
import { loadHosts, updateHosts } from "./hosts_file.ts";
import { clockWords } from "./state.ts";

const THREE = [
  { name: "web1", host: "ssh://me@web1", group: "web", colour: "red" },
  { name: "web2", context: "two", group: ["web", "prod"], readOnly: true },
  { name: "db", server: "https://db:8443", tokenFile: "/t", filter: "label=tier=db" },
];

Deno.test("readHosts() reads what is right, and hostEntry() writes it again", () => {
  const { hosts, problems } = readHosts(THREE);
  assert.deepEqual(problems, []);
  assert.deepEqual(hosts.map((h) => h.groups), [["web"], ["web", "prod"], []]);
  assert.deepEqual(hosts[2].filter, ["tier=db"]);
  assert.deepEqual(readHosts(hosts.map(hostEntry)).hosts, hosts);
});

Deno.test("readHosts() leaves out a host that is wrong, and says why", () => {
  const wrong: [unknown, RegExp][] = [
    ["web", /must be an object/],
    [{ host: "ssh://a" }, /has no name/],
    [{ name: "a b", host: "ssh://a" }, /is no name of a host/],
    [{ name: "all", host: "ssh://a" }, /is no name of a host/],
    [{ name: "a" }, /must have one of/],
    [{ name: "a", host: "ssh://a", context: "b" }, /must have one of/],
    [{ name: "a", host: 5 }, /host must be a text/],
    [{ name: "a", host: "ssh://a", colour: "pink" }, /colour .* must be one of/],
    [{ name: "a", host: "ssh://a", readOnly: "yes" }, /true or false/],
    [{ name: "a", host: "ssh://a", group: ["x", 3] }, /group/],
    [{ name: "a", host: "ssh://a", group: "all" }, /group/],
    [{ name: "a", host: "ssh://a", tokenFile: "/t" }, /goes with "server"/],
    [{ name: "a", host: "ssh://a", typo: 1 }, /no setting "typo"/],
    [THREE[0], /two hosts called web1/],
  ];
  for (const [entry, why] of wrong) {
    const { hosts, problems } = readHosts([THREE[0], entry]);
    assert.equal(hosts.length, 1, JSON.stringify(entry));
    assert.match(problems.join(), why);
  }
  assert.match(readHosts({}).problems.join(), /must be a list/);
});

Deno.test("a file of hosts is JSON, or an endpoint a line", () => {
  const text = "# mine\nssh://me@web1:22\ntcp://10.0.0.2:2375 two web # second\n\n" +
    "https://db:8443|db|data\nunix:///run/a/docker.sock\n";
  const { hosts, problems } = readHostsText(text);
  assert.deepEqual(problems, []);
  assert.deepEqual(hosts.map((h) => [h.name, h.host ?? h.server, ...h.groups]), [
    ["web1", "ssh://me@web1:22"],
    ["two", "tcp://10.0.0.2:2375", "web"],
    ["db", "https://db:8443", "data"],
    ["a-docker.sock", "unix:///run/a/docker.sock"],
  ]);
  assert.deepEqual(readHostsText(JSON.stringify(THREE)).hosts, readHosts(THREE).hosts);
  assert.deepEqual(readHostsText(JSON.stringify({ hosts: THREE })).hosts, readHosts(THREE).hosts);
  assert.match(readHostsText("ssh://a b c d").problems.join(), /line 1 must be/);
  assert.match(readHostsText("[{").problems.join(), /no JSON/);
  assert.equal(nameOfEndpoint("ssh://me@[::1]:22/x"), "---1-");
});

Deno.test("chooseHosts() takes names, groups, all, contexts and addresses, and nothing else", async () => {
  const { hosts } = readHosts(THREE);
  const names = async (...words: string[]) =>
    (await chooseHosts(words, hosts, { contexts: () => Promise.resolve(["far"]) }))
      .map((h) => h.name);
  assert.deepEqual(await names("db,web1"), ["web1", "db"]);
  assert.deepEqual(await names("@web", "web1"), ["web1", "web2"]);
  assert.deepEqual(await names("@prod"), ["web2"]);
  assert.deepEqual(await names("all"), ["web1", "web2", "db"]);
  assert.deepEqual(await names("@all"), ["web1", "web2", "db"]);
  assert.deepEqual(await names("far, ssh://you@other"), ["far", "other"]);
  for (const word of ["nope", "@nope", ","]) {
    await assert.rejects(names(word), (e) => isEngineError(e, "config"));
  }
  await assert.rejects(chooseHosts(["all"], []), /no hosts yet/);
  assert.deepEqual(hostWords(hosts).map((w) => w.value), [
    "web1",
    "web2",
    "db",
    "@prod",
    "@web",
    "@all",
  ]);
});

Deno.test("updateHosts() keeps the rest of the settings, and touches no list it cannot read", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const env = { XDG_CONFIG_HOME: dir };
    assert.deepEqual(await loadHosts(env), { hosts: [], problems: [] });
    const file = `${dir}/dockerctl/config.json`;
    await Deno.mkdir(`${dir}/dockerctl`);
    await Deno.writeTextFile(file, JSON.stringify({ tui: { theme: "dark" }, protect: ["db"] }));
    await updateHosts(env, undefined, (hosts) => [...hosts, ...readHosts(THREE).hosts]);
    await updateHosts(env, undefined, (hosts) => hosts.filter((h) => h.name !== "web1"));
    const saved = JSON.parse(await Deno.readTextFile(file));
    assert.deepEqual(saved, {
      tui: { theme: "dark" },
      protect: ["db"],
      hosts: THREE.slice(1).map(
        (h) => h.name === "db" ? { ...h, filter: "tier=db" } : h,
      ),
    });
    const broken = JSON.stringify({ hosts: [{ name: "a" }] });
    await Deno.writeTextFile(file, broken);
    await assert.rejects(updateHosts(env, undefined, (h) => h), /must have one of/);
    assert.equal(await Deno.readTextFile(file), broken);
    await assert.rejects(loadHosts(env, `${dir}/none`), /no such file/);
    await assert.rejects(loadHosts(env, dir), /folder/);
    await new Deno.Command("mkfifo", { args: [`${dir}/pipe`] }).output();
    await assert.rejects(loadHosts(env, `${dir}/pipe`), /it is no file/);
    await assert.rejects(loadHosts(env, "/dev/zero"), /it is no file/);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("a clock's difference is told from the way's own time", () => {
  const before = Date.parse("2026-01-01T00:00:00Z");
  const at = (text: string, took: number) => clockDifference(text, before, took);
  assert.deepEqual(at("2026-01-01T00:00:05.050Z", 100), { ms: 5000, within: 50 });
  assert.equal(at("", 1), undefined);
  assert.equal(clockIsOff(at("2026-01-01T00:00:05Z", 100)), true);
  assert.equal(clockIsOff(at("2026-01-01T00:00:05Z", 12_000)), false);
  assert.equal(clockWords({ ms: -90_000, within: 3 }), "-2m");
  assert.equal(clockWords({ ms: 1500, within: 3 }), "+1.5s");
  assert.equal(clockWords({ ms: 40, within: 3 }), "~0");
});

Deno.test("twins() names the others of one engine id, and no host without an id", () => {
  const found = twins([["a", "1"], ["b", "2"], ["c", "1"], ["d", ""], ["e", undefined]]);
  assert.deepEqual([...found], [["a", ["c"]], ["c", ["a"]]]);
});
