/** The few words that stand at a second place, or above a fix. They are here so that all prose is in one folder. */

export const openedHere = (bracket: string) => `\`${bracket}\` was opened here`;
export const closeHere = (bracket: string) => `close it with \`${bracket}\`:`;
export const writeInstead = (text: string) => `write \`${text}\`:`;
export const aLineForEach = (word: string) => `\`${word}\` one a line:`;
export const putEditionFirst = () => "put it first:";
export const givenHereOnly = () => "made here only: a block is read from top to bottom";
export const asOneMean = () => "write it as one mean over the examples:";
export const axisOfConstant = (name: string) =>
  `\`${name}\` is a number here; \`axis\` in the place of \`const\` makes an axis, and \`|${name}|\` its size`;
export const alone = (owner: string) => `an axis of \`${owner}\` alone`;
export const sizeByName = () => "name an axis of that size first:";
export const inTheOrder = () => "in the order of the labels:";
export const stackByLabels = (axis: string, names: readonly string[]) =>
  `an axis may name what stands along it, \`axis ${axis} = { ${names.join(", ")} }\`; then \`stack[${axis}](${names.map((name) => `${name}: ${name}`).join(", ")})\``;
export const roundsDown = (axis: string) =>
  `\`index[${axis}](x)\` makes an index of a number: it rounds down, and stays inside`;
export const labelOf = (axis: string) =>
  `\`index[${axis}](…)\` around it says that it is a label of \`${axis}\``;
export const positionsHere = (axis: string) =>
  `no value is called \`${axis}\`, so it stands for the positions of the axis here; all of them are given as those of a twin`;
export const otherWay = (map: string) => `\`${map}.transposed(x)\` goes the other way`;
export const joinedByAnd = () =>
  "a condition stands after `where`, several are joined: `[src where a and b]`";
export const oneElse = () => "one `else` stands for what is outside of any of the bracket's axes";
export const insideCall = (name: string) => `inside of \`${name}\``;
export const madeHereWith = (axis: string) => `made here with axis \`${axis}\``;
export const renameOneSide = (axis: string, twin: string, place: string) =>
  `\`${axis}\` is a twin of \`${twin}\` (${place}). To compare all pairs of positions, rename one side:`;
export const linedUp = (operands: readonly (string | undefined)[], axis: string) => {
  const [left, right] = operands;
  const both = left === undefined || right === undefined ? "both sides" : `${left} and ${right} both`;
  return `${both} have \`${axis}\`, so they were lined up position by position`;
};
export const onlyLast = (axis: string) => `the newest position alone is \`[${axis} = last]\``;
export const nextValueIs = (name: string) =>
  `the next value of \`${name}\` is \`${name}'\`: \`${name}' = …\``;
export const renameCaught = (axis: string) => `rename \`${axis}\` of the argument:`;
export const goesAway = (axis: string) => `here \`${axis}\` goes away`;
export const resultAxis = (axis: string) => `\`${axis}\` comes from here`;
export const asInstance = (layer: string, axes: readonly string[]) => {
  const bracket = axes.length === 0 ? "" : `[${axes.join(", ")}]`;
  return `make an instance, \`use name = ${layer}${bracket}\`, and call that`;
};
export const brokenHere = () => "this formula breaks the promise";
export const readsEverything = (axis: string) => `it reads every position of \`${axis}\``;
export const readsLater = (axis: string) => `it can read later positions of \`${axis}\``;
export const readsSize = (axis: string) => `it depends on how many positions \`${axis}\` has`;
export const readsOpposite = (low: string, high: string) =>
  `position \`${low}\` reads \`${high} >= ${low}\`; did you mean \`${high} <= ${low}\`?`;
export const readsPositionsOf = (axis: string) => `it reads other positions, along \`${axis}\``;
export const theSignature = () => "the signature";
export const hiddenBySignature = (axis: string, owner: string) =>
  `a layer sees the axes that it declares, and \`${owner}\` declares no \`${axis}\`: what couples examples says so, in every signature between, \`x: [${axis}, …]\``;
export const declaredBeforehand = (axis: string) =>
  `\`${axis}\` is declared beforehand: the axis of the examples, whose size the caller or the training gives`;
export const twinForPart = (axis: string) =>
  `the sum has \`${axis}\` twice, so its name says not which: \`axis other like ${axis}\` is one of the same size`;
export const aSetting = (name: string) => `\`${name}\` is a setting here; what is computed has another name`;
export const beginsAlike = () =>
  "a parameter begins alike at all positions, or with random numbers; what differs by position is added where it is used: `W + log(state + 1)`";
export const drawnOnce = (state: string) =>
  `what is drawn once and never trained is a parameter, \`param ${state}: … ~ normal(0, 1)\`, which \`minimize … except **.${state}\` leaves as it is`;
