/** Command lines about contexts, compared with docker. */
import type { Group } from "../types.ts";

const FAR = "context create far --docker host=tcp://192.0.2.1:2375 --description 'far away'";
const NEAR = "context create near --docker host=unix:///nowhere.sock";

/** Without the engine's address from outside, the chosen context counts. */
const CHOSEN = { DOCKER_HOST: "" };

/** Reading ones make what they read as well: contexts lie in the HOME of a case. */
export const context: Group = {
  name: "context",
  files: { "no.tar": "this is no archive".repeat(40) },
  cases: [
    "context ls",
    "context ls -q",
    "context show",
    "context inspect --format '{{.Name}}'",
    "context nonsense",
    "context create",
    { line: FAR, before: [], state: "context ls --format json" },
    { line: FAR, before: [FAR] },
    { line: "context create 'a b'", before: [] },
    { line: "context create default", before: [] },
    { line: "context create x --docker frob", before: [] },
    { line: "context create x --docker frob=1", before: [] },
    { line: "context create --from far copy", before: [FAR], state: "context ls" },
    { line: "context create --from nope copy", before: [] },
    { line: "context ls", before: [FAR, NEAR] },
    { line: "context ls", before: [FAR, NEAR], tty: true },
    { line: "context list -q", before: [FAR, NEAR] },
    { line: "context ls --format '{{.Name}} {{.DockerEndpoint}} {{.Current}}'", before: [FAR] },
    { line: "context inspect far", before: [FAR] },
    {
      line: "context inspect -f '{{.Name}} {{.Endpoints.docker.Host}}' far near",
      before: [FAR, NEAR],
    },
    { line: "context inspect nope", before: [] },
    { line: "context use far", before: [FAR], state: "context ls" },
    { line: "context use far", before: [FAR], env: CHOSEN, state: "context ls" },
    { line: "context use nope", before: [] },
    { line: "context use default", before: [FAR, "context use far"], state: "context show" },
    { line: "context show", before: [FAR, "context use far"], env: CHOSEN },
    { line: "context rm far", before: [FAR], state: "context ls" },
    { line: "context remove far nope near", before: [FAR, NEAR], state: "context ls" },
    { line: "context rm default", before: [] },
    { line: "context rm near", before: [NEAR, "context use near"], env: CHOSEN },
    {
      line: "context rm -f near",
      before: [NEAR, "context use near"],
      env: CHOSEN,
      state: "context ls",
    },
    {
      line: "context update far --description near",
      before: [FAR],
      state: "context ls --format json",
    },
    {
      line: "context update far --docker host=ssh://me@far",
      before: [FAR],
      state: "context ls --format json",
    },
    { line: "context update far --docker from=near", before: [FAR, NEAR], state: "context ls" },
    { line: "context update far", before: [FAR], state: "context inspect far" },
    { line: "context update far --docker frob=1", before: [FAR] },
    { line: "context update default", before: [] },
    { line: "context update nope", before: [] },
    "context update",
    { line: "context export far", before: [FAR], state: "context import far2 far.dockercontext" },
    {
      line: "context export far out.tar",
      before: [FAR, "context update far --description 'a & b'"],
      state: "context import far2 out.tar",
    },
    { line: "context export far", before: [FAR, "context export far"] },
    { line: "context export far /nonexistent/x.tar", before: [FAR] },
    { line: "context export far -", before: [FAR], tty: true },
    {
      line: "context export default",
      before: [],
      state: "context import dd default.dockercontext",
    },
    { line: "context export nope", before: [] },
    {
      line: "context import copy far.dockercontext",
      before: [FAR, "context export far"],
      state: "context ls --format json",
    },
    { line: "context import far far.dockercontext", before: [FAR, "context export far"] },
    { line: "context import default far.dockercontext", before: [FAR, "context export far"] },
    { line: "context import copy nope.tar", before: [] },
    { line: "context import copy no.tar", before: [] },
    "context import copy",
    "--context nope ps",
  ],
};
