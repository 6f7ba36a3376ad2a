/** Containers that the database does not know any more, from their documents. */
import type { RecordPlace } from "../places.ts";
import { dateOf, nanosOfText } from "../../logs/time.ts";
import { openDocuments } from "../documents/reader.ts";
import type { ContainerRow } from "../index/index_writer.ts";

/** Rows of the containers among `ids`, as their last documents say. */
export function documentedRows(
  place: Pick<RecordPlace, "documents">,
  ids: readonly string[],
): ContainerRow[] {
  if (ids.length === 0) return [];
  const reader = openDocuments(place);
  return ids.flatMap((id) => {
    const changes = reader.changes(id);
    const last = reader.latest(id);
    if (last === undefined || changes.length === 0) return [];
    const { Created, Config, Image, State, RestartCount, Path, Args } = last.document;
    const date = (text: string) => {
      const nanos = nanosOfText(text);
      return nanos === undefined ? undefined : dateOf(nanos);
    };
    const first = dateOf(changes[0].time);
    const finishedAt = date(State.FinishedAt);
    const gone = last.action === "destroy";
    return [{
      id,
      name: last.name,
      image: Config.Image ?? "",
      imageId: Image,
      command: [Path, ...Args ?? []].join(" "),
      labels: Config.Labels ?? {},
      created: date(Created) ?? first,
      firstSeen: first,
      lastSeen: dateOf(last.time),
      ...(gone && { removedAt: dateOf(last.time) }),
      state: gone ? "removed" : State.Status,
      startedAt: date(State.StartedAt),
      finishedAt,
      ...(finishedAt !== undefined && { exitCode: State.ExitCode }),
      oomKilled: State.OOMKilled === true,
      restartCount: RestartCount ?? 0,
    }];
  });
}
