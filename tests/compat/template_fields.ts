/** Makes one template over every field of one of docker's types, to be printed by both programs. */
import { fieldsOf, type GoField, type GoType } from "../../cli/format/docker_types/parse.ts";

/** A template that prints each field on a line of its own, behind its number. */
export interface FieldTemplate {
  text: string;
  /** What each number stands for: `.State.Health.Log[].Start`. */
  paths: readonly string[];
}

/** The longest template that is handed over as one argument; Linux takes 128 KiB. */
const LONGEST = 120_000;

/** All fields of the struct `name`, those in slices and maps and behind pointers too. */
export function templateOfAll(name: string): FieldTemplate {
  const paths: string[] = [];
  const text = ofStruct(name, "", paths);
  if (text.length > LONGEST) throw new Error(`the template of ${name} is too long for a command`);
  return { text, paths };
}

function ofStruct(name: string, at: string, paths: string[]): string {
  const fields = fieldsOf(name);
  const own = new Set(fields.map((f) => f.name));
  const all = [...fields];
  // What is embedded is there under its own name and, field by field, as the struct's.
  for (const field of fields.filter((f) => f.embedded)) {
    for (const promoted of promotedOf(field)) if (!own.has(promoted.name)) all.push(promoted);
  }
  return all.map((field) => ofField(field, at, paths)).join("");
}

function promotedOf(field: GoField): readonly GoField[] {
  const type = field.type.kind === "pointer" ? field.type.of : field.type;
  if (type.kind !== "struct") return [];
  return fieldsOf(type.name).flatMap((f) => f.embedded ? [f, ...promotedOf(f)] : [f]);
}

function ofField(field: GoField, at: string, paths: string[]): string {
  const path = `${at}.${field.name}`;
  const name = `.${field.name}`;
  const line = `\n${paths.push(path) - 1} `;
  const { type } = field;
  const struct = structIn(type);
  if (struct === undefined) {
    const kind = isNumber(type) ? `{{printf "|%T|%d" ${name} ${name}}}` : "";
    return `${line}{{${name}}}|{{json ${name}}}|{{if ${name}}}y{{end}}${kind}`;
  }
  const inner = ofStruct(struct, isMany(type) ? `${path}[]` : path, paths);
  if (!isMany(type)) return `${line}{{json ${name}}}{{with ${name}}}${inner}{{end}}`;
  const range = type.kind === "map" && type.of.kind === "slice"
    ? `{{range $k, $v := ${name}}}{{$k}}{{range $v}}${inner}{{end}}{{end}}`
    : `{{range $k, $v := ${name}}}{{$k}}{{with $v}}${inner}{{end}}{{end}}`;
  return `${line}{{json ${name}}}{{len ${name}}}${range}`;
}

/** Whether a field is a number, which has one of many types. */
function isNumber(type: GoType): boolean {
  return type.kind === "number" && !type.name.startsWith("float");
}

/** The struct that a field holds, one or many of it; undefined for plain values. */
function structIn(type: GoType): string | undefined {
  if (type.kind === "struct") return type.name === "struct{}" ? undefined : type.name;
  return "of" in type ? structIn(type.of) : undefined;
}

function isMany(type: GoType): boolean {
  return type.kind === "slice" || type.kind === "map" || type.kind === "array";
}

/** Templates that go through a pointer which may be nil: `{{.State.Health.Status}}`. */
export function throughPointers(name: string, at = ""): string[] {
  return fieldsOf(name).flatMap((field) => {
    const path = field.embedded ? at : `${at}.${field.name}`;
    const struct = isMany(field.type) ? undefined : structIn(field.type);
    if (struct === undefined) return [];
    const first = fieldsOf(struct).find((f) => !f.embedded && structIn(f.type) === undefined);
    const own = field.type.kind === "pointer" && first && !field.embedded
      ? [`{{${path}.${first.name}}}`]
      : [];
    return [...own, ...throughPointers(struct, path)];
  });
}
