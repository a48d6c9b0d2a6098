/** Columns of the package's data: typed numbers in safetensors files, as `PlanData` says. */
import { WeftError } from "../errors.js";
import { decodeSafetensors } from "../checkpoint/safetensors.js";
/** Throws where the bytes aren't a column. */
export function decodeColumn(name, bytes) {
    const { tensors } = decodeSafetensors(bytes, `data/${name}.bin`);
    const values = tensors.get("values");
    if (values === undefined)
        throw new WeftError("data", `data/${name}.bin has no tensor \`values\``);
    const starts = tensors.get("starts")?.data;
    const heldOutFrom = tensors.get("held_out_from")?.data[0];
    const column = {
        values: values.data,
        shape: values.shape,
        ...(heldOutFrom === undefined ? {} : { heldOutFrom }),
    };
    if (starts === undefined)
        return column;
    if (!(starts instanceof Int32Array)) {
        throw new WeftError("data", `data/${name}.bin: \`starts\` isn't I32`);
    }
    return { ...column, starts };
}
