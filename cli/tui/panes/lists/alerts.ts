/** The alerts pane: what fires, waits to fire, and was resolved within a day. */
import { sleep } from "../../../../core/sleep.ts";
import { sanitise } from "../../../format/sanitise.ts";
import { type AlertRow, alertsSlot } from "../../model/alerts.ts";
import { quiet } from "../../model/messages.ts";
import type { Model } from "../../model/model.ts";
import { type Container, nameOf } from "../../model/objects.ts";
import { say } from "../../model/say.ts";
import type { ListPane } from "../../pane.ts";
import type { RecordAccess } from "../../record/record.ts";
import { chosenNeeded, key } from "../../screen/bindings.ts";
import { focus } from "../../screen/focus.ts";
import type { Dispatch, Subscription } from "../../store.ts";
import { type Role, span } from "../../text/block.ts";
import { clock, shortAge } from "../../text/human.ts";
import { type ListSpec, selectedItem } from "./list.ts";
import { listPane } from "./list_pane.ts";
import { sourceOf } from "./log_sources.ts";

/** How often alerts are asked for, in ms: while the pane has the focus, and otherwise. */
const SEEN = 2_000, UNSEEN = 10_000;
/** The log is shown from so long before the line, in ms. */
const BEFORE = 2_000;

function roleOf(alert: AlertRow): Role {
  if (alert.state !== "firing" || alert.muted) return "dim";
  return alert.severity === "info" ? "accent" : alert.severity === "critical" ? "bad" : "warn";
}

const alertsList: ListSpec<AlertRow> = {
  id: "alerts",
  title: "Alerts",
  needs: "containers",
  empty: "Nothing fires. `dockerctl alerts ls` shows the rules",
  items: (m) => alertsSlot.of(m).rows ?? [],
  key: (a) => a.key,
  name: (a) => `${a.rule} ${a.who}`.trim(),
  text: (a) => `${a.rule} ${a.who} ${a.names.join(" ")} ${a.text}`,
  status: (a) => a.state,
  dim: (a) => a.state !== "firing" || a.muted,
  columns: [
    {
      id: "state",
      title: "STATE",
      width: 8,
      drop: 1,
      cell: (a) => span(a.muted && a.state !== "resolved" ? "muted" : a.state, roleOf(a)),
      sort: (a) => a.state,
    },
    {
      id: "rule",
      title: "RULE",
      width: 8,
      grows: 1,
      drop: 0,
      cell: (a) => span(sanitise(a.rule), a.state === "resolved" ? "dim" : "text"),
      sort: (a) => a.rule,
    },
    {
      id: "who",
      title: "WHO",
      width: 8,
      grows: 2,
      drop: 0,
      cell: (a) => span(sanitise(a.who || a.names.join(" ") || "host")),
      sort: (a) => a.who,
    },
    {
      id: "time",
      title: "SINCE",
      width: 5,
      drop: 2,
      align: "right",
      cell: (a, m) => span(shortAge(Math.max(0, (m.now - a.since) / 1000)), "dim"),
      sort: (a) => a.since,
    },
    {
      id: "much",
      title: "COUNT",
      width: 12,
      drop: 3,
      cell: (a) => span(sanitise(a.much)),
      sort: (a) => a.much,
    },
    {
      id: "text",
      title: "LAST",
      width: 16,
      grows: 5,
      drop: 4,
      cell: (a, m) =>
        span(a.at === undefined ? "" : `${clock(a.at, m.utcOffset)} ${sanitise(a.text)}`, "dim"),
      sort: (a) => a.at ?? 0,
    },
  ],
};

/** The containers that the selected alert is about, as far as the screen has them. */
function containersOf(model: Model): Container[] {
  const alert = selectedItem(model, alertsList);
  if (alert === undefined) return [];
  const names = new Set([alert.who, ...alert.names]);
  return [...model.containers, ...model.removed].filter((c) => names.has(nameOf(c)));
}

const base = listPane(alertsList, {
  key: "!",
  keys: [
    key("m", "alerts.mute", "mute, or tell again", "Alerts", alertsSlot.msg({ what: "mute" }), {
      hint: 1,
      disabled: chosenNeeded,
    }),
  ],
  enters: "logs",
  unmarked: true,
  logs: (model) => {
    // One that came again is enough: the newest of each name stands first.
    const seen = new Set<string>();
    return containersOf(model).filter((c) => !seen.has(nameOf(c)) && seen.add(nameOf(c)))
      .map(sourceOf);
  },
  copies: (a) => [["name", alertsList.name(a)], ["line", a.text]],
});

export const alertsPane: ListPane = {
  ...base,
  label: "alerts",
  take(model, msg) {
    const said = alertsSlot.heard(msg);
    if (said === undefined) return base.take?.(model, msg);
    if (said.what === "rows") return quiet(alertsSlot.with(model, { rows: said.rows }));
    const { wish } = alertsSlot.of(model);
    if (said.what === "muted") {
      return quiet(wish?.wish === said.wish ? alertsSlot.with(model, { wish: undefined }) : model);
    }
    const alert = selectedItem(model, alertsList);
    if (alert === undefined) return quiet(model);
    const { rule, who, muted } = alert;
    const next = say(model, {
      kind: "info",
      text: muted
        ? `${alertsList.name(alert)} is told again`
        : `${alertsList.name(alert)} is muted`,
    });
    return quiet(alertsSlot.with(next, { wish: { wish: model.now, rule, who, mute: !muted } }));
  },
  here(model, msg) {
    const alert = selectedItem(model, alertsList);
    if (msg.type === "enter" && alert?.at !== undefined && containersOf(model).length > 0) {
      const logs = { ...model.logs, at: alert.at - BEFORE, anchor: undefined, match: undefined };
      return quiet(focus({ ...model, logs }, "logs"));
    }
    return base.here?.(model, msg);
  },
  subscriptions(model, { record }) {
    if (record?.alerts === undefined || !model.loaded) return [];
    const { wish } = alertsSlot.of(model);
    const seen = model.focus === "alerts";
    const watching: Subscription = {
      key: `alerts/${model.host}/${seen}`,
      start: (dispatch, signal) => watch(record, seen ? SEEN : UNSEEN, dispatch, signal),
    };
    if (wish === undefined) return [watching];
    return [watching, {
      key: `alerts/mute/${wish.wish}`,
      async start(dispatch) {
        try {
          await record.muteAlert?.(wish, wish.mute);
        } catch (e) {
          const text = `It cannot be muted: ${(e as Error).message}`;
          dispatch({ type: "say", message: { kind: "bad", text } });
        }
        const rows = await record.alerts?.().catch(() => undefined);
        dispatch(alertsSlot.msg({ what: "rows", rows }));
        dispatch(alertsSlot.msg({ what: "muted", wish: wish.wish }));
      },
    }];
  },
};

async function watch(
  record: RecordAccess,
  pause: number,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  let told = "";
  while (!signal.aborted) {
    try {
      const rows = await record.alerts?.();
      const now = JSON.stringify(rows ?? null);
      if (now !== told && !signal.aborted) dispatch(alertsSlot.msg({ what: "rows", rows }));
      told = now;
    } catch {
      // What cannot be read now is asked again.
    }
    await sleep(pause, signal);
  }
}
