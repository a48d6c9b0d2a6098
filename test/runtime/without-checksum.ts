import { decodeSafetensors, encodeSafetensors } from "../../runtime/checkpoint/safetensors.ts";

/** The same checkpoint without its checksum: as who has changed its tensors is told to save it. */
export function withoutChecksum(checkpoint: Uint8Array): Uint8Array<ArrayBuffer> {
  const { tensors, metadata } = decodeSafetensors(checkpoint, "checkpoint");
  const others = Object.entries(metadata).filter(([key]) => key !== "crc32");
  return encodeSafetensors({ tensors, metadata: Object.fromEntries(others) });
}
