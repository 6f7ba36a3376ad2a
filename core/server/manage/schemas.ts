/** JSON Schemas of what the management calls answer, for the OpenAPI document. */

const text = { type: "string" };
const integer = { type: "integer" };
const number = { type: "number" };
const boolean = { type: "boolean" };
const time = { type: "string", format: "date-time" };

const object = (required: Record<string, unknown>, optional: Record<string, unknown> = {}) => ({
  type: "object",
  required: Object.keys(required),
  properties: { ...required, ...optional },
});

/** A list of something. */
export const list = (items: unknown) => ({ type: "array", items });

const texts = list(text);
const words = { type: "object", additionalProperties: text };

/** A host. */
export const HOST = object(
  { name: text, endpoint: text, state: { enum: ["connecting", "live", "lost"] } },
  { version: text, error: text },
);

/** A row of the list of containers. */
export const CONTAINER = object({
  host: text,
  id: text,
  name: text,
  image: text,
  imageId: text,
  command: text,
  created: time,
  state: text,
  asOf: time,
  ports: list(object({ private: integer, type: text }, { ip: text, public: integer })),
  networks: list(object({ name: text }, { address: text })),
  volumes: texts,
}, {
  health: text,
  exitCode: integer,
  stateMs: integer,
  project: text,
  service: text,
  protected: words,
  backupOf: text,
});

/** A row of the list of images. */
export const IMAGE = object({ host: text, id: text, tags: texts, size: integer, created: time });
/** A row of the list of networks. */
export const NETWORK = object({
  host: text,
  id: text,
  name: text,
  driver: text,
  internal: boolean,
  subnets: texts,
});
/** A row of the list of volumes. */
export const VOLUME = object({ host: text, name: text, driver: text, mountpoint: text }, {
  created: time,
});

/** All of a container. */
export const CONTAINER_DETAILS = object({
  host: text,
  id: text,
  name: text,
  image: text,
  imageId: text,
  created: time,
  state: text,
  running: boolean,
  paused: boolean,
  oomKilled: boolean,
  restartCount: integer,
  command: texts,
  entrypoint: texts,
  env: texts,
  labels: words,
  user: text,
  workingDir: text,
  tty: boolean,
  ports: list(object({ ip: text, public: text, private: text })),
  binds: texts,
  mounts: list(object({ type: text, source: text, target: text, writable: boolean })),
  networks: list(object({ name: text, address: text, aliases: texts })),
  networkMode: text,
  restartPolicy: text,
  restartLimit: integer,
  memory: integer,
  cpus: number,
  privileged: boolean,
  autoRemove: boolean,
}, {
  startedAt: time,
  finishedAt: time,
  exitCode: integer,
  error: text,
  health: object({
    status: text,
    failingStreak: integer,
    log: list(object({ at: text, exitCode: integer, output: text })),
  }),
});

/** A plan. */
export const PLAN = object({
  id: text,
  kind: { enum: ["recreate", "update", "restore", "nothing"] },
  name: text,
  differences: texts,
  keeps: texts,
  loses: texts,
  warnings: texts,
  problems: texts,
  asksLayer: boolean,
  before: texts,
  after: texts,
}, { backup: text });
