/** Which lines of docker's plugins count as looking. */
import assert from "node:assert/strict";
import { onlyReads } from "./only_reads.ts";

const reads = (line: string) => {
  const [plugin, ...words] = line.split(" ");
  return onlyReads(plugin, words);
};

Deno.test("onlyReads() knows what looks, and takes the rest for a change", () => {
  for (
    const line of [
      "compose",
      "compose --help",
      "compose -f down.yaml -p up ps -a",
      "compose --ansi never logs -f web",
      "compose up --help",
      "compose --dry-run up",
      "scout version",
    ]
  ) assert.equal(reads(line), true, line);
  for (
    const line of [
      "compose up",
      "compose -p ps down",
      "compose --file=ps down",
      "compose run web ls --help",
      "compose exec -- web --help",
      "buildx build .",
      "scout cves",
    ]
  ) assert.equal(reads(line), false, line);
});
