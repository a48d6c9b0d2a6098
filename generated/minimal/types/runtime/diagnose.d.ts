/** Which value went bad first: steps are repeated from the last good state, the last ones a dispatch at a time. */
import { WeftError } from "./errors.js";
import { type ModelState } from "./model-state.js";
import { type Call, type Machine, type PreparedEntry } from "./step.js";
/**
 * The error that tells why the training stopped after `lastStep`: `symptom`, and the first bad value. The state is afterwards the last good
 * one. A loss can go bad by parameters that the step before has spoilt, so that one is looked through, too.
 */
export declare function explainBadNumber(machine: Machine, state: ModelState, prepared: PreparedEntry, callOf: (step: number) => Call, lastStep: number, symptom: string): Promise<WeftError>;
