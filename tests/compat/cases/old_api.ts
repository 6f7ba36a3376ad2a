/** Command lines at an API of long ago, which docker's client still speaks. */
import type { Group } from "../types.ts";

const env = { DOCKER_API_VERSION: "1.29" };

export const oldApi: Group = {
  name: "at API 1.29",
  cases: [
    { line: "run busybox:1 sh -c 'echo out; exit 3'", before: [], env },
    { line: "run --rm busybox:1 sh -c 'exit 4'", before: [], env, state: "ps -aq" },
    { line: "run --rm busybox:1 true", before: [], env },
    {
      line: "start -a old",
      before: ["create --name old busybox:1 sh -c 'echo x; sleep .3; exit 5'"],
      env,
    },
    { line: "wait old", before: ["run --name old busybox:1 sh -c 'exit 0'"], env },
  ],
};
