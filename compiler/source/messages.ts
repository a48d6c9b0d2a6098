import type { Messages } from "./message.ts";
import type { FileFacts } from "./messages-files.ts";
import { fileMessages } from "./messages-files.ts";
import type { AxisFacts } from "./messages-axes.ts";
import { axisMessages } from "./messages-axes.ts";
import type { NameFacts } from "./messages-names.ts";
import { nameMessages } from "./messages-names.ts";
import type { TypeFacts } from "./messages-types.ts";
import { typeMessages } from "./messages-types.ts";
import type { SizeFacts } from "./messages-sizes.ts";
import { sizeMessages } from "./messages-sizes.ts";
import type { LayerFacts } from "./messages-layers.ts";
import { layerMessages } from "./messages-layers.ts";
import type { TrainingFacts } from "./messages-training.ts";
import { trainingMessages } from "./messages-training.ts";
import type { OptimizerFacts } from "./messages-optimizers.ts";
import { optimizerMessages } from "./messages-optimizers.ts";
import type { DataFacts } from "./messages-data.ts";
import { dataMessages } from "./messages-data.ts";
import type { GenerationFacts } from "./messages-generation.ts";
import { generationMessages } from "./messages-generation.ts";
import type { WarningFacts } from "./messages-warnings.ts";
import { warningMessages } from "./messages-warnings.ts";
import type { SyntaxFacts } from "./messages-syntax.ts";
import { syntaxMessages } from "./messages-syntax.ts";

/**
 * The facts of every code. W00xx files and edition, W01xx syntax, W02xx axes and shapes, W03xx names, W04xx types and
 * indices, W05xx sizes, W06xx layers, instances and promises, W07xx training, data and generation, W09xx
 * warnings. Each family has a file; a new code is declared there.
 */
export interface Facts
  extends
    FileFacts,
    SyntaxFacts,
    AxisFacts,
    NameFacts,
    TypeFacts,
    SizeFacts,
    LayerFacts,
    TrainingFacts,
    OptimizerFacts,
    DataFacts,
    GenerationFacts,
    WarningFacts {}

export type Code = keyof Facts;

/** Every sentence that the tool says about a program. */
export const messages: Messages<Facts> = {
  ...fileMessages,
  ...syntaxMessages,
  ...axisMessages,
  ...nameMessages,
  ...typeMessages,
  ...sizeMessages,
  ...layerMessages,
  ...trainingMessages,
  ...optimizerMessages,
  ...dataMessages,
  ...generationMessages,
  ...warningMessages,
};

/** Whether a string, from a command line for example, is a code. */
export function isCode(text: string): text is Code {
  return Object.hasOwn(messages, text);
}
