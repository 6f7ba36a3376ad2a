/** JSON of the engine as docker's own Go types hold it. */
import {
  GO_STRING,
  GoDuration,
  GoFileMode,
  GoMap,
  GoNumber,
  GoPointer,
  GoStruct,
  GoTime,
  NilSlice,
  plain,
  TYPE_NAME,
  untyped,
} from "../go_types.ts";
import { BigNumber, goJson, parseExact } from "../json.ts";
import { GoBytes } from "../template_value.ts";
import { textOf } from "./named.ts";
import { fieldsOf, type GoType } from "./parse.ts";

/** The JSON `document` as the struct `name` of the tables: what is not in it is the zero value. */
export function decodeAs(name: string, document: unknown, pointer = false): GoStruct {
  return struct(name, document, pointer);
}

function decode(type: GoType, json: unknown): unknown {
  const none = json === null || json === undefined;
  switch (type.kind) {
    case "string":
      return typeof json === "string" ? json : "";
    case "text":
      return textOf(type.name, typeof json === "string" ? json : "");
    case "bool":
      return json === true;
    case "number": {
      const number = typeof json === "number" || json instanceof BigNumber ? json : 0;
      return type.name === "int" ? number : new GoNumber(number, type.name);
    }
    case "duration":
      return new GoDuration(typeof json === "number" ? json : Number(json ?? 0));
    case "filemode":
      return new GoFileMode(typeof json === "number" ? json : 0);
    case "time":
      return new GoTime(typeof json === "string" ? json : "");
    case "bytes":
      return typeof json === "string" ? GoBytes.fromBase64(json) ?? new NilSlice() : new NilSlice();
    case "any":
      return untyped(json);
    case "pointer":
      if (none) return null;
      return type.of.kind === "struct"
        ? struct(type.of.name, json, true)
        : new GoPointer(decode(type.of, json));
    case "slice":
      if (none) return named(new NilSlice(), type);
      // Old engines and images have a command as one string (strslice).
      return named((Array.isArray(json) ? json : [json]).map((i) => decode(type.of, i)), type);
    case "array": {
      const items = Array.isArray(json) ? json : [];
      return named(Array.from({ length: type.length }, (_, n) => decode(type.of, items[n])), type);
    }
    case "map": {
      const of = (value: unknown) => decode(type.of, value);
      const entries = typeof json === "object" && !none ? Object.entries(json!) : [];
      const key = type.key.kind === "string" ? undefined : (k: string) => decode(type.key, k);
      return new GoMap(
        entries.map(([k, v]) => [k, of(v)]),
        () => of(undefined),
        none,
        key,
        goName(type),
      );
    }
    case "struct":
      return type.name === "struct{}" ? new GoStruct("struct {}", false, () => "{}") : struct(
        type.name,
        json,
        false,
      );
  }
}

/** The slice or array with its type, for `%T`. */
function named(items: unknown[], type: GoType): unknown[] {
  return Object.defineProperty(items, TYPE_NAME, { value: goName(type) });
}

/** A type as Go writes it. */
function goName(type: GoType): string {
  switch (type.kind) {
    case "struct":
      return type.name === "struct{}" ? "struct {}" : type.name;
    case "pointer":
      return `*${goName(type.of)}`;
    case "slice":
      return `[]${goName(type.of)}`;
    case "array":
      return `[${type.length}]${goName(type.of)}`;
    case "map":
      return `map[${goName(type.key)}]${goName(type.of)}`;
    case "text":
    case "number":
      return type.name;
    case "time":
      return "time.Time";
    case "duration":
      return "time.Duration";
    case "filemode":
      return "fs.FileMode";
    case "bytes":
      return "[]uint8";
    case "any":
      return "interface {}";
    default:
      return type.kind;
  }
}

/** Structs that are one string in JSON, or that print as their type says. */
const SPECIAL: Readonly<
  Record<string, {
    from?(json: unknown): unknown;
    shown?(fields: Record<string, unknown>): string;
    json?: "sorted" | "shown";
    methods?: Readonly<Record<string, (fields: Record<string, unknown>) => unknown>>;
  }>
