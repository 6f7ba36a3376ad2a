/** Listings as tables, templates and JSON. */
import assert from "node:assert/strict";
import { unpainted } from "./colour.ts";
import { hyperlink, unlinked } from "./hyperlink.ts";
import { columns, FormatError, type Listing, renderList } from "./list.ts";

interface Pet {
  name: string;
  age: number;
  labels: Record<string, string>;
}
const listing: Listing<Pet> = {
  type: "*formatter.PetContext",
  fields: {
    Name: { header: "NAME", value: (p) => p.name },
    Age: { header: "AGE", value: (p) => String(p.age) },
  },
  methods: { Label: (p, name) => p.labels[name] ?? "" },
  table: columns("Name", "Age"),
  quiet: "{{.Name}}",
  raw: { full: "name: {{.Name}}\n", quiet: "name: {{.Name}}" },
};
const pets: Pet[] = [
  { name: "<rex>", age: 3, labels: { "a.coat-colour": "brown" } },
  { name: "tom\x1b[2J", age: 12, labels: {} },
];

Deno.test("renderList() prints a table, with its header even when it is empty", () => {
  assert.equal(
    renderList(listing, pets.slice(0, 1)),
    "NAME      AGE\n<rex>     3\n",
  );
  assert.equal(renderList(listing, []), "NAME      AGE\n");
});

Deno.test("renderList() prints its own table as its template would, whatever the cells hold", () => {
  const names = ["tab\there", "line\nbreak", "日本語", "plain", ""];
  const some = names.map((name, age) => ({ name, age, labels: {} }));
  // The same template, but not known for the table of this list.
  const format = "table {{.Name}}\\t{{.Age}}";
  assert.equal(renderList(listing, some), renderList({ ...listing, table: "" }, some, { format }));
  const numbers: Listing<Pet> = {
    ...listing,
    fields: { ...listing.fields, Age: { header: "AGE", value: (p) => p.age } },
  };
  assert.equal(renderList(numbers, some), renderList(listing, some));
});

Deno.test("renderList() prints what --quiet leaves", () => {
  assert.equal(renderList(listing, pets, { quiet: true }), "<rex>\ntom\x1b[2J\n");
});

Deno.test("renderList() prints one JSON object a line, keys sorted, HTML escaped", () => {
  const line = '{"Age":"3","Name":"\\u003crex\\u003e"}\n';
  assert.equal(renderList(listing, pets.slice(0, 1), { format: "json" }), line);
  assert.equal(renderList(listing, pets.slice(0, 1), { format: "{{json .}}" }), line);
});

Deno.test("renderList() carries out templates, with \\t and \\n as docker reads them", () => {
  assert.equal(
    renderList(listing, pets.slice(0, 1), { format: "{{.Age}}\\t{{.Name}}" }),
    "3\t<rex>\n",
  );
  assert.equal(
    renderList(listing, pets.slice(0, 1), {
      format: 'table {{.Name | upper}}\\t{{.Label "a.coat-colour"}}',
    }),
    "NAME      coat colour\n<REX>     brown\n",
  );
  assert.equal(renderList(listing, pets.slice(0, 1), { format: "raw" }), "name: <rex>\n\n");
});

Deno.test("renderList() cleans text for a screen, and leaves JSON as it is", () => {
  // deno-lint-ignore no-control-regex
  const clean = (text: string) => text.replace(/\x1b\[2J/g, "");
  assert.equal(renderList(listing, pets.slice(1), { quiet: true, clean }), "tom\n");
  assert.match(renderList(listing, pets.slice(1), { format: "json", clean }), /\\u001b/);
});

Deno.test("renderList() complains in docker's words", () => {
  assert.throws(
    () => renderList(listing, pets, { format: "{{" }),
    (e) =>
      e instanceof FormatError &&
      e.message === "template parsing error: template: :1: unclosed action",
  );
  assert.throws(
    () => renderList(listing, pets, { format: "{{.Bogus}}" }),
    (e) =>
      e instanceof FormatError &&
      e.message ===
        'template parsing error: template: :1:2: executing "" at <.Bogus>: ' +
          "can't evaluate field Bogus in type *formatter.PetContext",
  );
});

Deno.test("renderList() colours its own table alone, and aligns as without", () => {
  const states: Listing<{ name: string; up: boolean }> = {
    type: "*x",
    fields: {
      State: {
        header: "STATE",
        value: (s) => s.up ? "up" : "down",
        tone: (s) => s.up ? "good" : undefined,
      },
      Name: { header: "NAME", value: (s) => s.name },
    },
    table: columns("State", "Name"),
    quiet: "{{.Name}}",
  };
  const items = [{ name: "a", up: true }, { name: "b", up: false }];
  const plain = renderList(states, items);
  const painted = renderList(states, items, { colours: true });
  assert.equal(painted, plain.replace("up", "\x1b[32mup\x1b[0m"));
  for (const format of ["{{.State}}", "table {{.State}}", "json"]) {
    assert.equal(
      renderList(states, items, { format, colours: true }),
      renderList(states, items, { format }),
    );
  }
});

Deno.test("renderList() makes links in its own table alone, and aligns as without", () => {
  const url = "https://hub.docker.com/_/nginx";
  const images: Listing<{ name: string; tag: string }> = {
    type: "x",
    fields: {
      Name: {
        header: "NAME",
        value: (i) => i.name,
        tone: () => "good",
        link: (i, text) => i.name === "nginx" ? hyperlink(text, url) : text,
      },
      Tag: { header: "TAG", value: (i) => i.tag },
    },
    table: columns("Name", "Tag"),
  };
  const items = [{ name: "nginx", tag: "1" }, { name: "own", tag: "2" }];
  const plain = renderList(images, items);
  const linked = renderList(images, items, { links: true });
  assert.equal(linked, plain.replace("nginx", hyperlink("nginx", url)));
  const both = renderList(images, items, { links: true, colours: true });
  assert.equal(unlinked(unpainted(both)), plain);
  for (const format of ["{{.Name}}", "table {{.Name}}", "json"]) {
    const options = { format, links: true };
    assert.equal(renderList(images, items, options), renderList(images, items, { format }));
  }
});
