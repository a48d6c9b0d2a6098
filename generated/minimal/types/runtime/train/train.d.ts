import type { TrainEvent, TrainOptions } from "./training.js";
import { type TrainContext } from "./training-run.js";
export declare const endOfTraining = "abort its signal or leave its loop";
/**
 * Trains until the last step or the signal. Throws where another training of the model goes on, where the loss is NaN or infinite,
 * having gone back to the last good state, and where the device is lost, having saved the last state that was read.
 */
export declare function trainModel(context: TrainContext, name: string, options: TrainOptions): AsyncGenerator<TrainEvent, void, undefined>;
