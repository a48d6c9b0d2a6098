/** What is said of the words that no file declares. */

/** Of what is built in and no operator: how it is written, and what it does. */
export const builtinWords: Readonly<Record<string, readonly [written: string, does: string]>> = {
  sum: ["sum[axes](x)", "The sum along the axes."],
  prod: ["prod[axes](x)", "The product along the axes."],
  max: ["max[axes](x)", "The largest along the axes."],
  min: ["min[axes](x)", "The least along the axes."],
  spread: ["spread[axes](x)", "`x`, constant along axes that it lacks."],
  stack: ["stack[axis](label: x, …)", "Puts values side by side along a labelled axis."],
  concat: ["concat[axis](x, …)", "Joins the parts of an axis that is a sum, in its order."],
  stop: ["stop(x)", "`x`; no gradient goes through it."],
  grad: ["grad(y, x)", "The slope of a scalar `y` by a name, `x`, or an argument."],
  dropout: ["dropout(x, rate)", "While training, `x` with a share of it put to 0, and the rest made larger."],
  normal: ["normal[axes](mean, deviation)", "Normally distributed random numbers."],
  uniform: ["uniform[axes](low, high)", "Random numbers, equally likely between two."],
  sort: ["sort[axis](x)", "The values along the axis from the least to the largest."],
  top_k: ["top_k[axis as choice](x)", "The largest values, the largest first, and where they stand."],
  index: ["index[axis](x)", "A number as an index of the axis: it rounds down, and stays inside."],
};

/** Of values and axes that are there without a declaration. */
export const givenWords: Readonly<Record<string, string>> = {
  true: "The truth value.",
  false: "The truth value.",
  pi: "3.14159…",
  inf: "The largest number of f32.",
  training: "Whether this is a training.",
  last: "In an index: the last position of the axis, in the size of the day.",
  step: "The step of the training, from 1.",
  steps: "How many steps the training has.",
  epoch: "The epoch of the training, from 1.",
  evaluation_loss: "In the next value of a schedule's state: the loss of the evaluation that has ended.",
  gradient: "In an optimizer: the loss's gradient by the parameter.",
  parameter: "In an optimizer: the parameter that it moves.",
  matrix: "In an optimizer: 1 for a map, else 0.",
  element:
    "In an optimizer: the axis that stands for all of the parameter's, where the header names no sides.",
  batch: "The axis of the examples.",
};

/** Of words behind a dot. */
export const memberWords: Readonly<Record<string, string>> = {
  present: "Which positions of a bounded axis are real and no padding.",
  transposed: "The map in the other direction.",
};

/** Of what a source, a field and a tokenizer take by name. */
export const optionWords: Readonly<Record<string, string>> = {
  test: 'What is held out: a share, `test = 0.2`, or the files that are, `test = "test.csv"`; else a tenth.',
  duplicates: '`duplicates = "keep"` keeps records that are equal to others, which are dropped else.',
  labels: '`labels = "labels.csv"`: a table with the column `file`, and a column a label.',
  fit: 'How pictures get the sizes of their axes: `fit = "stretch"`, or `fit = "crop"`, which keeps their proportions.',
  rate: "`rate = 16000` converts sounds to so many samples a second.",
  start: '`start = "[CLS]"` puts this label before a text or a list.',
  end: '`end = "[END]"` puts this label behind a text or a list.',
  each: '`each = "{role}: {content}"` makes a text of each entry of a list of objects, with its values in place of their names.',
  special: '`special = "[PAD] [END]"` adds labels that stand for no text.',
};

/** Of words that begin a declaration or a statement. */
export const keywordWords: Readonly<Record<string, string>> = {
  import: "Takes names from another spec.",
  axis: "Declares an index space, with its size.",
  const: "A number that is known when the spec is compiled; `--set` overrides it.",
  fn: "A function of values, without parameters of its own.",
  layer: "Formulas with parameters of their own; `use` makes an instance.",
  model: "A layer that the package exports.",
  optimizer: "How a parameter moves by its gradient.",
  schedule: "A rate that changes from step to step.",
  data: "Where records are read from, and their fields.",
  train: "A training: data, a loss, and settings.",
  generate: "A function of the package that grows a text, or returns.",
  param: "A tensor or a map that is trained, and how it begins.",
  state: "A value that is carried from step to step.",
  use: "Makes an instance of a layer.",
  return: "The results.",
  yield: "The value at this position.",
  expose: "Lets inference return this value, too.",
  watch: "Follows a value in the training log.",
  minimize: "What the training makes smaller.",
  report: "A number for the training log.",
  evaluate: "`evaluate every n`: how often the held-out data are asked.",
  save: "`save every n`: how often a checkpoint is written.",
  grow: "Extends a text one position at a time.",
};

/** The statements that a kind of block may have; a kind is the word that the block's statement begins with, `scan` for an expression's. */
export const statementWords: Readonly<Record<string, readonly string[]>> = {
  layer: ["param", "state", "use", "axis", "const", "expose", "watch", "return"],
  model: ["param", "state", "use", "axis", "const", "expose", "watch", "return"],
  fn: ["axis", "const", "return"],
  optimizer: ["state", "axis", "const"],
  schedule: ["state", "const", "return"],
  data: [],
  train: ["minimize", "report", "evaluate", "save", "const", "watch"],
  generate: ["grow", "const", "return"],
  grow: ["yield", "const"],
  scan: ["yield", "const"],
};
