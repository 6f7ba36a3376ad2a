/** The form of an edit: what one does not touch comes back as it was. */
import assert from "node:assert/strict";
import { editsOf, formOf } from "../../cli/web/edit_form.js";

const details = {
  image: "nginx",
  entrypoint: ["/init", "--now it"],
  user: "1000",
  workingDir: "/app",
  networkMode: "front",
  networks: ["back", "front"].map((name) => ({ name, address: "", aliases: [] })),
  command: ["sh", "-c", "echo a\nexec sleep 1"],
  env: ["A=1", "KEY=-----BEGIN-----\nabc\n-----END-----", "PAD= x ", 'Q="q"', "__proto__=1", '"=2'],
  ports: [{ ip: "::1", public: "80", private: "80/tcp" }, { ip: "", public: "", private: "5/udp" }],
  binds: ["v:/v"],
  labels: JSON.parse('{"__proto__":"x","note":"two\\nlines","end":"blank "}'),
  memory: 0,
  cpus: 0,
  restartPolicy: "no",
};

Deno.test("editsOf() gives values of several lines, blanks and all, back as they were", () => {
  const before = formOf(details);
  const after = {
    ...before,
    env: `${before.env}\nNEW=1`,
    labels: `${before.labels}\nnew=1`,
    command: `${before.command} x`,
    ports: `${before.ports}\n8080:80`,
  };
  // deno-lint-ignore no-explicit-any
  const edits = editsOf(before, after) as Record<string, any>;
  assert.deepEqual(edits.env, [...details.env, "NEW=1"]);
  assert.deepEqual(Object.entries(edits.labels), [...Object.entries(details.labels), ["new", "1"]]);
  assert.deepEqual(edits.command, [...details.command, "x"]);
  assert.deepEqual(
    edits.ports,
    [...details.ports, { ip: "", public: "8080", private: "80" }].map(
      (p) => ({ ...p, private: p.private.replace("/tcp", "") }),
    ),
  );
  assert.deepEqual(editsOf(before, before), {});
  assert.equal(before.networks, "front\nback");
  const rest = { ...before, entrypoint: `${before.entrypoint} ''`, user: " me ", workingDir: "/" };
  assert.deepEqual(editsOf(before, { ...rest, networks: " front\n\nnew " }), {
    entrypoint: [...details.entrypoint, ""],
    user: "me",
    workingDir: "/",
    networks: ["front", "new"],
  });
  for (const networkMode of ["none", "host", "container:abc"]) {
    assert.equal(formOf({ ...details, networkMode }).networks, networkMode);
  }
});

Deno.test("editsOf() says of a line in quotation marks that it does not end", () => {
  const before = formOf(details);
  assert.throws(() => editsOf(before, { ...before, env: '"A=1' }), /begins with "/);
});
