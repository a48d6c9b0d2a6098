/** Wall time, in milliseconds. */
/** A clock that can be stopped for a while: it begins stopped. */
export function createClock(now = () => performance.now()) {
    let total = 0;
    let since;
    const elapsed = () => total + (since === undefined ? 0 : now() - since);
    return {
        restart: () => {
            total = 0;
            since = now();
        },
        start: () => {
            since ??= now();
        },
        stop: () => {
            total = elapsed();
            since = undefined;
        },
        elapsed,
    };
}
