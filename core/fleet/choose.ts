/** Which of the hosts `--hosts` means: `web1,web2`, `@group`, `all`, addresses; pure. */
import { EngineError } from "../errors.ts";
import { type HostSpec, isHostName, nameOfEndpoint, wayOf } from "./hosts.ts";

/** What else than the list a word may name. */
export interface ChooseOptions {
  /** Names of docker contexts; asked for when a word names no host of the list. */
  contexts?(): Promise<readonly string[]>;
}

/**
 * The hosts that `words` (`a,b|@group|all|@all`, each perhaps several with commas) mean, in the
 * order of the list, each once. A word that names no host may be a docker context, or an address
 * with a scheme. Nothing but what was named is ever chosen.
 *
 * @throws {EngineError} of code `config` for a word that means no host.
 */
export async function chooseHosts(
  words: readonly string[],
  hosts: readonly HostSpec[],
  options: ChooseOptions = {},
): Promise<HostSpec[]> {
  const chosen = new Map<string, HostSpec>();
  const take = (found: readonly HostSpec[]) => found.forEach((h) => chosen.set(h.name, h));
  for (const word of words.flatMap((w) => w.split(",")).map((w) => w.trim())) {
    if (word === "") continue;
    take(await meantBy(word, hosts, options));
  }
  if (chosen.size === 0) throw unknown("--hosts names no host", hosts);
  const listed = hosts.filter((h) => chosen.delete(h.name));
  return [...listed, ...chosen.values()];
}

async function meantBy(
  word: string,
  hosts: readonly HostSpec[],
  options: ChooseOptions,
): Promise<readonly HostSpec[]> {
  if (word === "all" || word === "@all") {
    if (hosts.length === 0) throw unknown("There are no hosts yet", hosts);
    return hosts;
  }
  if (word.startsWith("@")) {
    const group = hosts.filter((h) => h.groups.includes(word.slice(1)));
    if (group.length === 0) throw unknown(`There is no group of hosts called ${word}`, hosts);
    return group;
  }
  const own = hosts.find((h) => h.name === word);
  if (own !== undefined) return [own];
  if (word.includes("://")) {
    return [{
      name: nameOfEndpoint(word),
      ...wayOf(word),
      groups: [],
      readOnly: false,
      filter: [],
    }];
  }
  if (isHostName(word) && (await options.contexts?.())?.includes(word)) {
    return [{ name: word, context: word, groups: [], readOnly: false, filter: [] }];
  }
  throw unknown(`There is no host called ${word}`, hosts);
}

function unknown(message: string, hosts: readonly HostSpec[]): EngineError {
  const names = hosts.slice(0, 8).map((h) => h.name).join(", ") + (hosts.length > 8 ? ", …" : "");
  return new EngineError(message, {
    code: "config",
    op: "choose hosts",
    hint: hosts.length === 0
      ? "Add one: dockerctl hosts add NAME --host ssh://USER@HOST"
      : `Hosts are ${names} (dockerctl hosts ls)`,
  });
}

/** The words that may follow `--hosts`, with what they mean. */
export function hostWords(hosts: readonly HostSpec[]): { value: string; summary: string }[] {
  const groups = [...new Set(hosts.flatMap((h) => h.groups))].sort();
  const count = (n: number) => n === 1 ? "1 host" : `${n} hosts`;
  return [
    ...hosts.map((h) => ({ value: h.name, summary: h.host ?? h.context ?? h.server ?? "" })),
    ...groups.map((g) => ({
      value: `@${g}`,
      summary: count(hosts.filter((h) => h.groups.includes(g)).length),
    })),
    ...(hosts.length > 0 ? [{ value: "@all", summary: count(hosts.length) }] : []),
  ];
}
