/** Kernels that are written by hand find each arena whole. */
import type { Kernel, View } from "../../compiler/5-schedule/loops.ts";
import { accessesOf } from "../../compiler/6-emit/loops-walk.ts";
import { arenaNames } from "../../compiler/6-emit/wgsl/context.ts";

export function withViews(kernel: Omit<Kernel, "views">): Kernel {
  const views = kernel.offsets.map((offset): View => {
    const access = [...accessesOf(kernel.body)].find(
      ({ memory }) => memory.kind === "arena" && memory.offset === offset,
    );
    const arena = access?.memory.kind === "arena" ? access.memory.arena : "work";
    return { arena, binding: arenaNames.indexOf(arena) };
  });
  return { ...kernel, views };
}
