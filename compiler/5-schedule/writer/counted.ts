/** `1 row`, `8 rows`: for what heads a kernel. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
