export function verifyPlan(_: unknown): void {}
