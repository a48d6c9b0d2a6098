/** How much has come of files that are fetched. */

/** Bytes so far, of so many in all where that is known. */
export type FetchProgress = (bytes: number, of: number | undefined) => void;

/** What comes within so many milliseconds isn't told. */
const quietMs = 500;

/** The whole content of a response; `tell` is called as it comes. */
export async function readBody(response: Response, tell: FetchProgress): Promise<Uint8Array<ArrayBuffer>> {
  const { body, headers } = response;
  if (body === null) return new Uint8Array(await response.arrayBuffer());
  const begun = performance.now();
  const length = headers.get("content-length");
  // Of what is packed for the way its length is another.
  const of = length === null || headers.has("content-encoding") ? undefined : Number(length);
  let bytes = 0;
  const counting = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform: (piece, controller) => {
      bytes += piece.length;
      if (performance.now() - begun >= quietMs) tell(bytes, of);
      controller.enqueue(piece);
    },
  });
  return new Uint8Array(await new Response(body.pipeThrough(counting)).arrayBuffer());
}

/** Gives each of several files that are fetched at once its own; `tell` is told of all together. */
export function sumOfFiles(tell: FetchProgress): () => FetchProgress {
  const files: { bytes: number; of: number | undefined }[] = [];
  return () => {
    const own: (typeof files)[number] = { bytes: 0, of: undefined };
    files.push(own);
    return (bytes, of) => {
      Object.assign(own, { bytes, of });
      const isKnown = files.every((file) => file.of !== undefined);
      const sum = (key: "bytes" | "of"): number => files.reduce((total, file) => total + (file[key] ?? 0), 0);
      tell(sum("bytes"), isKnown ? sum("of") : undefined);
    };
  };
}
