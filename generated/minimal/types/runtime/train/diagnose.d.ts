import { WeftError } from "../errors.js";
import { type ModelState } from "../checkpoint/model-state.js";
import { type Call, type Machine, type PreparedEntry } from "../step.js";
/**
 * The error that tells why the training stopped after `lastStep`: `symptom`, and the first bad value. The state is afterwards the last good
 * one. What is told may come late: a loss goes bad by parameters that the step before has spoilt, a state perhaps for long in no loss at all.
 */
export declare function explainBadNumber(machine: Machine, state: ModelState, prepared: PreparedEntry, callOf: (step: number) => Call, lastStep: number, symptom: string): Promise<WeftError>;
