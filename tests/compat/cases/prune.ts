/** Prunes whose question is answered by a pipe, compared with docker. */
import type { Group } from "../types.ts";

export const prune: Group = {
  name: "prune",
  files: {
    "filters/config.json": '{"pruneFilters": ["label!=keep", "label=mine"]}',
  },
  cases: [
    { line: "container prune", before: ["create --name gone busybox:1"], stdin: "y\n" },
    { line: "container prune", before: ["create --name gone busybox:1"], stdin: " Y \nn\n" },
    { line: "container prune", before: ["create --name gone busybox:1"], stdin: "y" },
    { line: "container prune", before: [], stdin: "n\n" },
    { line: "container prune", before: [], stdin: "yes\n" },
    { line: "volume prune", before: ["volume create"], stdin: "y\n" },
    { line: "volume prune --all", before: [], stdin: "n\n", minApi: "1.42" },
    { line: "network prune", before: ["network create gone"], stdin: "y\n" },
    { line: "network prune", before: [], stdin: "" },
    { line: "image prune", before: [], stdin: "y\n" },
    {
      line: "--config filters container prune -f",
      differs: {
        reason: "docker 28 loses labels among the pruneFilters of config.json and removes them too",
        in: ["stdout"],
      },
      before: [
        "create --name one --label mine busybox:1",
        "create --name two --label mine --label keep busybox:1",
        "create --name three busybox:1",
      ],
      state: "ps -a --format {{.Names}}",
    },
    {
      line: "--config filters container prune -f --filter label=keep",
      before: [
        "create --name one --label mine busybox:1",
        "create --name two --label mine --label keep busybox:1",
        "create --name three busybox:1",
      ],
      state: "ps -a --format {{.Names}}",
    },
    { line: "image prune -a", before: [], stdin: "n\n" },
    { line: "system prune", before: ["create --name gone busybox:1"], stdin: "y\n" },
    {
      line: "system prune --volumes --filter label=x --filter label=a=b",
      before: [],
      stdin: "n\n",
    },
  ],
};
