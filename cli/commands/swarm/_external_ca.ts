/** Values of `--external-ca`: endpoints that sign certificates for a swarm. */
import { systemWords } from "../../../core/config/context_store.ts";
import { csvRecord, cut } from "../_flags/go_values.ts";

/** An endpoint that signs certificates: the engine's own document. */
export interface ExternalCA {
  Protocol: string;
  URL: string;
  Options: Record<string, string>;
  CACert: string;
}

/** The text of a file of certificates. Throws with docker's words. */
export function readPem(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (e) {
    throw new Error(`open ${path}: ${systemWords(e)}`);
  }
}

/** Reads `protocol=cfssl,url=…,cacert=FILE,…`. Throws with docker's words. */
export function parseExternalCA(text: string): ExternalCA {
  const ca: ExternalCA = { Protocol: "", URL: "", Options: {}, CACert: "" };
  const given = new Set<string>();
  for (const field of csvRecord(text)) {
    const [key, value, found] = cut(field, "=");
    if (!found) throw new Error(`invalid field '${field}' must be a key=value pair`);
    const name = key.toLowerCase();
    given.add(name);
    if (name === "protocol") {
      if (value.toLowerCase() !== "cfssl") {
        throw new Error(`unrecognized external CA protocol ${value}`);
      }
      ca.Protocol = "cfssl";
    } else if (name === "url") ca.URL = value;
    else if (name === "cacert") {
      try {
        ca.CACert = readPem(value);
      } catch (e) {
        throw new Error(`unable to read CA cert for external CA: ${(e as Error).message}`);
      }
    } else ca.Options[key] = value;
  }
  for (const name of ["protocol", "url"]) {
    if (!given.has(name)) throw new Error(`the external-ca option needs a ${name}= parameter`);
  }
  return ca;
}
