/** The logs that rules look at: read from where one left off, lines and gaps handed to the rules. */
import type { ContainerRow, SegmentRow } from "../../recorder/index/index_writer.ts";
import { LineScanner } from "../patterns/scanner.ts";
import { fits } from "../rules/filter.ts";
import { subjectOf } from "../rules/subject.ts";
import type { Input, Rule, Subject } from "../types.ts";
import { gapsIn, LogTail, type TailedSegments } from "./log_tail.ts";

/** How far each log was looked at, by container. */
type Positions = ConstructorParameters<typeof LogTail>[1];

/** The recorded logs of one engine, as far as rules concern them. */
export class WatchedLogs {
  readonly #rows: ReadonlyMap<string, ContainerRow>;
  readonly #say: (text: string) => void;
  readonly tail: LogTail;
  #scanner = new LineScanner([]);
  #gapRules: Rule[] = [];
  #skippedSaid = 0;

  constructor(
    record: { rows: ReadonlyMap<string, ContainerRow>; segments: TailedSegments },
    positions: Positions,
    say: (text: string) => void,
  ) {
    this.#rows = record.rows;
    this.#say = say;
    this.tail = new LogTail(record.segments, positions);
  }

  /** Takes the rules that count from now on. */
  configure(rules: readonly Rule[]): void {
    this.#scanner = new LineScanner(rules);
    this.#gapRules = rules.filter((r) => r.condition.kind === "gap");
  }

  /** Why a rule's pattern cannot be looked for, by the rule's name. */
  get broken(): LineScanner["broken"] {
    return this.#scanner.broken;
  }

  /** Begins with the containers that it does not know yet; `fromStart` says of which all is read. */
  begin(fromStart: (row: ContainerRow) => boolean): void {
    for (const row of this.#rows.values()) {
      if (!this.tail.knows(row.id) && this.#isLookedAt(subjectOf(row))) {
        this.tail.begin(row.id, fromStart(row));
      }
    }
  }

  /** Reads what was recorded since; nothing before `floor` (ms since the epoch) is told. */
  async read(floor: number, feed: (input: Input) => void): Promise<void> {
    this.begin(() => true);
    await this.tail.read((container, bytes, segment) => {
      const row = this.#rows.get(container);
      if (row === undefined) return;
      const subject = subjectOf(row);
      for (const hits of this.#scanner.scan(subject, bytes, segment.format, floor)) feed(hits);
      this.#feedGaps(subject, bytes, segment, floor, feed);
    }, () => new Promise((resolve) => setTimeout(resolve, 0)));
    if (this.tail.skipped > this.#skippedSaid) {
      const mib = Math.ceil((this.tail.skipped - this.#skippedSaid) / 1024 / 1024);
      this.#say(`Alerts did not look at ${mib} MiB of logs, which came too fast`);
      this.#skippedSaid = this.tail.skipped;
    }
  }

  #feedGaps(
    subject: Subject,
    bytes: Uint8Array,
    segment: SegmentRow,
    floor: number,
    feed: (input: Input) => void,
  ): void {
    if (segment.gaps === 0 || !this.#gapRules.some((rule) => fits(rule.filter, subject))) return;
    for (const time of gapsIn(bytes, segment.format, subject.id)) {
      if (time >= floor) feed({ kind: "gap", time, subject });
    }
  }

  #isLookedAt(subject: Subject): boolean {
    return this.#scanner.concerns(subject) ||
      this.#gapRules.some((rule) => fits(rule.filter, subject));
  }
}
