/** The few words that stand at a second place, or above a fix. They are here so that all prose is in one folder. */

export const openedHere = (bracket: string) => `\`${bracket}\` was opened here`;
export const closeHere = (bracket: string) => `close it with \`${bracket}\`:`;
export const writeInstead = (text: string) => `write \`${text}\`:`;
export const putEditionFirst = () => "put it first:";
