/** What others learn of a recorder by its lock. */
import assert from "node:assert/strict";
import { recordPlace } from "../places.ts";
import { identity, RecorderLock, type RecorderStatus, runningRecorder } from "./lock.ts";

const NOTHING = {
  following: 0,
  containers: 0,
  lag: 0,
  lines: 0,
  bytes: 0,
  samples: 0,
  events: 0,
  gaps: 0,
};

Deno.test("runningRecorder() says of a recorder that has said nothing for long that it hangs", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const place = recordPlace(dir, "unix:///x.sock");
    using lock = await RecorderLock.take(place, "unix:///x.sock");
    const status: RecorderStatus = {
      ...identity("unix:///x.sock", "1", new Date()),
      ...NOTHING,
      state: "recording",
    };
    const silent = async (state: RecorderStatus["state"], seconds: number) => {
      lock.write({ ...status, state });
      const then = new Date(Date.now() - seconds * 1000);
      await Deno.utime(place.lock, then, then);
      return (await runningRecorder(place))?.trouble;
    };
    assert.equal(await silent("recording", 2), undefined);
    const said = await silent("recording", 61);
    assert.match(
      said!,
      /^it has said nothing for 6[12] s: it hangs .*kill -9 \d+, then record start/,
    );
    assert.match((await silent("waiting", 61))!, /it hangs/);
    assert.equal(await silent("starting", 61), undefined);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
