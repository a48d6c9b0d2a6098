/** A generator whose text grows, and what is kept of it. */
export interface GrowingProgram {
  readonly name: string;
  readonly text: string;
  readonly vocabularies?: Readonly<Record<string, number>>;
  /** The generator, its text and the size that grows. */
  readonly generator: string;
  readonly input: string;
  readonly symbol: string;
  readonly begin: number;
  readonly end: number;
  /** Numbers that are kept a position, in rings, and once or carried. */
  readonly perPosition: number;
  readonly rings?: number;
  readonly once: number;
}