/** Whether a part of a spec is said again in a note. */
export const isSayable = (text: string) => text.length <= 60 && !text.includes("\n");
export const numberEverywhere = (axes: readonly string[], text: string) =>
  `\`spread[${axes.join(", ")}](${text})\` is that number at each position`;
export const seenAtOnePosition = (axis: string) =>
  `in a scan over \`${axis}\` every value is seen at the current position, without \`${axis}\`: what other positions are read of is renamed before the scan, \`x[${axis} as twin]\``;
export const appliedOrTurned = (map: string) =>
  `\`${map}.transposed(x)\` applies it; as a tensor, which has no direction, it is \`${map}\``;
export const theMap = () => "the map";
export const theArgument = () => "the argument";
export const typeAfterColon = (name: string) => `a type stands after a colon: \`${name}: […]\``;
export const valuesInParentheses = () =>
  "axes stand in `[ ]`, values in `( )`: several are arguments, as in `f(a, b)`";
export const declaredHere = () => "declared here";
export const countedInSteps = () => "it is counted in steps: `evaluate every 200`";
export const setHere = () => "it is set here";
export const nextOfState = () => "its next value";
export const takeTheMean = () => "take its mean:";
export const sumOverExamples = () => "its sum has the slope of each example by itself:";
export const slopesOfEach = (axes: readonly string[]) => {
  const sum = `sum[${axes.join(", ")}]`;
  return `the slope of their sum is \`grad(${sum}(y), x)\`; for a Jacobian a model weights that sum, \`${sum}(way * y)\`, and is called with all ways, such as \`where(out == ${axes[0] ?? ""}, 1, 0)\``;
};
export const takeIntoSignature = (axis: string) =>
  `an argument brings \`${axis}\` along: take it into the signature, as in \`x: [${axis}, …]\`, and sum over it`;
export const inQuotes = () => "it is a text, in quotes:";
export const lossOfLog = () => "in the log `loss` is what the first `minimize` makes small";
export const indexOf = (axis: string, argument: string) =>
  `what is looked up by is an index, \`${argument}: […] in ${axis}\`:`;
export const sizeOfAxis = (axis: string) => `\`|${axis}|\` is its size:`;
export const renameDeclared = (old: string, name: string) => `is \`${old}\` meant to be \`${name}\`?`;
export const didYouMean = (name: string) => `did you mean \`${name}\`?`;
export const pickOrRename = () => "`[axis = position]` picks, `[axis as other]` renames";

export const sameTypeAs = (name: string) => `give it the type of \`${name}\`:`;

export const putAxis = (name: string) => `did you mean \`${name}\`?`;

export const bindFirst = (name: string) =>
  `only uses of a name count: bind it, \`v = ${name}\`, compute with \`v\`, and take the slope by \`v\``;
export const spreadPart = (axis: string) => `\`spread[${axis}](…)\` gives it the axis`;
export const axesInBrackets = (name: string, axes: readonly string[]) =>
  `axes stand in brackets: \`${name}[${axes.join(", ")}](…)\``;
export const axesOfUse = (layer: string, axes: readonly string[]) =>
  `axes stand in brackets: \`use name = ${layer}[${axes.join(", ")}]\``;
export const howManyChosen = () =>
  "how many are chosen is the size of an axis: `axis choice = 2`, `top_k[expert as choice](x)`";
export const axesAreNamed = () =>
  "an axis is declared with its size, and named where it is used: `axis hidden = 64`";
export const equalityIs = () => "whether two values are equal is asked with `==`";
export const withoutNames = () => "its arguments have no names, and are told apart by their places";
export const nameEach = () => "give each a name, in their order: `a, b = …`";

export const takeInOrder = () => "take the results in their order:";

export const axisInstead = (instead: string | undefined, text: string) =>
  instead === undefined ? "it fits with:" : `did you mean \`${text}\` instead of \`${instead}\`?`;

export const wellWithIt = (text: string) => `with \`${text}\` here, all of this fits`;

export const hereToo = () => "here, too";

export const followsFromIt = () => "this follows from it";

export const leaveOut = () => "leave it out:";

export const promiseIt = () => "it holds, so promise it:";

export const takeLogits = () => "give it what the softmax was given:";
/** `8 to 16 positions, in steps of 4` */
export const settingName = (name: string) =>
  `in a training \`${name}\` stands for the setting: give the field another name, \`own_${name}: … = field("${name}")\``;
export const sizesOfAxis = (low: number, high: number, step: number) =>
  `${low} to ${high} positions${step === 1 ? "" : `, in steps of ${step}`}`;
export const twinInside = (layer: string, axis: string, other: string) =>
  `axis parameters stand for any axes; a twin is one of \`${layer}\` itself: \`axis ${other} like ${axis}\``;
