/** The first ping, by which the API version is agreed. */
import assert from "node:assert/strict";
import { get, refusal, testBoth } from "./_test_client.ts";
import { PING, startPeer } from "./_test_peer.ts";

testBoth("send() negotiates once, for many at once, by an unversioned HEAD", async (using_) => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    return "keep";
  });
  await using_(peer.endpoint, async (t) => {
    await Promise.all(
      Array.from({ length: 5 }, async () => await (await t.send(get("/info"))).json()),
    );
    const pings = peer.requests.filter((r) => r.includes("/_ping"));
    assert.equal(pings.length, 1);
    assert.match(pings[0], /^HEAD \/_ping HTTP\/1\.1\r\n/);
    const infos = peer.requests.filter((r) => r.startsWith("GET /v1.41/info HTTP/1.1\r\n"));
    assert.equal(infos.length, 5);
    assert.match(infos[0], /host: localhost\r\n/i);
    assert.match(infos[0], /user-agent: dockerctl \(/i);
    assert.equal((await t.greeting()).osType, "linux");
  });
});

testBoth("greeting() falls back to GET when HEAD is refused or cut", async (using_) => {
  for (const answer of ["HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\n\r\n", ""]) {
    await using peer = await startPeer(async (c, head) => {
      await c.say(head.startsWith("HEAD") ? answer : PING);
    }, { ping: false });
    await using_(peer.endpoint, async (t) => {
      assert.equal((await t.greeting()).apiVersion, "1.41");
      assert.deepEqual(peer.requests.map((r) => r.split(" ")[0]), ["HEAD", "GET"]);
    });
  }
});

testBoth(
  "greeting() keeps to our newest version when the engine's is newer or untold",
  async (using_) => {
    for (const header of ["Api-Version: 1.99\r\n", "", "Api-Version: nonsense\r\n"]) {
      await using peer = await startPeer(async (c) => {
        await c.say(`HTTP/1.1 200 OK\r\n${header}Content-Length: 0\r\n\r\n`);
      }, { ping: false });
      await using_(peer.endpoint, async (t) => {
        assert.equal((await t.greeting()).apiVersion, "1.51");
      });
    }
  },
);

testBoth("greeting() refuses an engine older than 1.24", async (using_) => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nApi-Version: 1.23\r\nContent-Length: 0\r\n\r\n");
  }, { ping: false });
  await using_(peer.endpoint, async (t) => {
    const e = await refusal(t.send(get("/info")), "version");
    assert.equal(e.op, "test");
  });
});

testBoth("send() negotiates anew after the engine was replaced by an older one", async (using_) => {
  let version = "1.45";
  await using peer = await startPeer(async (c, head) => {
    if (head.includes("/_ping")) {
      await c.say(`HTTP/1.1 200 OK\r\nApi-Version: ${version}\r\nContent-Length: 0\r\n\r\n`);
    } else if (head.includes(`/v${version}/`)) {
      await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    } else {
      const body =
        `{"message":"client version 1.45 is too new. Maximum supported API version is 1.41"}`;
      await c.say(`HTTP/1.1 400 Bad Request\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    }
    return "keep";
  }, { ping: false });
  await using_(peer.endpoint, async (t) => {
    await (await t.send(get("/x"))).json();
    version = "1.41";
    await refusal(t.send(get("/x")), "version");
    await (await t.send(get("/x"))).json();
    assert.equal((await t.greeting()).apiVersion, "1.41");
  });
});

testBoth("send() of a fixed version asks nothing first", async (using_) => {
  await using peer = await startPeer(async (c) => {
    await c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  });
  await using_(peer.endpoint, async (t) => {
    await (await t.send(get("/info"))).json();
    assert.equal(peer.requests.length, 1);
    assert.match(peer.requests[0], /^GET \/v1\.30\/info /);
    await refusal(t.send(get("/x", { minApi: "1.31" })), "version");
  }, { apiVersion: "1.30" });
});

testBoth("greeting() ends when nothing is said", async (using_) => {
  await using peer = await startPeer(async (c) => await c.gone(), { ping: false });
  await using_(peer.endpoint, async (t) => {
    const e = await refusal(t.send(get("/info")), "timeout");
    assert.match(e.message, /did not answer a ping within 0\.1 seconds/);
  }, { pingTimeout: 100 });
});
