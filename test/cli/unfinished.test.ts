import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { unfinishedIn } from "../../compiler/cli/unfinished.ts";
import { assert, suite } from "../harness.ts";
import { withFiles } from "./files.ts";

const test = suite("what a process that ended in the middle leaves");

test("is put back an hour later where it had been set aside, and nothing has its place", () =>
  withFiles({ "data/new.bin": "new" }, (folder) => {
    const { pid: ended } = spawnSync(process.execPath, ["-e", ""]);
    const part = join(folder, `.part-${ended}`);
    for (const name of ["new.bin", "mine/notes.md"]) {
      mkdirSync(join(part, ".old/data", name, ".."), { recursive: true });
      writeFileSync(join(part, ".old/data", name), "old");
    }
    const time = Date.now() / 1000 - 60 * 70;
    utimesSync(part, time, time);
    unfinishedIn(folder, "");
    assert.equal(readdirSync(folder), ["data"]);
    assert.is(readFileSync(join(folder, "data/new.bin"), "utf8"), "new");
    assert.is(readFileSync(join(folder, "data/mine/notes.md"), "utf8"), "old");
  }));

test("is removed an hour later, and nothing else is", () =>
  withFiles({}, (folder) => {
    const { pid: ended } = spawnSync(process.execPath, ["-e", ""]);
    const make = (name: string, minutes: number): void => {
      const path = join(folder, name);
      mkdirSync(join(path, "kernels"), { recursive: true });
      const time = Date.now() / 1000 - 60 * minutes;
      utimesSync(path, time, time);
    };
    make(`out.part-${ended}`, 70);
    make(`.part-${ended}`, 70);
    make(`other.part-${ended}`, 70);
    make(`out.part-${ended}0000000`, 10);
    make(`out.part-${process.ppid}`, 70);
    make("out.part-", 70);
    const kept = [`other.part-${ended}`, `out.part-${ended}0000000`, `out.part-${process.ppid}`, "out.part-"];
    assert.is(unfinishedIn(folder, "out"), join(folder, `out.part-${process.pid}`));
    assert.equal(readdirSync(folder).sort(), [`.part-${ended}`, ...kept].sort());
    assert.is(unfinishedIn(folder, ""), join(folder, `.part-${process.pid}`));
    assert.equal(readdirSync(folder).sort(), kept.sort());
    assert.is(unfinishedIn(join(folder, "none"), "out"), join(folder, "none", `out.part-${process.pid}`));
  }));
