/**
 * Reads the tables of docker's API types. A type is its name and a line for each field: the Go
 * name, `=` and the name in JSON where it is another (`-` for none), Go's type, and `?` for what
 * JSON leaves out when it is empty. A line with `+` is an embedded struct: its fields are the
 * struct's own.
 */
import { CLIENT_TYPES, SYSTEM_TYPES } from "./system.ts";
import { CONTAINER_TYPES } from "./container.ts";
import { IMAGE_TYPES } from "./image.ts";
import { NETWORK_VOLUME_TYPES } from "./network_volume.ts";
import { SERVICE_TYPES } from "./service.ts";
import { SWARM_TYPES } from "./swarm.ts";

/** A type of Go as far as templates and JSON can tell it from another. */
export type GoType =
  | { kind: "struct"; name: string }
  | { kind: "pointer" | "slice"; of: GoType }
  | { kind: "array"; of: GoType; length: number }
  | { kind: "map"; key: GoType; of: GoType }
  | { kind: "text" | "number"; name: string }
  | { kind: "string" | "bool" | "time" | "duration" | "filemode" | "bytes" | "any" };

/** A field of a struct. */
export interface GoField {
  /** Go's name; of an embedded struct its type's. */
  name: string;
  /** The name in JSON; undefined for what JSON has not. */
  json?: string;
  type: GoType;
  embedded: boolean;
  /** Left out of JSON when empty. */
  omitEmpty: boolean;
}

const lines: Map<string, readonly string[]> = new Map(
  [
    CONTAINER_TYPES,
    IMAGE_TYPES,
    NETWORK_VOLUME_TYPES,
    SERVICE_TYPES,
    SWARM_TYPES,
    SYSTEM_TYPES,
    CLIENT_TYPES,
  ].join("\n").split("\n\n").map((block) => {
    const [name, ...fields] = block.trim().split("\n");
    return [name, fields];
  }),
);
const parsed = new Map<string, readonly GoField[]>();

/** Strings of a type that has methods: named.ts. */
const TEXTS = /^(nat\.Port|container\.((Network|Ipc|Pid|UTS|Userns|Cgroupns)Mode|Isolation))$/;

/** The fields of a struct, in Go's order. Throws for a name that no table has. */
export function fieldsOf(struct: string): readonly GoField[] {
  let fields = parsed.get(struct);
  if (fields === undefined) {
    const found = lines.get(struct);
    if (found === undefined) throw new Error(`no table has docker's type ${struct}`);
    fields = found.map(parseField);
    parsed.set(struct, fields);
  }
  return fields;
}

function parseField(line: string): GoField {
  const [name, type, omit] = line.trim().split(" ");
  if (name === "+") {
    const own = type.slice(type.lastIndexOf(".") + 1);
    return { name: own, type: parseType(type), embedded: true, omitEmpty: false };
  }
  const [go, json = go] = name.split("=");
  return {
    name: go,
    json: json === "-" ? undefined : json,
    type: parseType(type),
    embedded: false,
    omitEmpty: omit === "?",
  };
}

function parseType(text: string): GoType {
  if (text.startsWith("*")) return { kind: "pointer", of: parseType(text.slice(1)) };
  if (text.startsWith("[]")) return { kind: "slice", of: parseType(text.slice(2)) };
  const array = /^\[(\d+)\](.+)$/.exec(text);
  if (array) return { kind: "array", length: Number(array[1]), of: parseType(array[2]) };
  const map = /^map\[([^\]]+)\](.+)$/.exec(text);
  if (map) return { kind: "map", key: parseType(map[1]), of: parseType(map[2]) };
  if (/^u?int\d*$|^float\d+$/.test(text)) return { kind: "number", name: text };
  if (TEXTS.test(text)) return { kind: "text", name: text };
  switch (text) {
    case "string":
    case "bool":
    case "time":
    case "duration":
    case "filemode":
    case "bytes":
    case "any":
      return { kind: text };
  }
  return { kind: "struct", name: text };
}

/** The name of every type in the tables. */
export function typeNames(): readonly string[] {
  return [...lines.keys()];
}