> = {
  "swarm.Version": { shown: ({ Index }) => String(Index) },
  "units.Ulimit": { shown: ({ Name, Soft, Hard }) => `${Name}=${Soft}:${Hard}` },
  "blkiodev.WeightDevice": { shown: ({ Path, Weight }) => `${Path}:${Weight}` },
  "blkiodev.ThrottleDevice": { shown: ({ Path, Rate }) => `${Path}:${Rate}` },
  "registry.ServiceConfig": { json: "sorted" },
  "container.RestartPolicy": {
    methods: {
      IsNone: ({ Name }) => Name === "no" || Name === "",
      IsAlways: ({ Name }) => Name === "always",
      IsOnFailure: ({ Name }) => Name === "on-failure",
      IsUnlessStopped: ({ Name }) => Name === "unless-stopped",
    },
  },
  "types.PluginInterfaceType": {
    from(json) {
      const [, Prefix, Capability, Version] = /^([^.]*)\.([^/]*)\/?(.*)$/.exec(String(json)) ?? [];
      return { Prefix, Capability, Version };
    },
    shown: ({ Prefix, Capability, Version }) => `${Prefix}.${Capability}/${Version}`,
    json: "shown",
  },
};

function struct(name: string, given: unknown, pointer: boolean): GoStruct {
  const special = SPECIAL[name];
  const json = special?.from && given !== undefined ? special.from(given) : given;
  const document = typeof json === "object" && json !== null && !Array.isArray(json)
    ? json as Readonly<Record<string, unknown>>
    : {};
  const fields = fieldsOf(name);
  const made: GoStruct = new GoStruct(name, pointer, (html) => {
    if (special?.json === "shown") return goJson(special.shown!(all), html);
    const members = [...jsonMembers(made)];
    const text = `{${members.map(([k, v]) => `${goJson(k, html)}:${goJson(v, html)}`).join(",")}}`;
    // Docker sends it through a map on its way.
    return special?.json === "sorted" ? goJson(untyped(parseExact(text)), html) : text;
  });
  const all = made as unknown as Record<string, unknown>;
  for (const field of fields) {
    const value = field.embedded
      ? struct(nameOf(field.type), document, false)
      : decode(field.type, field.json === undefined ? undefined : document[field.json]);
    Object.defineProperty(made, field.name, { value, enumerable: true });
  }
  for (const field of fields.filter((f) => f.embedded)) promote(made, all[field.name] as GoStruct);
  if (special?.shown) {
    Object.defineProperty(made, GO_STRING, { value: () => special.shown!(all) });
  }
  for (const [method, call] of Object.entries(special?.methods ?? {})) {
    Object.defineProperty(made, method, { value: () => call(all) });
  }
  return made;
}

function nameOf(type: GoType): string {
  return type.kind === "pointer" ? nameOf(type.of) : type.kind === "struct" ? type.name : "";
}

/** The fields of an embedded struct are there as the struct's own, unless it has the name itself. */
function promote(made: GoStruct, embedded: GoStruct): void {
  for (const name of Object.getOwnPropertyNames(embedded)) {
    if (name in made) continue;
    const value = (embedded as unknown as Record<string, unknown>)[name];
    Object.defineProperty(made, name, { value, enumerable: false });
  }
}

/** The members of a struct in JSON, those of embedded structs in their place. */
function* jsonMembers(value: GoStruct): Generator<[string, unknown]> {
  const all = value as unknown as Record<string, unknown>;
  for (const field of fieldsOf(value[TYPE_NAME].replace(/^\*/, ""))) {
    const member = all[field.name];
    if (field.embedded) yield* jsonMembers(member as GoStruct);
    else if (field.json !== undefined && !(field.omitEmpty && isEmpty(member))) {
      yield [field.json, member];
    }
  }
}

/** Empty as encoding/json means it: structs never are, pointers when they are nil. */
function isEmpty(value: unknown): boolean {
  if (value instanceof GoPointer) return false;
  const bare = plain(value);
  if (Array.isArray(bare)) return bare.length === 0;
  if (bare instanceof Map) return bare.size === 0;
  return !bare || typeof bare === "symbol";
}
