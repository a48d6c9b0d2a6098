import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { listFilesBelow } from "../../compiler/cli/package-root.ts";
import { makePackage } from "../../compiler/cli/packages/package.ts";
import { planSpec } from "../../compiler/cli/packages/planned.ts";
import { readSpec } from "../../compiler/cli/spec.ts";
import { assert, suite } from "../harness.ts";

const test = suite("the packages in generated/ are what the compiler writes");
const root = new URL("../../", import.meta.url);

for (const name of ["gpt", "minimal"]) {
  test(name, async () => {
    process.chdir(fileURLToPath(root));
    const planned = await planSpec(readSpec(`specs/${name}.weft`), {}, "schedule");
    const made = await makePackage(planned, true);
    const folder = fileURLToPath(new URL(`generated/${name}/`, root));
    // Columns of data are written beside the package, but not committed.
    const committed = listFilesBelow(folder).filter((path) => !path.startsWith("data/"));
    assert.equal(committed.toSorted(), Object.keys(made).toSorted());
    for (const [path, content] of Object.entries(made)) {
      const expected = Buffer.from(content);
      assert.ok(
        expected.equals(readFileSync(`${folder}${path}`)),
        `generated/${name}/${path} is stale: build it again`,
      );
    }
  });
}
