/** One host by a word, for a command that chooses its own. */
import { addressOf } from "../../../core/fleet/address.ts";
import { EngineError } from "../../../core/errors.ts";
import type { Engine } from "../../../core/mod.ts";
import type { ReachedHost } from "../../spec/program.ts";
import type { GlobalOptions } from "../../spec/types.ts";
import type { AppDeps } from "../deps.ts";
import { chosenHosts, listedHosts } from "./host_engines.ts";

/** The host that a word means; its engine is added to those that are closed at the end. */
export async function oneHost(
  word: string,
  around: { global: GlobalOptions; deps: AppDeps; engines: Engine[] },
): Promise<ReachedHost> {
  const hosts = await chosenHosts([word], await listedHosts(around), around);
  if (hosts.length > 1) {
    throw new EngineError(`${word} is ${hosts.length} hosts: name one`, {
      code: "config",
      op: "choose a host",
    });
  }
  const [{ name, engine }] = hosts;
  const made = await engine();
  return { name, address: addressOf(made.transport.endpoint), engine: made };
}
