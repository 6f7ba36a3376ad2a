/** Wrong and helpless command lines, compared with docker. */
import type { Group } from "../types.ts";

/** Docker without its buildx plugin calls its own builder deprecated. */
const withoutBuilder = (text: string) =>
  text.replace(/^DEPRECATED: The legacy builder[^]*?\n\n/, "");

/** What is said to command lines that cannot be read. */
export const usage: Group = {
  name: "usage errors",
  cases: [
    "frob",
    {
      line: "frob --x",
      differs: {
        reason: "An unknown command is named before its flags are looked at",
        in: ["code", "stderr"],
      },
    },
    "container frob",
    "image frob x",
    "volume frob",
    "network frob",
    "rn",
    "network",
    "import",
    "import a b c",
    "login -p x --password-stdin",
    {
      line: "stop --time 0 --timeout 0 x",
      differs: {
        reason: "docker 28.5 says on stdout, where scripts read names, that --time is deprecated",
        in: ["stdout"],
      },
    },
    {
      line: "restart -t 0 --time 0 x",
      differs: {
        reason: "docker 28.5 says on stdout, where scripts read names, that --time is deprecated",
        in: ["stdout"],
      },
    },
    { line: "build -t BAD:: .", env: { DOCKER_BUILDKIT: "0" }, normalise: withoutBuilder },
    { line: "build -t Bad:1 .", env: { DOCKER_BUILDKIT: "0" }, normalise: withoutBuilder },
    { line: "builder", normalise: withoutBuilder },
    { line: "builder frob", normalise: withoutBuilder },
    { line: "builder build", normalise: withoutBuilder },
    { line: "builder prune -f x", normalise: withoutBuilder },
    { line: "builder prune -f", before: [], normalise: withoutBuilder },
    "config ls",
    "config rm x",
    "secret ls",
    "secret inspect x",
    "stop --timout 3 x",
    "run --nmae x busybox:1",
    "--bogus ps",
    "-H",
    "--host unix:///a --context b ps",
    "-H unix:///nonexistent.sock ps",
    "--host=unix:///nonexistent.sock ps",
    "-H tcp://127.0.0.1:1 ps",
    "-H nonsense://x ps",
    "--context nope ps",
    "-c nope ps",
    { line: "ps", env: { DOCKER_CONTEXT: "nope", DOCKER_HOST: "" } },
    { line: "ps", env: { DOCKER_HOST: "unix:///nonexistent.sock" } },
    { line: "stop x", env: { DOCKER_HOST: "unix:///nonexistent.sock" } },
    { line: "rm x", env: { DOCKER_HOST: "unix:///nonexistent.sock" } },
    { line: "images", env: { DOCKER_HOST: "unix:///nonexistent.sock" } },
    { line: "logs x", env: { DOCKER_HOST: "unix:///nonexistent.sock" } },
    { line: "run busybox:1", env: { DOCKER_HOST: "unix:///nonexistent.sock" } },
    { line: "exec x true", env: { DOCKER_HOST: "unix:///nonexistent.sock" } },
    { line: "start x", env: { DOCKER_HOST: "unix:///nonexistent.sock" } },
  ],
};
