/** A record for tests that always answers the same. */
import type {
  LineQuery,
  RecordedContainer,
  RecordedEvent,
  RecordedItem,
  RecordedSample,
  RecordReader,
  SpanQuery,
} from "../recorder/types.ts";

export const ID = "0123456789abcdef".repeat(4);
export const date = (n: number) => new Date(1_700_000_000_000 + n);
const bytes = (text: string) => new TextEncoder().encode(text);

export const CONTAINER: RecordedContainer = {
  id: ID,
  name: "web",
  image: "busybox:1",
  imageId: "sha256:1",
  command: "sh",
  labels: { "a.b": "ü\n" },
  created: date(0),
  firstSeen: date(1),
  lastSeen: date(2),
  removedAt: date(3),
  state: "exited",
  startedAt: date(4),
  exitCode: 3,
  restartCount: 0,
  log: {
    from: 1_700_000_000_000_000_001n,
    to: 1_700_000_000_000_000_009n,
    lines: 2,
    bytes: 9,
    gaps: 0,
  },
};
export const BARE: RecordedContainer = {
  ...CONTAINER,
  id: "f".repeat(64),
  log: { lines: 0, bytes: 0, gaps: 0 },
};
delete BARE.removedAt;
export const ITEMS: RecordedItem[] = [
  { type: "mark", containerId: ID, time: 5n, mark: "gap" },
  {
    type: "line",
    containerId: ID,
    stream: "stdout",
    time: 6n,
    data: bytes("a\tü \u2028 \ufeff"),
    complete: true,
  },
  {
    type: "line",
    containerId: ID,
    stream: "stderr",
    time: 7n,
    data: Uint8Array.of(0xff, 0, 10, 0xc3),
    complete: false,
  },
  {
    type: "line",
    containerId: ID,
    stream: "stdout",
    time: 7n,
    data: bytes("\ufeffbom"),
    complete: true,
  },
  { type: "line", containerId: ID, stream: "stdout", time: 7n, data: bytes(""), complete: true },
  { type: "mark", containerId: ID, time: 8n, mark: "stopped", exitCode: 137 },
];
export const SAMPLE: RecordedSample = {
  containerId: ID,
  time: date(5),
  span: 1000,
  cpu: 1.5,
  cpuMax: 2,
  memory: 1,
  memoryMax: 2,
  memoryLimit: 0,
  networkIn: 0,
  networkOut: 0,
  diskRead: 0,
  diskWrite: 0.25,
  pids: 1,
};
export const EVENTS: RecordedEvent[] = [
  { time: 9n, type: "container", action: "die", id: ID, attributes: { exitCode: "3" } },
  { time: 10n, type: "error", action: "x", id: "", attributes: {} },
];

/** A record that answers the same and remembers what it was asked. */
export class FakeRecord implements RecordReader {
  asked: (LineQuery | SpanQuery)[] = [];
  lineItems: () => AsyncIterable<RecordedItem> = () => ReadableStream.from(ITEMS);
  info() {
    return Promise.resolve({
      endpoint: "unix:///var/run/docker.sock",
      place: "/state/record",
      bytes: 1,
      containers: 2,
      from: date(0),
      recorder: { pid: 1, host: "h", startedAt: date(1), version: "0", endpoint: "unix:///x" },
    });
  }
  containers() {
    return Promise.resolve([CONTAINER, BARE]);
  }
  find(reference: string) {
    return Promise.resolve(reference === "web" ? [CONTAINER] : []);
  }
  lines(query: LineQuery) {
    this.asked.push(query);
    return this.lineItems();
  }
  samples(query: SpanQuery) {
    this.asked.push(query);
    return Promise.resolve([SAMPLE, SAMPLE]);
  }
  events(query: SpanQuery) {
    this.asked.push(query);
    return ReadableStream.from(EVENTS);
  }
  [Symbol.asyncDispose]() {
    return Promise.resolve();
  }
}
