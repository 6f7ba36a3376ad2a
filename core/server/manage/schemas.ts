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
  {
    name: text,
    endpoint: text,
    state: { enum: ["connecting", "live", "lost"] },
    readOnly: boolean,
    groups: texts,
  },
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
  writtenBytes: integer,
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

/** The record of a host. */
export const RECORD = object({ host: text, bytes: integer, containers: integer }, {
  from: time,
  to: time,
  recordingSince: time,
  trouble: text,
  lacks: text,
});
/** A container that is gone. */
export const REMOVED = object({
  host: text,
  id: text,
  name: text,
  image: text,
  command: text,
  created: time,
  removedAt: time,
  restartCount: integer,
  lines: integer,
  bytes: integer,
}, {
  logFrom: text,
  logTo: text,
  exitCode: integer,
  oomKilled: boolean,
  startedAt: time,
  finishedAt: time,
  project: text,
  service: text,
});
/** Lines around a moment. */
export const PAST_LINES = object({
  lines: list(object({ from: integer, time: text }, {
    stream: text,
    text,
    mark: text,
    exitCode: integer,
    recorded: boolean,
  })),
  end: boolean,
});
/** What a container used. */
export const HISTORY = object({
  recorded: boolean,
  samples: list(object({
    at: time,
    cpu: number,
    cpuMax: number,
    memory: integer,
    memoryMax: integer,
    memoryLimit: integer,
    networkIn: integer,
    networkOut: integer,
    diskRead: integer,
    diskWrite: integer,
    pids: integer,
  })),
});
/** What happened to a container; each kind has more of its own. */
export const TIMELINE = object({
  recorded: boolean,
  entries: list({
    type: "object",
    required: ["time", "kind"],
    properties: { time: text, kind: text },
    additionalProperties: true,
  }),
});
/** How much a container wrote. */
export const VOLUME_OF_LOG = object({
  recorded: boolean,
  since: number,
  until: number,
  step: number,
  from: number,
  lines: list(integer),
  stderr: list(integer),
  marks: list(object({ time: text, mark: text }, { exitCode: integer })),
});
/** Why it ended. */
export const VERDICT = object({
  name: text,
  kind: text,
  words: text,
  certainty: { enum: ["certain", "likely", "not known"] },
  evidence: list(object({ text }, { time: text })),
  next: texts,
}, {
  exitCode: integer,
  endedAt: text,
  now: text,
  loop: object({ ends: integer, period: number }, { next: time }),
});

/** A way in which a container has a device. */
export const DEVICE = object({
  host: text,
  containerId: text,
  container: text,
  running: boolean,
  how: text,
  device: text,
  access: text,
}, { inContainer: text, note: text });
/** Networks of a host, and who reaches whom. */
export const REACH = object({
  host: text,
  networks: list(object({
    name: text,
    driver: text,
    internal: boolean,
    names: boolean,
    subnets: texts,
    members: list(object({ name: text, running: boolean }, { address: text })),
  })),
  reach: list(object({ from: text, to: text, by: texts })),
  more: boolean,
});
/** What a host's objects take on its disk. */
export const USAGE = object({
  images: integer,
  imagesReclaimable: integer,
  buildCache: integer,
  volumes: { type: "object", additionalProperties: integer },
  containers: { type: "object", additionalProperties: integer },
});

/** A plan of undoing a removal. */
export const UNDO_PLAN = object({
  id: text,
  kind: { enum: ["make", "restore"] },
  name: text,
  keeps: texts,
  loses: texts,
  warnings: texts,
  problems: texts,
});
/** A plan for a project. */
export const PROJECT_PLAN = object({
  id: text,
  project: text,
  steps: list(object({ kind: text, subject: text, cause: text })),
  warnings: texts,
  problems: texts,
});
/** A removed container that can be made again. */
export const UNDOABLE = object({
  host: text,
  id: text,
  name: text,
  image: text,
  removedAt: time,
  was: { enum: ["running", "paused", "ended", "created"] },
}, { keptAs: text, cannot: text });

const ALERT = {
  rule: text,
  who: text,
  severity: { enum: ["info", "warning", "critical"] },
  since: time,
  count: integer,
  names: texts,
  more: integer,
};
const ALERT_MORE = { firedAt: time, value: text, last: object({ time, text }) };
/** Alerts of a host. */
export const ALERTS = object({
  host: text,
  current: list(
    object({ ...ALERT, phase: { enum: ["pending", "firing"] }, muted: boolean }, ALERT_MORE),
  ),
  recent: list(object({ ...ALERT, fired: time, told: boolean }, { ...ALERT_MORE, resolved: time })),
  broken: words,
});
