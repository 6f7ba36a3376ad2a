/** The stacks of the swarm: services that were deployed together, by their label. */
import { isSettled } from "../../../../../core/swarm/view.ts";
import { actionKeys, chosen } from "../../../act/action.ts";
import { stackActions } from "../../../act/stacks.ts";
import { swarmSubscriptions } from "../../../engine/watch_swarm.ts";
import type { Model } from "../../../model/model.ts";
import { swarmOf, type SwarmStack } from "../../../model/swarm.ts";
import type { ListPane } from "../../../pane.ts";
import { focus } from "../../../screen/focus.ts";
import { type Role, span } from "../../../text/block.ts";
import { count } from "../../../text/human.ts";
import { type ListSpec, selectedItem } from "../list.ts";
import { listPane } from "../list_pane.ts";
import { logsKey } from "../look_keys.ts";
import { withList } from "../update.ts";
import { swarmPane } from "./pane.ts";
import { absence, caution, cellText, serviceWords } from "./words.ts";

function stackWords(stack: SwarmStack, model: Model): { text: string; role: Role } {
  const doing = model.pending[stack.name];
  if (doing !== undefined) return { text: `… ${doing}`, role: "warn" };
  const off = stack.services.filter((s) => !isSettled(s) || serviceWords(s, model).role === "bad");
  if (off.length === 0) return { text: "runs", role: "ok" };
  const [first] = off;
  const more = off.length > 1 ? `, ${off.length - 1} more` : "";
  const { text, role } = serviceWords(first, model);
  return { text: `${cellText(first.name)}: ${text}${more}`, role };
}

export const stacksList: ListSpec<SwarmStack> = {
  id: "stacks",
  title: "Stacks",
  empty: "No stacks here. `:stack deploy` makes one from a file",
  absent: (m) => absence(swarmOf(m)),
  caution,
  items: (m) => swarmOf(m).stacks,
  key: (s) => s.name,
  name: (s) => s.name,
  text: (s) => `${s.name} ${s.services.map((o) => o.name).join(" ")}`,
  columns: [
    {
      id: "name",
      title: "STACK",
      width: 12,
      grows: 1,
      drop: 0,
      full: true,
      cell: (s) => span(cellText(s.name)),
      sort: (s) => s.name,
    },
    {
      id: "size",
      title: "SERVICES",
      width: 8,
      drop: 2,
      align: "right",
      cell: (s) => span(String(s.services.length)),
      sort: (s) => s.services.length,
    },
    {
      id: "use",
      title: "TASKS",
      width: 7,
      drop: 1,
      align: "right",
      cell: (s) => span(`${s.running}/${s.desired}`, s.running < s.desired ? "warn" : "ok"),
      sort: (s) => s.desired - s.running,
    },
    {
      id: "state",
      title: "STATE",
      width: 16,
      grows: 4,
      drop: 1,
      cell: (s, m) => {
        const { text, role } = stackWords(s, m);
        return span(text, role);
      },
      sort: (s) => s.desired - s.running,
    },
  ],
};

const base = listPane(stacksList, {
  key: "M-c",
  keys: [...actionKeys(stackActions), logsKey],
  enters: "services",
  enterLabel: "its services",
  logs(model) {
    const names = new Set(chosen(model));
    return swarmOf(model).services.filter((s) => s.stack !== undefined && names.has(s.stack))
      .map((s) => ({ id: s.id, name: s.name, of: "service" }));
  },
  copies: (s) => [
    ["name", s.name],
    ["services", s.services.map((o) => o.name).join(" ")],
    ["what it has", count(s.services.length, "service")],
  ],
});

/** The services of the selected stack. */
function intoServices(model: Model): Model {
  const stack = selectedItem(model, stacksList);
  if (stack === undefined) return model;
  const filter = `stack:${stack.name.replace(/\s/g, "")}`;
  return focus(withList(model, "services", { filter, top: 0, index: 0 }), "services");
}

export const stacksPane: ListPane = {
  ...swarmPane(base, intoServices),
  subscriptions: (model, deps) => swarmSubscriptions(model, "stacks", deps),
};
