/** The benchmark of searching a large record, beside grep on its files. */
import { join } from "node:path";
import { type MadeSegment, makeRecord } from "../../../core/recorder/testing/make_record.ts";
import { recordPlace } from "../../../core/recorder/places.ts";
import { baseEnvironment, BINARY } from "../../engine/mod.ts";
import type { BenchCase } from "../types.ts";

const ENDPOINT = "unix:///var/run/docker.sock";
const CONTAINERS = 10;
const SEGMENTS = 10;
const START = Date.parse("2026-01-01T00:00:00Z");

/** One line of a thousand is found. */
const WANTED = "(timeout|refused) after [0-9]+ ms";

/** Lines of a web server's log, one of a container a millisecond. */
function segment(container: number, first: number, count: number): MadeSegment {
  let text = "";
  for (let i = first; i < first + count; i++) {
    const time = `${new Date(START + i).toISOString().slice(0, -1)}${100_000 + container}Z`;
    text += i % 1000 === 7
      ? `${time} err level=error msg="upstream timeout after ${i % 977} ms" request=${i}\n`
      : `${time} out GET /items/${i} 200 ${i % 977} ms "curl/8.${i % 10}" id=${
        i * 7919 % 65_521
      }\n`;
  }
  const nanos = (i: number) => BigInt(START + i) * 1_000_000n;
  return { items: [], raw: { text, lines: count, from: nanos(first), to: nanos(first + count) } };
}

/** What a search of the record takes beside grep on its files. */
export const recordSearch: BenchCase = {
  name: "record-search",
  summary: "dockerctl logs --grep over 10,000,000 recorded lines, beside grep -rE on their files",
  aim: "at most 3 times grep's time",
  reached: (r) => r.peer === undefined ? undefined : r.dockerctl <= 3 * r.peer,
  pairs: 5,
  warmUp: 1,
  engineless: true,
  prepare: ({ dir, short }) => {
    const lines = (short ? 100_000 : 10_000_000) / CONTAINERS / SEGMENTS;
    const home = join(dir, "home");
    const place = recordPlace(join(home, ".local/state/dockerctl/record"), ENDPOINT);
    makeRecord(place.dir, {
      endpoint: ENDPOINT,
      containers: Array.from({ length: CONTAINERS }, (_, n) => ({
        id: String(n).repeat(64),
        name: `web-${n}`,
        segments: function* () {
          for (let s = 0; s < SEGMENTS; s++) yield segment(n, s * lines, lines);
        }(),
      })),
    });
    const env = { ...baseEnvironment(home), LANG: "C.UTF-8", DOCKER_HOST: ENDPOINT };
    // grep ends at its first find where nobody reads what it writes; so somebody does.
    const counted = (line: string) => ({
      words: [
        "sh",
        "-c",
        `n=$(${line} | wc -l); [ "$n" -eq ${lines * CONTAINERS * SEGMENTS / 1000} ]`,
      ],
      env,
    });
    return Promise.resolve({
      dockerctl: counted(`"${BINARY}" logs --grep '${WANTED}'`),
      peer: { name: "grep -rE", ...counted(`grep -rE '${WANTED}' '${place.logs}'`) },
    });
  },
};
