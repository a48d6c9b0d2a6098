/** Numbers for people. */

const thousands = ["", "k", "M", "G", "T"];

/** Three digits and a unit of a thousand: 100.7 M, 2.2 k. */
function scaled(value: number): string {
  let unit = 0;
  let number = value;
  for (; Math.abs(number) >= 999.95 && unit < thousands.length - 1; unit++) number /= 1000;
  const text = unit === 0 ? String(Math.round(number * 10) / 10) : number.toFixed(1);
  return `${text.replace(/\.0$/, "")} ${thousands[unit] ?? ""}`;
}

/** `41.6 MB`, in powers of a thousand. */
export function byteText(bytes: number): string {
  return `${scaled(bytes)}B`;
}

/** `100.7 MFLOP` */
export function flopText(flops: number): string {
  return `${scaled(flops)}FLOP`;
}

/** `812,416` */
export function countText(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
